// SPDX-License-Identifier: Apache-2.0
#include "query/linkage/member_areas.h"

#include <algorithm>

namespace ginnel::query {

MemberAreas::MemberAreas(const std::vector<std::string>& roster,
                         const v1::Constitution& constitution, const Dictionary& dictionary)
    : dictionary_(&dictionary),
      tree_(dictionary.proto().geographies()),
      areas_(roster.size(), nullptr) {
  for (const v1::Member& member : constitution.members()) {
    const auto at = std::find(roster.begin(), roster.end(), member.id());
    if (at == roster.end() || !member.has_areas()) continue;
    areas_[static_cast<size_t>(at - roster.begin())] = &member.areas();
  }
}

bool MemberAreas::CanHave(int member, int variable, int64_t code) const {
  const v1::MemberAreas* areas = areas_[static_cast<size_t>(member)];
  const v1::Variable& asked = dictionary_->variable(variable);
  if (areas == nullptr || !asked.from().has_geography()) return true;
  const std::string& level = asked.from().geography().level();
  const std::string& area = asked.codes(static_cast<int>(code)).code();
  const std::string wider = tree_.Climb(level, area, areas->level());
  return std::any_of(areas->codes().begin(), areas->codes().end(), [&](const std::string& own) {
    return own == wider || tree_.Climb(areas->level(), own, level) == area;
  });
}

bool MemberAreas::IsOfAreas(int variable) const {
  return variable >= 0 && dictionary_->variable(variable).from().has_geography() &&
         std::any_of(areas_.begin(), areas_.end(),
                     [](const v1::MemberAreas* areas) { return areas != nullptr; });
}

}  // namespace ginnel::query
