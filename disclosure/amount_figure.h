// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "disclosure/count_figure.h"
#include "disclosure/decimal.h"
#include "disclosure/figure.h"

namespace ginnel::disclosure {

// An exact mean beside a rounded count gives the exact count back: S/n has few multiples near it
// for each n. So each cell and variable shows exactly one figure that comes from the exact sum S,
// the mean over the count n; sum and spend per head are worked out from that released mean and
// released counts, and tell nothing more. The mean is shown as a multiple of a step
//
//   g = the larger of  - the step of three significant figures, and
//                      - the smallest of 1, 2, 5 · 10^j that is ≥ u / n_low,
//
// where u is the stored unit (a penny) and n_low the lowest count that agrees with the released
// count. Then every n of the released range stays possible:
//   1. What is shown comes from a half-open interval of means that is at least u / n_low long: g
//   everywhere, but at a power of ten,
//      where the finer step below and the coarser above meet, half of each; both are ≥ u / n_low,
//      and each divides the power of ten.
//   2. For every n ≥ n_low the possible means S/n are u/n ≤ u/n_low apart, so the interval holds
//   one. Where the interval reaches
//      over a bound of the variable, the bound itself is a possible mean for every n.
//   3. At least k people have a value other than zero, or nothing is shown; so a measure without
//   negative values has S ≥ k·u, and
//      the smallest possible mean k·u/n depends on n. Means below b = k·u/n_low are therefore shown
//      as b would be: then S = k is possible for every n where that is shown, and any other
//      interval lies above b whole.
// tests/attack/disclosure counts this out.

/// What is known of a variable's values without any data, in stored units of 10^−decimals.
struct AmountBounds {
  int decimals = 0;
  int64_t lower = 0;
  int64_t upper = 0;
  bool priced = false;  // money: values may all be multiples of a price
};

/// A standard deviation, a multiple of `step`.
struct Deviation {
  bool shown = false;
  bool least = false;  // it, or less
  Decimal value = {};
  Decimal step = {};
};

/// One variable's mean over a count of people in one cell.
struct AmountFigure {
  v1::CellState state = v1::CELL_STATE_UNSPECIFIED;
  CountFigure count;                  // the people over whom the mean is
  Decimal mean;                       // 0 unless VALUE
  Decimal step;                       // `mean` is a multiple of it
  std::optional<DecimalRange> range;  // of the true mean; absent where WITHHELD or NOT_APPLICABLE
  Deviation deviation = {};           // where VALUE (deviation.h)
};

/// The released mean of an exact sum (stored units) over an exact count that `count` (VALUE) stands
/// for. `threshold` is k, the smallest number of contributors.
AmountFigure ReleaseMean(int64_t exact_sum, int64_t exact_count, const CountFigure& count,
                         const AmountBounds& bounds, uint32_t threshold);

/// A mean that is not shown because `count`, or the contributors among them, are few.
AmountFigure SuppressMean(const CountFigure& count, const CountFigure& contributors,
                          const AmountBounds& bounds);

/// The same amount over all people of the cell, of whom `amount.count` are those whose value is
/// known.
AmountFigure SpreadOver(const AmountFigure& amount, const CountFigure& people,
                        const AmountBounds& bounds);

/// Released means over several cells, weighted by their released counts. PARTIAL where a part is
/// suppressed or withheld. A part with a released count and few contributors counts as 0, as its
/// range says.
AmountFigure Combine(const std::vector<AmountFigure>& parts);

/// The mean as a cell of the release.
Figure ShowMean(const AmountFigure& amount);
/// Released mean × released count, to three significant figures and no finer than whole units.
Figure ShowSum(const AmountFigure& amount);
/// The sum of shown sums, which adds up.
Figure AddUp(const std::vector<Figure>& sums);

}  // namespace ginnel::disclosure
