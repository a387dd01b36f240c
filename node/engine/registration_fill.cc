// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <vector>

#include "base/status.h"
#include "node/engine/block_fill.h"
#include "node/engine/table_chunks.h"
#include "query/area_tree.h"

namespace ginnel::node {
namespace {

bool HasRegistrations(const DerivationRequest& request) {
  return Supplied(request, request.snapshot.registrations().rows.size() > 0);
}

// Who died in an earlier month than this one counts as dead on `day`: people who died in an earlier
// month are, and in the day's own month they are after its first day.
Month DeadBefore(Day day) {
  const Month month = MonthOf(day);
  return Month{FirstDayOf(month) < day ? month.value + 1 : month.value};
}

}  // namespace

absl::StatusOr<BlockFill> FillRegistered(const DerivationRequest& request) {
  if (!HasRegistrations(request)) {
    return NotOffered(request, "its data set has no registrations with a practice");
  }
  RETURN_IF_ERROR(CheckCovered(request, request.as_of.index_date));
  const Snapshot* snapshot = &request.snapshot;
  const int32_t day = request.as_of.index_date.value;
  const int32_t dead_before = DeadBefore(request.as_of.index_date).value;
  return [snapshot, day, dead_before](size_t block, DerivedColumn::RawBlock& raw) {
    const Snapshot::Registrations& table = snapshot->registrations();
    const size_t first = block * kBlockRows;
    const size_t count = std::min(kBlockRows, snapshot->people() - first);
    int32_t death[kBlockRows];
    snapshot->death_month().Unpack(first, count, death);
    raw.known = ExistingRows(block, snapshot->people());
    ForEachEntry(table.rows, block, table.from, table.to,
                 [&](size_t row, int32_t from, int32_t to) {
                   const bool alive = death[row] == kMissing || death[row] >= dead_before;
                   if (from <= day && day < to && alive) raw.Set(row, 1);
                 });
  };
}

namespace {

// The days of `window` that are covered by the episodes of each person of a block while they live.
// Of episodes that overlap each day counts once: entries are in the order of their first days.
void AddCoveredDays(const Snapshot& snapshot, DayRange window, size_t block,
                    int64_t* days /* kBlockRows */) {
  const Snapshot::Registrations& table = snapshot.registrations();
  const size_t first = block * kBlockRows;
  const size_t count = std::min(kBlockRows, snapshot.people() - first);
  int32_t end[kBlockRows];
  snapshot.death_month().Unpack(first, count, end);
  for (size_t row = 0; row < count; ++row) {
    // Dead from the second day of the month on.
    end[row] = end[row] == kMissing
                   ? window.end.value
                   : std::min(window.end.value, FirstDayOf(Month{end[row]}).value + 1);
  }
  int32_t counted[kBlockRows];
  std::fill_n(counted, kBlockRows, window.first.value);
  ForEachEntry(table.rows, block, table.from, table.to, [&](size_t row, int32_t from, int32_t to) {
    const int32_t begin = std::max(from, counted[row]);
    const int32_t until = std::min(to, end[row]);
    if (until <= begin) return;
    days[row] += until - begin;
    counted[row] = until;
  });
}

}  // namespace

absl::StatusOr<BlockFill> FillRegisteredDays(const DerivationRequest& request) {
  if (!HasRegistrations(request)) {
    return NotOffered(request, "its data set has no registrations with a practice");
  }
  ASSIGN_OR_RETURN(const DayRange window, CoveredPeriod(request));
  return [snapshot = &request.snapshot, window](size_t block, DerivedColumn::RawBlock& raw) {
    raw.known = ExistingRows(block, snapshot->people());
    AddCoveredDays(*snapshot, window, block, raw.value.data());
  };
}

absl::StatusOr<BlockFill> FillJoined(const DerivationRequest& request) {
  if (!HasRegistrations(request)) {
    return NotOffered(request, "its data set has no registrations with a practice");
  }
  ASSIGN_OR_RETURN(const DayRange window, CoveredPeriod(request));
  return [snapshot = &request.snapshot, window](size_t block, DerivedColumn::RawBlock& raw) {
    raw.known = ExistingRows(block, snapshot->people());
    AddCoveredDays(*snapshot, window, block, raw.value.data());
    int64_t before[kBlockRows] = {};
    AddCoveredDays(*snapshot, {Day{window.first.value - 1}, window.first}, block, before);
    for (size_t row = 0; row < kBlockRows; ++row) {
      raw.value[row] = raw.value[row] > 0 && before[row] == 0 ? 1 : 0;
    }
  };
}

absl::StatusOr<BlockFill> FillGeography(const DerivationRequest& request) {
  if (!HasRegistrations(request)) {
    return NotOffered(request, "its data set has no registrations with a practice");
  }
  const Snapshot::Registrations& table = request.snapshot.registrations();
  const query::AreaTree tree(request.dictionary.geographies());
  CodeTable rolled_up;
  for (const std::string& practice : table.practices) {
    rolled_up.push_back(tree.RollUp(practice, request.variable.from().geography().level()));
  }
  RETURN_IF_ERROR(CheckCovered(request, request.as_of.index_date));
  const int32_t day = request.as_of.index_date.value;
  const DayRange period{request.as_of.period.first,
                        std::min(request.as_of.period.end, request.as_of.index_date)};
  return [table = &table, day, period, area = IndexCodes(rolled_up, request.variable)](
             size_t block, DerivedColumn::RawBlock& raw) {
    const auto take = [&](size_t row, int32_t practice) {
      const int code = area[static_cast<size_t>(practice)];
      // A later episode overrides an earlier one, even with a practice that the agreement does not
      // place.
      raw.known[row / 64] &= ~(uint64_t{1} << (row % 64));
      raw.value[row] = 0;
      if (code >= 0) raw.Set(row, code);
    };
    // Who left or died in the period is where they were last.
    ForEachEntry(table->rows, block, table->from, table->to, table->practice,
                 [&](size_t row, int32_t from, int32_t to, int32_t practice) {
                   if (from < period.end.value && to > period.first.value) take(row, practice);
                 });
    ForEachEntry(table->rows, block, table->from, table->to, table->practice,
                 [&](size_t row, int32_t from, int32_t to, int32_t practice) {
                   if (from <= day && day < to) take(row, practice);
                 });
  };
}

}  // namespace ginnel::node
