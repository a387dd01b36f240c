// SPDX-License-Identifier: Apache-2.0
#include "disclosure/amount_table.h"

#include <optional>

#include "absl/status/status.h"
#include "base/status.h"
#include "disclosure/deviation.h"

namespace ginnel::disclosure {
namespace {

absl::Status Impossible() {
  return absl::DataLossError(
      "an opened sum cannot come from the opened counts and the dictionary's bounds: nothing is "
      "released; a member's figures are wrong");
}

AmountFigure WithState(v1::CellState state, const CountFigure& count) {
  AmountFigure amount;
  amount.state = state;
  amount.count = count;
  if (state == v1::CELL_STATE_TRUE_ZERO) {
    amount.range = DecimalRange{};
  }
  return amount;
}

// Whether `sum` can be the sum of `count` values within the bounds, of which `contributors` are not
// 0.
bool IsPossible(int64_t sum, int64_t count, int64_t contributors, const AmountBounds& bounds) {
  const absl::int128 most = absl::int128(bounds.upper) * count;
  const absl::int128 least =
      bounds.lower >= 0 ? absl::int128(contributors) : absl::int128(bounds.lower) * count;
  return contributors <= count && sum >= least && sum <= most;
}

struct CellPositions {
  size_t count;
  size_t contributors;
  size_t sum;
  size_t sum_of_squares;
};

absl::StatusOr<AmountFigure> ReleaseOpened(const CountSource& source, const CellPositions& at,
                                           const CountFigure& count,
                                           const CountFigure& contributors,
                                           const AmountBounds& bounds, size_t& dominated) {
  const OpenedTable& opened = source.opened;
  const uint32_t threshold = source.plan.threshold;
  const std::optional<int64_t> sum = opened.value(at.sum);
  const std::optional<int64_t> squares = opened.value(at.sum_of_squares);
  for (const size_t position : {at.sum, at.sum_of_squares}) {
    if (opened.value(position).has_value() && !GuardsPassed(source.plan, opened, position)) {
      return Impossible();
    }
  }
  const bool has_dominance = bounds.lower >= 0;
  if (!sum.has_value() || (has_dominance && !squares.has_value())) {
    return WithState(v1::CELL_STATE_WITHHELD, count);
  }
  const int64_t exact_count = opened.value(at.count).value_or(0);
  if (!IsPossible(*sum, exact_count, opened.value(at.contributors).value_or(0), bounds)) {
    return Impossible();
  }
  if (has_dominance && IsDominated(*sum, *squares, bounds.decimals, threshold)) {
    ++dominated;
    return WithState(v1::CELL_STATE_WITHHELD, count);
  }
  AmountFigure amount = ReleaseMean(*sum, exact_count, count, bounds, threshold);
  if (squares.has_value()) {
    amount.deviation =
        ReleaseDeviation(*sum, *squares, exact_count, contributors.low, amount, bounds, threshold);
  }
  return amount;
}

absl::StatusOr<AmountFigure> ReleaseCell(const CountSource& source, const CellPositions& at,
                                         const CountFigure& count, const CountFigure& contributors,
                                         const AmountBounds& bounds, size_t& dominated) {
  if (count.state == v1::CELL_STATE_TRUE_ZERO) {
    return WithState(v1::CELL_STATE_NOT_APPLICABLE, count);
  }
  if (count.state == v1::CELL_STATE_SUPPRESSED) {
    return SuppressMean(count, contributors, bounds);
  }
  if (!count.released() || contributors.state == v1::CELL_STATE_WITHHELD) {
    return WithState(v1::CELL_STATE_WITHHELD, count);
  }
  if (contributors.state == v1::CELL_STATE_SUPPRESSED) {
    return SuppressMean(count, contributors, bounds);
  }
  if (contributors.state == v1::CELL_STATE_TRUE_ZERO) {
    if (source.opened.value(at.sum).value_or(0) != 0) {
      return Impossible();
    }
    return WithState(v1::CELL_STATE_TRUE_ZERO, count);
  }
  return ReleaseOpened(source, at, count, contributors, bounds, dominated);
}

}  // namespace

bool IsDominated(int64_t sum, int64_t sum_of_squares, int decimals, uint32_t threshold) {
  const absl::int128 scale =
      Decimal::FromStored(1, 0).raw() / Decimal::FromStored(1, decimals).raw();
  return absl::int128(sum) * sum < absl::int128(sum_of_squares) * threshold * scale * scale;
}

absl::StatusOr<AmountTable> ReleaseAmounts(const CountSource& source,
                                           const query::PlannedMeasure& measure,
                                           int count_aggregate, const CountTable& counts,
                                           const CountTable& contributors,
                                           const AmountBounds& bounds) {
  AmountTable table;
  for (size_t cell = 0; cell < source.plan.cells; ++cell) {
    const CellPositions at{source.plan.Position(count_aggregate, cell),
                           source.plan.Position(measure.contributors, cell),
                           source.plan.Position(measure.sum, cell),
                           source.plan.Position(measure.sum_of_squares, cell)};
    ASSIGN_OR_RETURN(AmountFigure amount,
                     ReleaseCell(source, at, counts.cells[cell], contributors.cells[cell], bounds,
                                 table.dominated));
    table.cells.push_back(amount);
  }
  return table;
}

}  // namespace ginnel::disclosure
