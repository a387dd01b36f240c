// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/status.h"
#include "node/engine/block_fill.h"
#include "node/engine/table_chunks.h"

namespace ginnel::node {
namespace {

constexpr int kPenceDecimals = 2;

// First day of the months before the index date; without a window, before every day there is.
int32_t WindowStart(Day index_date, uint32_t within_months) {
  if (within_months == 0) return std::numeric_limits<int32_t>::min();
  return MonthsBefore(index_date, static_cast<int>(std::min(within_months, 12'000U))).value;
}

absl::StatusOr<DayRange> EventWindow(const DerivationRequest& request) {
  const AsOf& as_of = request.as_of;
  const uint32_t months = request.variable.from().events().within_months();
  if (months > 0) {
    return DayRange{Day{WindowStart(as_of.index_date, months)}, as_of.index_date};
  }
  const DayRange window{as_of.period.first, std::min(as_of.period.end, as_of.index_date)};
  if (window.end <= window.first) {
    return ReasonedError(
        absl::StatusCode::kInvalidArgument, v1::REASON_QUERY_INVALID,
        absl::StrCat(
            "`", request.variable.name(),
            "` counts events of the period before the index date, and no day of the period from ",
            ToString(as_of.period.first), " lies before ", ToString(as_of.index_date),
            ": choose an index date after the period"));
  }
  return window;
}

// Brings sums of whole numbers or of pence to the variable's stored unit: it may keep money more
// coarsely (half up) or more finely.
void ToStoredUnit(int from_decimals, int to_decimals, DerivedColumn::RawBlock& raw) {
  if (to_decimals == from_decimals) return;
  if (to_decimals > from_decimals) {
    const int64_t factor = WholeUnit(to_decimals - from_decimals);
    for (int64_t& value : raw.value) value *= factor;
    return;
  }
  const int64_t unit = WholeUnit(from_decimals - to_decimals);
  for (int64_t& value : raw.value) {
    const int64_t lifted = value + unit / 2;
    value = lifted / unit - (lifted % unit < 0 ? 1 : 0);
  }
}

void AddEvents(const Snapshot::Events& table, v1::Derivation::Events::Sum sum, DayRange window,
               size_t block, DerivedColumn::RawBlock& raw) {
  const auto inside = [&](int32_t date) {
    return date >= window.first.value && date < window.end.value;
  };
  const auto add = [&](size_t row, int32_t date, int32_t amount) {
    if (inside(date)) raw.Set(row, raw.value[row] + amount);
  };
  switch (sum) {
    case v1::Derivation::Events::SUM_QUANTITY:
      return ForEachEntry(table.rows, block, table.date, table.quantity, add);
    case v1::Derivation::Events::SUM_COST:
      return ForEachEntry(table.rows, block, table.date, table.cost, add);
    default:
      return ForEachEntry(table.rows, block, table.date,
                          [&](size_t row, int32_t date) { add(row, date, 1); });
  }
}

}  // namespace

absl::StatusOr<BlockFill> FillCondition(const DerivationRequest& request) {
  const v1::Derivation::Condition& from = request.variable.from().condition();
  if (!Supplied(request, !request.snapshot.conditions().empty())) {
    return NotOffered(request, "its data set has no dated conditions");
  }
  const std::string& code = from.code().empty() ? request.variable.name() : from.code();
  const auto at = request.snapshot.conditions().find(code);
  if (at == request.snapshot.conditions().end()) return [](size_t, DerivedColumn::RawBlock&) {};
  const int32_t day = request.as_of.index_date.value;
  const int32_t start = WindowStart(request.as_of.index_date, from.within_months());
  return [table = &at->second, day, start](size_t block, DerivedColumn::RawBlock& raw) {
    ForEachEntry(table->rows, block, table->from, table->to,
                 [&](size_t row, int32_t recorded, int32_t resolved) {
                   if (recorded >= day) return;
                   const bool holds = recorded >= start && resolved > day;
                   raw.Set(row, raw.value[row] | (holds ? 1 : 0));
                 });
  };
}

absl::StatusOr<BlockFill> FillObservation(const DerivationRequest& request) {
  const v1::Derivation::Observation& from = request.variable.from().observation();
  if (!Supplied(request, !request.snapshot.observations().empty())) {
    return NotOffered(request, "its data set has no dated observations");
  }
  const std::string& name = from.name().empty() ? request.variable.name() : from.name();
  const auto at = request.snapshot.observations().find(name);
  if (at == request.snapshot.observations().end()) return [](size_t, DerivedColumn::RawBlock&) {};
  const int32_t day = request.as_of.index_date.value;
  const int32_t start = WindowStart(request.as_of.index_date, from.within_months());
  const bool category = request.variable.type() == v1::VARIABLE_TYPE_CATEGORY;
  return [table = &at->second, day, start, category,
          index = IndexCodes(at->second.codes, request.variable)](size_t block,
                                                                  DerivedColumn::RawBlock& raw) {
    ForEachEntry(table->rows, block, table->date, table->value,
                 [&](size_t row, int32_t date, int32_t value) {
                   if (date >= day || date < start || value == kMissing) return;
                   if (!category) return raw.Set(row, value);
                   if (value < 0 || static_cast<size_t>(value) >= index.size()) return;
                   const int code = index[static_cast<size_t>(value)];
                   if (code >= 0) raw.Set(row, code);
                 });
  };
}

absl::StatusOr<BlockFill> FillEvents(const DerivationRequest& request) {
  if (!Supplied(request, !request.snapshot.events().empty())) {
    return NotOffered(request, "its data set has no events");
  }
  ASSIGN_OR_RETURN(const DayRange window, EventWindow(request));
  const v1::Derivation::Events& from = request.variable.from().events();
  std::vector<const Snapshot::Events*> tables;
  for (const std::string& kind : from.kinds()) {
    const auto at = request.snapshot.events().find(kind);
    if (at != request.snapshot.events().end()) tables.push_back(&at->second);
  }
  const int decimals = from.sum() == v1::Derivation::Events::SUM_COST ? kPenceDecimals : 0;
  return [tables, window, sum = from.sum(), decimals, stored = request.decimals](
             size_t block, DerivedColumn::RawBlock& raw) {
    for (const Snapshot::Events* table : tables) AddEvents(*table, sum, window, block, raw);
    ToStoredUnit(decimals, stored, raw);
  };
}

}  // namespace ginnel::node
