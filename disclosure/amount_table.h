// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "absl/status/statusor.h"
#include "disclosure/amount_figure.h"
#include "disclosure/count_table.h"

namespace ginnel::disclosure {

/// The released means of one sum over the whole table.
struct AmountTable {
  std::vector<AmountFigure> cells;
  size_t dominated = 0;  // cells that are withheld because few people make up most of the sum
};

/// Releases the sum aggregate of `measure` in every cell, as a mean over `counts` (aggregate
/// `count_aggregate`). A cell needs its count and its contributors to have passed. Dominance: S² <
/// k · S2 (S in whole units, S2 the sum of squares of whole units, of a measure without negative
/// values) is withheld: fewer than k people in effect make up the sum. (A shown mean so also says
/// that eight people, where a count of 10 could be eight, all have the same value.) DataLoss if the
/// opened figures cannot be.
absl::StatusOr<AmountTable> ReleaseAmounts(const CountSource& source,
                                           const query::PlannedMeasure& measure,
                                           int count_aggregate, const CountTable& counts,
                                           const CountTable& contributors,
                                           const AmountBounds& bounds);

/// Whether S² < k · S2 for a sum in stored units of 10^−decimals.
bool IsDominated(int64_t sum, int64_t sum_of_squares, int decimals, uint32_t threshold);

}  // namespace ginnel::disclosure
