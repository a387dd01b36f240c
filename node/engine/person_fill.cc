// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "node/engine/block_fill.h"
#include "node/engine/kernels.h"

namespace ginnel::node {
namespace {

// One block of a column; missing where there is no row.
struct Unpacked {
  Unpacked(const PackedColumn& column, size_t block) {
    const size_t first = block * kBlockRows;
    const size_t count = std::min(kBlockRows, column.size() - first);
    column.Unpack(first, count, value);
    std::fill(value + count, value + kBlockRows, kMissing);
  }
  int32_t value[kBlockRows];
};

constexpr int32_t kLeastKnown = kMissing + 1;
constexpr int32_t kGreatest = std::numeric_limits<int32_t>::max();

}  // namespace

absl::StatusOr<BlockFill> FillAge(const DerivationRequest& request) {
  const PackedColumn* births = &request.snapshot.birth_month();
  const int32_t month = MonthOf(request.as_of.index_date).value;
  return [births, month](size_t block, DerivedColumn::RawBlock& raw) {
    const Unpacked birth(*births, block);
    BlockBits known;
    RangeBits(birth.value, kLeastKnown, month, known);
    for (size_t word = 0; word < kBlockWords; ++word) raw.known[word] |= known[word];
    for (size_t row = 0; row < kBlockRows; ++row) {
      const bool born = birth.value[row] != kMissing && birth.value[row] <= month;
      // The index date is on or after the first of its month, the birthday of everyone born in it.
      raw.value[row] = born ? (month - birth.value[row]) / 12 : 0;
    }
  };
}

absl::StatusOr<BlockFill> FillDied(const DerivationRequest& request) {
  const PackedColumn* deaths = &request.snapshot.death_month();
  ASSIGN_OR_RETURN(const DayRange period, CoveredPeriod(request));
  // The months whose first day it holds: periods are whole months, an index date inside one cuts
  // it.
  int32_t first = MonthOf(period.first).value;
  int32_t end = MonthOf(period.end).value;
  if (FirstDayOf(Month{first}) < period.first) ++first;
  if (FirstDayOf(Month{end}) < period.end) ++end;
  return [deaths, first, end](size_t block, DerivedColumn::RawBlock& raw) {
    const Unpacked death(*deaths, block);
    raw.known = ExistingRows(block, deaths->size());
    for (size_t row = 0; row < kBlockRows; ++row) {
      const bool died =
          death.value[row] != kMissing && death.value[row] >= first && death.value[row] < end;
      raw.value[row] = died ? 1 : 0;
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
      const Unpacked stored(*values, block);
      BlockBits known;
      RangeBits(stored.value, kLeastKnown, kGreatest, known);
      for (size_t word = 0; word < kBlockWords; ++word) raw.known[word] |= known[word];
      for (size_t row = 0; row < kBlockRows; ++row) {
        raw.value[row] = stored.value[row] == kMissing ? 0 : stored.value[row];
      }
    };
  }
  return [values, index = IndexCodes(at->second.codes, request.variable)](
             size_t block, DerivedColumn::RawBlock& raw) {
    const Unpacked stored(*values, block);
    for (size_t row = 0; row < kBlockRows; ++row) {
      const int32_t value = stored.value[row];
      if (value < 0 || static_cast<size_t>(value) >= index.size()) continue;
      const int code = index[static_cast<size_t>(value)];
      if (code >= 0) raw.Set(row, code);
    }
  };
}

}  // namespace ginnel::node
