// SPDX-License-Identifier: Apache-2.0
#include "query/area_tree.h"

#include <algorithm>
#include <utility>

namespace ginnel::query {

AreaTree::AreaTree(const v1::Geographies& geographies) {
  for (const v1::Area& area : geographies.areas()) by_level_[area.level()][area.code()] = &area;
  for (int i = geographies.levels_size() - 1; i >= 0; --i) {
    if (by_level_.contains(geographies.levels(i))) levels_.push_back(geographies.levels(i));
  }
}

std::string AreaTree::Climb(const std::string& from, std::string code,
                            const std::string& to) const {
  for (auto level = std::find(levels_.begin(), levels_.end(), from); level != levels_.end();
       ++level) {
    const auto& areas = by_level_.at(*level);
    const auto at = areas.find(code);
    if (at == areas.end()) return "";
    if (*level == to) return code;
    code = at->second->within();
  }
  return "";
}

std::string AreaTree::RollUp(const std::string& practice, const std::string& to) const {
  return levels_.empty() ? "" : Climb(levels_.front(), practice, to);
}

std::vector<std::string> PracticesOutside(const std::vector<std::string>& practices,
                                          const v1::MemberAreas& areas,
                                          const v1::Geographies& geographies) {
  const AreaTree tree(geographies);
  std::vector<std::string> outside;
  for (const std::string& practice : practices) {
    const std::string area = tree.RollUp(practice, areas.level());
    const auto& own = areas.codes();
    if (!area.empty() && std::find(own.begin(), own.end(), area) == own.end()) {
      outside.push_back(practice);
    }
  }
  std::sort(outside.begin(), outside.end());
  return outside;
}

}  // namespace ginnel::query
