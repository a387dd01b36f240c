// SPDX-License-Identifier: Apache-2.0
#include "node/spine/registered_list.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <numeric>
#include <string>
#include <tuple>

#include "base/status.h"
#include "node/store/damaged_table.h"
#include "query/area_tree.h"

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
  const query::AreaTree tree(geographies);
  std::vector<std::tuple<std::string, std::string, uint32_t>> order;
  for (uint32_t i = 0; i < practices.size(); ++i) {
    order.emplace_back(tree.RollUp(practices[i], "neighbourhood"), practices[i], i);
  }
  std::sort(order.begin(), order.end());
  std::vector<uint32_t> place(practices.size());
  for (uint32_t at = 0; at < order.size(); ++at) place[std::get<2>(order[at])] = at;
  return place;
}

// Dead from the second day of the month of death on, as in every query.
int32_t DeadFrom(int32_t death_month) {
  return death_month == kMissing ? std::numeric_limits<int32_t>::max()
                                 : FirstDayOf(Month{death_month}).value + 1;
}

// Those who are somewhere, by place and then id.
void AddInOrder(const std::vector<uint32_t>& at, const std::vector<LinkageId>& ids,
                std::vector<LinkageId>& list) {
  std::vector<uint32_t> rows;
  for (uint32_t row = 0; row < at.size(); ++row) {
    if (at[row] != kNowhere) rows.push_back(row);
  }
  std::sort(rows.begin(), rows.end(), [&](uint32_t a, uint32_t b) {
    return std::tie(at[a], ids[a]) < std::tie(at[b], ids[b]);
  });
  for (const uint32_t row : rows) list.push_back(ids[row]);
}

}  // namespace

absl::StatusOr<RegisteredList> ListRegistered(const Records& records,
                                              const v1::Geographies& geographies, DayRange days) {
  RETURN_IF_ERROR(CheckFits(records));
  const Records::Registrations& episodes = records.registrations;
  const std::vector<uint32_t> place = PlaceOf(episodes.practices, geographies);
  const int32_t day = days.end.value;
  std::vector<uint32_t> now(records.people(), kNowhere);
  std::vector<uint32_t> before(records.people(), kNowhere);
  // In the order of their first days: the last one counts.
  for (size_t i = 0; i < episodes.row.size(); ++i) {
    const uint32_t row = episodes.row[i];
    const int32_t end = std::min(episodes.to[i], DeadFrom(records.death_month[row]));
    const int32_t from = episodes.from[i];
    if (from <= day && day < end) now[row] = place[episodes.practice[i]];
    if (from < day && end > days.first.value && from < end) {
      before[row] = place[episodes.practice[i]];
    }
  }
  for (size_t row = 0; row < now.size(); ++row) {
    if (now[row] != kNowhere) before[row] = kNowhere;
  }
  RegisteredList list;
  list.days = days;
  AddInOrder(now, records.ids, list.ids);
  const size_t current = list.ids.size();
  AddInOrder(before, records.ids, list.ids);
  list.former = list.ids.size() - current;
  return list;
}

DayRange ListedDays(const DataSetInfo& info, Day day, int look_back_months) {
  DayRange days{day, day};
  if (const absl::StatusOr<Day> last = ParseDay(info.data_to); last.ok()) {
    days.end = std::min(days.end, Day{last->value + 1});
  }
  days.first = MonthsBefore(days.end, look_back_months);
  if (const absl::StatusOr<Day> first = ParseDay(info.data_from); first.ok()) {
    days.first = std::min(std::max(days.first, *first), days.end);
  }
  return days;
}

}  // namespace ginnel::node
