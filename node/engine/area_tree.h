// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "base/calendar.h"
#include "ginnel/v1/dictionary.pb.h"

namespace ginnel::node {

/// The agreement's areas, found by level and code. Refers to `geographies`, which outlives it.
class AreaTree {
 public:
  explicit AreaTree(const v1::Geographies& geographies);

  /// The code of the area of `level` that the practice lies in; empty where the agreement does not
  /// place it.
  std::string RollUp(const std::string& practice, const std::string& level) const;

 private:
  absl::flat_hash_map<std::string, absl::flat_hash_map<std::string, const v1::Area*>> by_level_;
  std::vector<std::string> levels_;  // that have areas, from the narrowest
};

/// Who died in an earlier month than this one counts as dead on `day`: people who died in an
/// earlier month are, and in the day's own month they are after its first day.
Month DeadBefore(Day day);

}  // namespace ginnel::node
