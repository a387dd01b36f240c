// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "ginnel/v1/agreement.pb.h"
#include "query/area_tree.h"
#include "query/dictionary.h"

namespace ginnel::query {

/// Where people of general-practice members can be registered, by the areas that the agreement
/// gives them (`areas` of a member). Refers to `constitution` and `dictionary`, which outlive it.
class MemberAreas {
 public:
  MemberAreas(const std::vector<std::string>& roster, const v1::Constitution& constitution,
              const Dictionary& dictionary);

  /// Whether people of `member` (index in the roster) can have code number `code` of `variable`.
  /// True where nothing is agreed of the member, and of variables that are no geography. Besides,
  /// anybody's area may be unknown.
  bool CanHave(int member, int variable, int64_t code) const;
  /// Whether CanHave may be false for `variable` (−1: none).
  bool IsOfAreas(int variable) const;

 private:
  const Dictionary* dictionary_;
  AreaTree tree_;
  std::vector<const v1::MemberAreas*> areas_;  // by index in the roster; null: anywhere
};

}  // namespace ginnel::query
