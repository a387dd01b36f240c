// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "ginnel/v1/agreement.pb.h"
#include "ginnel/v1/dictionary.pb.h"

namespace ginnel::query {

/// The agreement's areas, found by level and code. Refers to `geographies`, which outlives it.
class AreaTree {
 public:
  explicit AreaTree(const v1::Geographies& geographies);

  /// The code of the area of level `to` that the area `code` of level `from` lies in, or is; empty
  /// where the agreement does not place it, or where `to` is narrower.
  std::string Climb(const std::string& from, std::string code, const std::string& to) const;
  /// Climb from a practice, an area of the narrowest level.
  std::string RollUp(const std::string& practice, const std::string& to) const;

 private:
  absl::flat_hash_map<std::string, absl::flat_hash_map<std::string, const v1::Area*>> by_level_;
  std::vector<std::string> levels_;  // that have areas, from the narrowest
};

/// Those of `practices` that lie outside `areas`, sorted. One that the agreement places nowhere
/// does not: the area of its people is not known.
std::vector<std::string> PracticesOutside(const std::vector<std::string>& practices,
                                          const v1::MemberAreas& areas,
                                          const v1::Geographies& geographies);

}  // namespace ginnel::query
