// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "base/status.h"
#include "node/engine/event_table.h"
#include "node/engine/own_months.h"

namespace ginnel::node {
namespace {

using Sum = v1::Derivation::Events::Sum;

constexpr int kPenceDecimals = 2;
constexpr uint32_t kLongestWindow = 12'000;

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

// Those for which `inside(row, date)`.
template <typename Inside>
void AddEvents(const EventTable& events, Sum sum, const Inside& inside, size_t block,
               DerivedColumn::RawBlock& raw) {
  const PackedColumn& amounts =
      sum == v1::Derivation::Events::SUM_COST ? events.table->cost : events.table->quantity;
  const bool rows =
      sum != v1::Derivation::Events::SUM_COST && sum != v1::Derivation::Events::SUM_QUANTITY;
  events.ForEach(block, amounts, [&](size_t row, int32_t date, int32_t amount) {
    if (inside(row, date)) raw.Set(row, raw.value[row] + (rows ? 1 : amount));
  });
}

// The quantity of each row's latest event over all tables.
template <typename Inside>
void TakeLatest(const std::vector<EventTable>& tables, const Inside& inside, size_t block,
                DerivedColumn::RawBlock& raw) {
  int32_t latest[kBlockRows];
  std::fill_n(latest, kBlockRows, std::numeric_limits<int32_t>::min());
  for (const EventTable& events : tables) {
    events.ForEach(block, events.table->quantity, [&](size_t row, int32_t date, int32_t amount) {
      if (!inside(row, date) || date < latest[row]) return;
      latest[row] = date;
      raw.Set(row, amount);
    });
  }
}

// What one variable takes from its events.
struct Taken {
  std::vector<EventTable> tables;
  Sum sum;
  int stored_decimals;

  template <typename Inside>
  void From(const Inside& inside, size_t block, DerivedColumn::RawBlock& raw) const {
    if (sum == v1::Derivation::Events::SUM_LATEST) {
      TakeLatest(tables, inside, block, raw);
    } else {
      for (const EventTable& table : tables) AddEvents(table, sum, inside, block, raw);
    }
    if (sum == v1::Derivation::Events::SUM_ANY) return;  // whatever is not zero is true
    ToStoredUnit(sum == v1::Derivation::Events::SUM_COST ? kPenceDecimals : 0, stored_decimals,
                 raw);
  }
};

// The months before the index date, or the period as far as it lies before it.
absl::StatusOr<DayRange> EventWindow(const DerivationRequest& request) {
  const Day index_date = request.as_of.index_date;
  const uint32_t months = request.variable.from().events().within_months();
  if (months == 0) return CoveredPeriod(request);
  const DayRange window{
      MonthsBefore(index_date, static_cast<int>(std::min(months, kLongestWindow))), index_date};
  RETURN_IF_ERROR(CheckBegun(request, window.first));
  RETURN_IF_ERROR(CheckCovered(request, window.end));
  return window;
}

}  // namespace

absl::StatusOr<BlockFill> FillEvents(const DerivationRequest& request) {
  if (!Supplied(request, !request.snapshot.events().empty())) {
    return NotOffered(request, "its data set has no events");
  }
  const v1::Derivation::Events& from = request.variable.from().events();
  Taken taken{EventTablesOf(request), from.sum(), request.decimals};
  if (request.as_of.around != nullptr && from.within_months() == 0) {
    ASSIGN_OR_RETURN(OwnMonths months, OwnMonths::Create(request));
    return [taken = std::move(taken), months = std::move(months)](size_t block,
                                                                  DerivedColumn::RawBlock& raw) {
      OwnMonths::Windows windows;
      months.Fill(block, windows);
      taken.From([&](size_t row, int32_t date) { return windows.Holds(row, date); }, block, raw);
    };
  }
  ASSIGN_OR_RETURN(const DayRange window, EventWindow(request));
  return [taken = std::move(taken), window](size_t block, DerivedColumn::RawBlock& raw) {
    const auto inside = [&](size_t, int32_t date) {
      return date >= window.first.value && date < window.end.value;
    };
    taken.From(inside, block, raw);
  };
}

}  // namespace ginnel::node
