// SPDX-License-Identifier: Apache-2.0
#include "disclosure/deviation.h"

#include <algorithm>
#include <cmath>

#include "disclosure/released_number.h"
#include "query/statistics/distribution.h"

namespace ginnel::disclosure {
namespace {

// The smallest power of ten that is ≥ `least`, and no finer than any figure is shown.
Decimal PowerOfTenFrom(double least) {
  int exponent = -6;
  while (exponent < 12 && std::pow(10.0, exponent) < least) ++exponent;
  return Decimal::PowerOfTen(exponent);
}

// The smallest of 1, 2, 5 · 10^j that is.
Decimal NiceFrom(double least) {
  const Decimal power = PowerOfTenFrom(least);
  for (const int part : {2, 5}) {
    const Decimal finer = Decimal::FromRaw(power.raw() / 10 * part);
    if (ToDouble(finer) >= least) return finer;
  }
  return power;
}

Decimal RoundTo(double value, Decimal step) {
  return RoundQuotient(FromDouble(value), 1, step, Direction::kHalfUp);
}

// `freedom` is n_low − 1; values are multiples of `unit`.
Deviation RoundDeviation(double exact, double freedom, double unit) {
  const Decimal coarse = NiceFrom(4 * unit / std::sqrt(freedom));
  const Decimal near = RoundTo(exact, coarse);
  if (near < coarse * 10) return {false, false, near, coarse};
  const Decimal fine =
      std::min(coarse, PowerOfTenFrom(2 * unit * unit / (ToDouble(near - coarse) * freedom)));
  const Decimal step = std::max(fine, ThreeFigureStep(near, 1));
  return {false, false, RoundTo(exact, step), step};
}

// What the variance can be in any case, whichever mean and count of their ranges are true.
double MostVariance(const AmountFigure& mean, const AmountBounds& bounds, uint32_t threshold) {
  const auto lowest = static_cast<double>(mean.count.low);
  const double lower = ToDouble(Decimal::FromStored(bounds.lower, bounds.decimals));
  const double upper = ToDouble(Decimal::FromStored(bounds.upper, bounds.decimals));
  const double least_mean = ToDouble(mean.range->low);
  const double most_mean = ToDouble(mean.range->high);
  const double by_dominance = (lowest / threshold - 1) * least_mean * least_mean;
  const double by_bounds = std::min((least_mean - lower) * (upper - least_mean),
                                    (most_mean - lower) * (upper - most_mean)) -
                           upper * upper / (2 * lowest);
  return std::min(by_dominance, by_bounds);
}

}  // namespace

Deviation ReleaseDeviation(int64_t exact_sum, int64_t sum_of_squares, int64_t exact_count,
                           int64_t fewest_contributors, const AmountFigure& mean,
                           const AmountBounds& bounds, uint32_t threshold) {
  const auto n = static_cast<double>(exact_count);
  const double sum = ToDouble(Decimal::FromStored(exact_sum, bounds.decimals));
  const double variance =
      n > 1 ? (static_cast<double>(sum_of_squares) - sum * sum / n) / (n - 1) : 0;
  const auto lowest = static_cast<double>(mean.count.low);
  const double freedom = std::max(1.0, lowest - 1);
  double unit = 1;
  if (bounds.priced) {
    const auto most = static_cast<double>(mean.count.high.value_or(mean.count.low));
    unit = std::max(1.0, ToDouble(mean.range->high) * most /
                             static_cast<double>(std::max<int64_t>(1, fewest_contributors)));
  }
  const double least = unit * std::sqrt((lowest / 4 + 4) / freedom);
  Deviation deviation =
      RoundDeviation(std::max(least, std::sqrt(std::max(0.0, variance))), freedom, unit);
  deviation.least = deviation.value == RoundDeviation(least, freedom, unit).value;
  const double highest = ToDouble(deviation.value) + ToDouble(deviation.step) / 2;
  deviation.shown =
      highest * highest <= MostVariance(mean, bounds, threshold) - 4 * unit * unit / freedom;
  return deviation;
}

Figure ShowDeviation(const AmountFigure& amount) {
  Figure figure;
  figure.state = amount.state;
  if (amount.state == v1::CELL_STATE_TRUE_ZERO) {
    figure.low = figure.high = Decimal();
  }
  if (amount.state != v1::CELL_STATE_VALUE) return figure;
  if (!amount.deviation.shown) {
    figure.state = v1::CELL_STATE_WITHHELD;
    return figure;
  }
  const Decimal half = Decimal::FromRaw(amount.deviation.step.raw() / 2);
  figure.value = amount.deviation.value;
  figure.decimals = DecimalsOf(amount.deviation.step);
  figure.low = amount.deviation.least ? Decimal() : std::max(Decimal(), figure.value - half);
  figure.high = figure.value + half;
  return figure;
}

Figure PoolDeviations(const std::vector<AmountFigure>& parts, const AmountFigure& total) {
  Figure figure;
  figure.state = total.state;
  if (total.state != v1::CELL_STATE_VALUE && total.state != v1::CELL_STATE_PARTIAL) return figure;
  std::vector<query::GroupMoments> groups;
  int shown = 0;
  for (const AmountFigure& part : parts) {
    if (part.state == v1::CELL_STATE_VALUE && !part.deviation.shown) {
      figure.state = v1::CELL_STATE_PARTIAL;
      continue;
    }
    if (part.state != v1::CELL_STATE_VALUE && part.state != v1::CELL_STATE_TRUE_ZERO) continue;
    shown += part.state == v1::CELL_STATE_VALUE ? 1 : 0;
    groups.push_back({static_cast<double>(part.count.value), ToDouble(part.mean),
                      ToDouble(part.deviation.value)});
  }
  if (figure.state == v1::CELL_STATE_PARTIAL && shown == 0) {
    figure.state = v1::CELL_STATE_WITHHELD;
    return figure;
  }
  const double pooled = query::Pool(groups).deviation;
  const Decimal step = ThreeFigureStep(FromDouble(pooled), 1);
  figure.value = RoundTo(pooled, step);
  figure.decimals = DecimalsOf(step);
  return figure;
}

}  // namespace ginnel::disclosure
