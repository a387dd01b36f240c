// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
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
  return PeriodSoFar(request);
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

using Sum = v1::Derivation::Events::Sum;

// Which entries of a code table are wanted; empty: all.
using Wanted = std::vector<bool>;

Wanted WantedOf(const CodeTable& codes, const absl::flat_hash_set<std::string>& wanted) {
  Wanted marks;
  for (const std::string& code : codes) marks.push_back(wanted.contains(code));
  return marks;
}

absl::flat_hash_set<std::string> CodesOf(const v1::Derivation::Events& events,
                                         const v1::Dictionary& dictionary) {
  absl::flat_hash_set<std::string> codes(events.codes().begin(), events.codes().end());
  for (const std::string& reference : events.code_lists()) {
    for (const v1::CodeList& list : dictionary.code_lists()) {
      if (reference == absl::StrCat(list.name(), "@", list.version())) {
        codes.insert(list.codes().begin(), list.codes().end());
      }
    }
  }
  return codes;
}

// The events of one kind that count for a variable.
struct EventTable {
  const Snapshot::Events* table;
  bool by_code = false;
  bool by_portfolio = false;
  Wanted codes = {};
  Wanted portfolios = {};

  // Calls visit(row, date, amount) for those of `block`; `amounts` is a column of the table.
  template <typename Visit>
  void ForEach(size_t block, const PackedColumn& amounts, Visit visit) const {
    if (!by_code && !by_portfolio) {
      return ForEachEntry(table->rows, block, table->date, amounts, visit);
    }
    if ((by_code && table->code.size() == 0) || (by_portfolio && table->portfolio.size() == 0)) {
      return;  // nothing is stated of any
    }
    const auto marked = [&](const PackedColumn& column, const Wanted& marks) {
      ForEachEntry(table->rows, block, table->date, amounts, column,
                   [&](size_t row, int32_t date, int32_t amount, int32_t code) {
                     if (marks[static_cast<size_t>(code)]) visit(row, date, amount);
                   });
    };
    if (!by_portfolio) return marked(table->code, codes);
    if (!by_code) return marked(table->portfolio, portfolios);
    // Both: the entries of a block come in the same order for every column.
    std::vector<bool> coded;
    ForEachEntry(table->rows, block, table->code,
                 [&](size_t, int32_t code) { coded.push_back(codes[static_cast<size_t>(code)]); });
    size_t entry = 0;
    ForEachEntry(table->rows, block, table->date, amounts, table->portfolio,
                 [&](size_t row, int32_t date, int32_t amount, int32_t portfolio) {
                   const bool wanted = coded[entry++];
                   if (wanted && portfolios[static_cast<size_t>(portfolio)]) {
                     visit(row, date, amount);
                   }
                 });
  }
};

std::vector<EventTable> TablesOf(const DerivationRequest& request) {
  const v1::Derivation::Events& from = request.variable.from().events();
  const absl::flat_hash_set<std::string> codes = CodesOf(from, request.dictionary);
  const absl::flat_hash_set<std::string> portfolios(from.portfolios().begin(),
                                                    from.portfolios().end());
  std::vector<EventTable> tables;
  for (const std::string& kind : from.kinds()) {
    const auto at = request.snapshot.events().find(kind);
    if (at == request.snapshot.events().end()) continue;
    EventTable table{&at->second};
    table.by_code = from.codes_size() + from.code_lists_size() > 0;
    table.by_portfolio = !portfolios.empty();
    table.codes = WantedOf(at->second.codes, codes);
    table.portfolios = WantedOf(at->second.portfolios, portfolios);
    tables.push_back(std::move(table));
  }
  return tables;
}

void AddEvents(const EventTable& events, Sum sum, DayRange window, size_t block,
               DerivedColumn::RawBlock& raw) {
  const auto inside = [&](int32_t date) {
    return date >= window.first.value && date < window.end.value;
  };
  const PackedColumn& amounts =
      sum == v1::Derivation::Events::SUM_COST ? events.table->cost : events.table->quantity;
  const bool rows =
      sum != v1::Derivation::Events::SUM_COST && sum != v1::Derivation::Events::SUM_QUANTITY;
  events.ForEach(block, amounts, [&](size_t row, int32_t date, int32_t amount) {
    if (inside(date)) raw.Set(row, raw.value[row] + (rows ? 1 : amount));
  });
}

// The quantity of each row's latest event over all tables.
void TakeLatest(const std::vector<EventTable>& tables, DayRange window, size_t block,
                DerivedColumn::RawBlock& raw) {
  int32_t latest[kBlockRows];
  std::fill_n(latest, kBlockRows, std::numeric_limits<int32_t>::min());
  for (const EventTable& events : tables) {
    events.ForEach(block, events.table->quantity, [&](size_t row, int32_t date, int32_t amount) {
      if (date < window.first.value || date >= window.end.value || date < latest[row]) return;
      latest[row] = date;
      raw.Set(row, amount);
    });
  }
}

}  // namespace

absl::StatusOr<BlockFill> FillCondition(const DerivationRequest& request) {
  const v1::Derivation::Condition& from = request.variable.from().condition();
  RETURN_IF_ERROR(CheckCovered(request, request.as_of.index_date));
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
  RETURN_IF_ERROR(CheckCovered(request, request.as_of.index_date));
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
  RETURN_IF_ERROR(CheckCovered(request, window.end));
  if (request.variable.from().events().within_months() == 0) {
    RETURN_IF_ERROR(CheckBegun(request, window.first));
  }
  const Sum sum = request.variable.from().events().sum();
  const int decimals = sum == v1::Derivation::Events::SUM_COST ? kPenceDecimals : 0;
  return [tables = TablesOf(request), window, sum, decimals, stored = request.decimals](
             size_t block, DerivedColumn::RawBlock& raw) {
    if (sum == v1::Derivation::Events::SUM_LATEST) {
      TakeLatest(tables, window, block, raw);
    } else {
      for (const EventTable& table : tables) AddEvents(table, sum, window, block, raw);
    }
    // Of a flag whatever is not zero is true.
    if (sum != v1::Derivation::Events::SUM_ANY) ToStoredUnit(decimals, stored, raw);
  };
}

}  // namespace ginnel::node
