// SPDX-License-Identifier: Apache-2.0
#include "node/spine/registered_list.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <numeric>
#include <string>
#include <tuple>

#include "base/status.h"
#include "node/engine/area_tree.h"
#include "node/store/damaged_table.h"

namespace ginnel::node {
namespace {

constexpr uint32_t kNowhere = std::numeric_limits<uint32_t>::max();

absl::Status CheckFits(const Records& records) {
  const Records::Registrations& episodes = records.registrations;
  const size_t length = episodes.row.size();
  const bool fits =
      records.death_month.size() == records.people() && episodes.practice.size() == length &&
      episodes.from.size() == length && episodes.to.size() == length &&
      std::all_of(episodes.row.begin(), episodes.row.end(),
                  [&](uint32_t row) { return row < records.people(); }) &&
      std::all_of(episodes.practice.begin(), episodes.practice.end(),
                  [&](uint16_t practice) { return practice < episodes.practices.size(); });
  return fits ? absl::OkStatus() : DamagedTable("registrations");
}

// Of each practice its place among all, by neighbourhood and then by its own code.
std::vector<uint32_t> PlaceOf(const CodeTable& practices, const v1::Geographies& geographies) {
  const AreaTree tree(geographies);
  std::vector<std::tuple<std::string, std::string, uint32_t>> order;
  for (uint32_t i = 0; i < practices.size(); ++i) {
    order.emplace_back(tree.RollUp(practices[i], "neighbourhood"), practices[i], i);
  }
  std::sort(order.begin(), order.end());
  std::vector<uint32_t> place(practices.size());
  for (uint32_t at = 0; at < order.size(); ++at) place[std::get<2>(order[at])] = at;
  return place;
}

}  // namespace

absl::StatusOr<std::vector<LinkageId>> ListRegistered(const Records& records,
                                                      const v1::Geographies& geographies, Day day) {
  RETURN_IF_ERROR(CheckFits(records));
  const Records::Registrations& episodes = records.registrations;
  const std::vector<uint32_t> place = PlaceOf(episodes.practices, geographies);
  const int32_t dead_before = DeadBefore(day).value;
  std::vector<uint32_t> at(records.people(), kNowhere);
  // In the order of their first days: the last one counts.
  for (size_t i = 0; i < episodes.row.size(); ++i) {
    const int32_t death = records.death_month[episodes.row[i]];
    const bool alive = death == kMissing || death >= dead_before;
    if (!alive || episodes.from[i] > day.value || episodes.to[i] <= day.value) continue;
    at[episodes.row[i]] = place[episodes.practice[i]];
  }
  std::vector<uint32_t> rows;
  for (uint32_t row = 0; row < at.size(); ++row) {
    if (at[row] != kNowhere) rows.push_back(row);
  }
  std::sort(rows.begin(), rows.end(), [&](uint32_t a, uint32_t b) {
    return std::tie(at[a], records.ids[a]) < std::tie(at[b], records.ids[b]);
  });
  std::vector<LinkageId> ids;
  ids.reserve(rows.size());
  for (const uint32_t row : rows) ids.push_back(records.ids[row]);
  return ids;
}

}  // namespace ginnel::node
