// SPDX-License-Identifier: Apache-2.0
#include "coordinator/supply_board.h"

#include <algorithm>
#include <set>

#include "base/calendar.h"

namespace ginnel::coordinator {
namespace {

std::string DayOrNothing(const std::string& text) { return ParseDay(text).ok() ? text : ""; }

}  // namespace

void SupplyBoard::Said(const std::string& member, const v1::NodeMessage::Supply& supply,
                       absl::Time now) {
  const std::lock_guard lock(mutex_);
  words_[member] = {supply, ToRfc3339(now)};
}

std::vector<v1::MemberSupply> SupplyBoard::Of(const v1::Constitution& constitution,
                                              const std::vector<std::string>& connected) const {
  std::vector<v1::MemberSupply> all;
  const std::lock_guard lock(mutex_);
  for (const v1::Member& member : constitution.members()) {
    v1::MemberSupply& supply = all.emplace_back();
    supply.set_member(member.id());
    supply.set_connected(std::find(connected.begin(), connected.end(), member.id()) !=
                         connected.end());
    const auto found = words_.find(member.id());
    if (found == words_.end()) continue;
    const v1::NodeMessage::Supply& said = found->second.supply;
    const std::set<std::string> names(said.variables().begin(), said.variables().end());
    for (const v1::Variable& variable : constitution.dictionary().variables()) {
      if (names.count(variable.name()) > 0) supply.add_variables(variable.name());
    }
    supply.set_data_from(DayOrNothing(said.data_from()));
    supply.set_data_to(DayOrNothing(said.data_to()));
    supply.set_said_at(found->second.at);
  }
  return all;
}

}  // namespace ginnel::coordinator
