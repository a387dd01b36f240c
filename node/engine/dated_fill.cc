// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>
#include <string>

#include "base/status.h"
#include "node/engine/block_fill.h"
#include "node/engine/table_chunks.h"

namespace ginnel::node {
namespace {

// First day of the months before the index date; without a window, before every day there is.
int32_t WindowStart(Day index_date, uint32_t within_months) {
  if (within_months == 0) return std::numeric_limits<int32_t>::min();
  return MonthsBefore(index_date, static_cast<int>(std::min(within_months, 12'000U))).value;
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

}  // namespace ginnel::node
