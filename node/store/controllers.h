// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "governance/agreement.h"

namespace ginnel::node {

/// For which practices a member acts: the controllers of its operations. A list that is empty says
/// that the member acts for itself, and nobody is left out; a list with withdrawn practices alone
/// leaves out everybody. A value.
class Controllers {
 public:
  enum class Standing { kActsFor, kWithdrawn, kNotListed };

  Controllers() = default;  // the member acts for itself
  explicit Controllers(const v1::Operations& operations);

  bool listed() const { return !withdrawn_.empty(); }
  /// Of a practice, by its code as the member's extract writes it, letter for letter.
  Standing StandingOf(std::string_view practice) const;
  /// Whether people of that practice take part.
  bool Admits(std::string_view practice) const {
    return !listed() || StandingOf(practice) == Standing::kActsFor;
  }
  /// Those that have not withdrawn, sorted.
  std::vector<std::string> ActedFor() const;

  /// Whether the same people take part.
  friend bool operator==(const Controllers& a, const Controllers& b) {
    return a.listed() == b.listed() && a.ActedFor() == b.ActedFor();
  }

 private:
  std::map<std::string, bool, std::less<>> withdrawn_;  // by ODS code
};

/// The controllers of `member` by the operations of it that are in force. FailedPrecondition
/// REASON_WRONG_STATE where there are none: nobody then knows for whom the member acts, and that is
/// not the same as for itself.
absl::StatusOr<Controllers> ControllersOf(const governance::Agreement& agreement,
                                          const std::string& member);

}  // namespace ginnel::node
