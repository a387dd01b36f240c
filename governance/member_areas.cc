// SPDX-License-Identifier: Apache-2.0
#include "governance/member_areas.h"

#include <set>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "governance/linkage.h"

namespace ginnel::governance {

void CheckMemberAreas(const v1::Constitution& constitution, Problems& problems) {
  constexpr size_t kShown = 80;
  std::set<std::pair<std::string, std::string>> areas;  // by level and code
  for (const v1::Area& area : constitution.dictionary().geographies().areas()) {
    areas.emplace(area.level(), area.code());
  }
  for (const v1::Member& member : constitution.members()) {
    if (!member.has_areas()) continue;
    const std::string of = absl::StrCat("areas of member ", member.id());
    problems.AddUnless(SuppliesGeneralPractice(member),
                       absl::StrCat(of, ": only general_practice has areas"));
    problems.AddUnless(!member.areas().codes().empty(), absl::StrCat(of, ": codes are missing"));
    const std::string& level = member.areas().level();
    std::set<std::string> codes;
    for (const std::string& code : member.areas().codes()) {
      const std::string shown = absl::CHexEscape(code.substr(0, kShown));
      problems.AddUnless(areas.count({level, code}) != 0,
                         absl::StrCat(of, ": the dictionary's geographies have no ",
                                      absl::CHexEscape(level.substr(0, kShown)), " `", shown, "`"));
      problems.AddUnless(codes.insert(code).second,
                         absl::StrCat(of, ": `", shown, "` is there twice"));
    }
  }
}

std::string SayAreas(const v1::Member& member) {
  if (!member.has_areas()) return "anywhere";
  return absl::StrCat("in the ", member.areas().level(), " ",
                      absl::StrJoin(member.areas().codes(), ", "));
}

}  // namespace ginnel::governance
