// SPDX-License-Identifier: Apache-2.0
#include "node/engine/area_tree.h"

namespace ginnel::node {

AreaTree::AreaTree(const v1::Geographies& geographies) {
  for (const v1::Area& area : geographies.areas()) by_level_[area.level()][area.code()] = &area;
  for (int i = geographies.levels_size() - 1; i >= 0; --i) {
    if (by_level_.contains(geographies.levels(i))) levels_.push_back(geographies.levels(i));
  }
}

std::string AreaTree::RollUp(const std::string& practice, const std::string& level) const {
  std::string code = practice;
  for (const std::string& narrow : levels_) {
    const auto& areas = by_level_.at(narrow);
    const auto at = areas.find(code);
    if (at == areas.end()) return "";
    if (narrow == level) return code;
    code = at->second->within();
  }
  return "";
}

Month DeadBefore(Day day) {
  const Month month = MonthOf(day);
  return Month{FirstDayOf(month) < day ? month.value + 1 : month.value};
}

}  // namespace ginnel::node
