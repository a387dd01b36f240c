// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "node/engine/block_fill.h"

namespace ginnel::node {
namespace {

// Unpacks the rows of `block` that exist; returns how many there are.
size_t UnpackBlock(const PackedColumn& column, size_t block, int32_t* out) {
  const size_t first = block * kBlockRows;
  const size_t count = std::min(kBlockRows, column.size() - first);
  column.Unpack(first, count, out);
  return count;
}

}  // namespace

absl::StatusOr<BlockFill> FillAge(const DerivationRequest& request) {
  const PackedColumn* births = &request.snapshot.birth_month();
  const int32_t month = MonthOf(request.as_of.index_date).value;
  return [births, month](size_t block, DerivedColumn::RawBlock& raw) {
    int32_t birth[kBlockRows];
    const size_t count = UnpackBlock(*births, block, birth);
    for (size_t row = 0; row < count; ++row) {
      // The index date is on or after the first of its month, the birthday of everyone born in that
      // month.
      if (birth[row] != kMissing && birth[row] <= month) {
        raw.Set(row, (int64_t{month} - birth[row]) / 12);
      }
    }
  };
}

absl::StatusOr<BlockFill> FillDied(const DerivationRequest& request) {
  const PackedColumn* deaths = &request.snapshot.death_month();
  const DayRange period = request.as_of.period;
  // Periods are whole months; one that were not would take in the months whose first day it holds.
  int32_t first = MonthOf(period.first).value;
  int32_t end = MonthOf(period.end).value;
  if (FirstDayOf(Month{first}) < period.first) ++first;
  if (FirstDayOf(Month{end}) < period.end) ++end;
  return [deaths, first, end](size_t block, DerivedColumn::RawBlock& raw) {
    int32_t death[kBlockRows];
    const size_t count = UnpackBlock(*deaths, block, death);
    for (size_t row = 0; row < count; ++row) {
      const bool died = death[row] != kMissing && death[row] >= first && death[row] < end;
      raw.Set(row, died ? 1 : 0);
    }
  };
}

absl::StatusOr<BlockFill> FillAttribute(const DerivationRequest& request) {
  const std::string& named = request.variable.from().attribute().name();
  const std::string& name = named.empty() ? request.variable.name() : named;
  const auto at = request.snapshot.attributes().find(name);
  if (at == request.snapshot.attributes().end()) {
    return NotOffered(request, absl::StrCat("its data set has no attribute `", name, "`"));
  }
  const PackedColumn* values = &at->second.values;
  if (request.variable.type() != v1::VARIABLE_TYPE_CATEGORY) {
    return [values](size_t block, DerivedColumn::RawBlock& raw) {
      int32_t value[kBlockRows];
      const size_t count = UnpackBlock(*values, block, value);
      for (size_t row = 0; row < count; ++row) {
        if (value[row] != kMissing) raw.Set(row, value[row]);
      }
    };
  }
  return [values, index = IndexCodes(at->second.codes, request.variable)](
             size_t block, DerivedColumn::RawBlock& raw) {
    int32_t value[kBlockRows];
    const size_t count = UnpackBlock(*values, block, value);
    for (size_t row = 0; row < count; ++row) {
      if (value[row] < 0 || static_cast<size_t>(value[row]) >= index.size()) continue;
      const int code = index[static_cast<size_t>(value[row])];
      if (code >= 0) raw.Set(row, code);
    }
  };
}

}  // namespace ginnel::node
