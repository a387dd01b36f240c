// SPDX-License-Identifier: Apache-2.0
#include "governance/member_areas.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "governance/linkage.h"

namespace ginnel::governance {

void CheckMemberAreas(const v1::Constitution& constitution, Problems& problems) {
  for (const v1::Member& member : constitution.members()) {
    if (!member.has_areas()) continue;
    const std::string of = absl::StrCat("areas of member ", member.id());
    problems.AddUnless(SuppliesGeneralPractice(member),
                       absl::StrCat(of, ": only general_practice has areas"));
    problems.AddUnless(!member.areas().codes().empty(), absl::StrCat(of, ": codes are missing"));
    std::set<std::string> codes;
    for (const std::string& code : member.areas().codes()) {
      const auto& areas = constitution.dictionary().geographies().areas();
      const bool there = std::any_of(areas.begin(), areas.end(), [&](const v1::Area& area) {
        return area.level() == member.areas().level() && area.code() == code;
      });
      problems.AddUnless(there, absl::StrCat(of, ": the dictionary's geographies have no ",
                                             member.areas().level(), " `", code, "`"));
      problems.AddUnless(codes.insert(code).second,
                         absl::StrCat(of, ": `", code, "` is there twice"));
    }
  }
}

std::string SayAreas(const v1::Member& member) {
  if (!member.has_areas()) return "anywhere";
  return absl::StrCat("in the ", member.areas().level(), " ",
                      absl::StrJoin(member.areas().codes(), ", "));
}

}  // namespace ginnel::governance
