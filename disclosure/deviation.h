// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "disclosure/amount_figure.h"
#include "disclosure/decimal.h"

namespace ginnel::disclosure {

// A standard deviation beside a mean and a rounded count must not give the count back, as an exact
// mean must not (amount_figure.h). Given a count n and a sum, the sum of squares of whole numbers
// can be any of every second number, so that possible variances lie 2 / (n − 1) apart. What is
// shown comes from an interval of deviations whose squares reach over at least twice that, for the
// lowest count that agrees with the released one. So a deviation is a multiple of
//
//   g₀, of 1, 2, 5 · 10^j, ≥ 4 / √(n_low − 1)       whatever it is, or
//   g, of 10^j, ≥ 2 / ((v₀ − g₀) · (n_low − 1))     where v₀, rounded to g₀, is at least 10·g₀
//
// and has three significant figures at most. Where the two meet, at the middle between two
// multiples of g₀, half of an interval is left, which reaches far enough.
//
// What a variance can be at all has ends that depend on the count, and near an end an interval
// could be reached from some counts only:
//   - whole numbers with a broken mean vary by up to ¼ · n / (n − 1) at least. Deviations below b,
//     with b² = ¼ · n_low / (n_low − 1) + 4 / (n_low − 1), are shown as b is, from 0 on;
//   - dominance (amount_table.h) lets a shown mean have a variance of (n / k − 1) · n / (n − 1) ·
//     mean² at most, and bounds L, U let it have (mean − L) · (U − mean), less up to U² / (4n) for
//     whole people. A deviation that comes near either, for the lowest count, is withheld; so over
//     very few people none is shown.
// tests/attack/disclosure counts this out.
//
// Money may be multiples of one price, which is at most the mean over those who have any: then that
// is the unit in all of the above.

/// The standard deviation (over n − 1), in whole units, of `exact_count` values with this sum
/// (stored units) and this sum of squares (of whole units, each rounded before it was squared),
/// beside `mean`, their released mean. At least `fewest_contributors` of them are not 0.
/// `threshold` is k.
Deviation ReleaseDeviation(int64_t exact_sum, int64_t sum_of_squares, int64_t exact_count,
                           int64_t fewest_contributors, const AmountFigure& mean,
                           const AmountBounds& bounds, uint32_t threshold);

/// The deviation as a cell of the release.
Figure ShowDeviation(const AmountFigure& amount);
/// That of several cells together, from their released counts, means and deviations; in the state
/// of `total`, which Combine made of them.
Figure PoolDeviations(const std::vector<AmountFigure>& parts, const AmountFigure& total);

}  // namespace ginnel::disclosure
