// SPDX-License-Identifier: Apache-2.0
#include "disclosure/amount_figure.h"

#include <algorithm>

namespace ginnel::disclosure {
namespace {

struct ShownMean {
  Decimal value;
  Decimal step;
};

// The smallest of 1, 2, 5 · 10^j that is ≥ unit / count, and no finer than any figure is shown.
Decimal StepForCount(Decimal unit, int64_t count) {
  for (absl::int128 power = FinestStep().raw();; power *= 10) {
    for (const int digit : {1, 2, 5}) {
      if (power * digit * count >= unit.raw()) {
        return Decimal::FromRaw(power * digit);
      }
    }
  }
}

// Never falls as the quotient grows. The step that is shown follows from the value that is shown:
// at a power of ten it is the coarser one, whichever side the mean came from.
ShownMean ShowQuotient(Decimal numerator, int64_t denominator, Decimal count_step) {
  const Decimal step = std::max(ThreeFigureStep(numerator, denominator), count_step);
  const Decimal value = RoundQuotient(numerator, denominator, step, Direction::kHalfUp);
  return {value, std::max(ThreeFigureStep(value, 1), count_step)};
}

Decimal Outwards(Decimal numerator, int64_t denominator, Direction direction) {
  const Decimal step = ThreeFigureStep(numerator, denominator);
  return RoundQuotient(numerator, denominator, step, direction);
}

Decimal Tenth(Decimal step) { return std::max(FinestStep(), Decimal::FromRaw(step.raw() / 10)); }

// Of Σ weightᵢ·valueᵢ / Σ weightᵢ, each weight between its part's count bounds: at the maximum the
// parts above some value weigh all they can and the others as little as they can (and the other way
// about at the minimum).
Decimal ExtremeMean(const std::vector<AmountFigure>& parts, bool highest) {
  std::vector<const AmountFigure*> order;
  absl::int128 numerator = 0;
  int64_t weight = 0;
  for (const AmountFigure& part : parts) {
    if (part.range.has_value()) {
      order.push_back(&part);
      numerator += (highest ? part.range->high : part.range->low).raw() * part.count.low;
      weight += part.count.low;
    }
  }
  const auto value = [highest](const AmountFigure* part) {
    return highest ? part->range->high : part->range->low;
  };
  std::sort(order.begin(), order.end(), [&](const AmountFigure* a, const AmountFigure* b) {
    return highest ? value(a) > value(b) : value(a) < value(b);
  });
  Decimal extreme = value(order.front());
  bool found = false;
  for (const AmountFigure* part : order) {
    const int64_t more = part->count.high.value_or(part->count.low) - part->count.low;
    numerator += value(part).raw() * more;
    weight += more;
    if (weight == 0) {
      continue;
    }
    const Decimal sum = Decimal::FromRaw(numerator);
    const Decimal mean = RoundQuotient(sum, weight, Tenth(ThreeFigureStep(sum, weight)),
                                       highest ? Direction::kUp : Direction::kDown);
    if (!found || (highest ? mean > extreme : mean < extreme)) {
      extreme = mean;
      found = true;
    }
  }
  return extreme;
}

v1::CellState StateOfTotal(bool value, bool suppressed, bool withheld, bool zero) {
  if (value) {
    return suppressed || withheld ? v1::CELL_STATE_PARTIAL : v1::CELL_STATE_VALUE;
  }
  if (withheld) {
    return v1::CELL_STATE_WITHHELD;
  }
  if (suppressed) {
    return v1::CELL_STATE_SUPPRESSED;
  }
  return zero ? v1::CELL_STATE_TRUE_ZERO : v1::CELL_STATE_NOT_APPLICABLE;
}

}  // namespace

AmountFigure ReleaseMean(int64_t exact_sum, int64_t exact_count, const CountFigure& count,
                         const AmountBounds& bounds, uint32_t threshold) {
  const Decimal unit = Decimal::FromStored(1, bounds.decimals);
  const Decimal count_step = StepForCount(unit, count.low);
  const bool has_lowest = bounds.lower >= 0;
  const Decimal lowest_sum = unit * threshold;
  Decimal sum = Decimal::FromStored(exact_sum, bounds.decimals);
  int64_t over = exact_count;
  if (has_lowest && sum.raw() * count.low < lowest_sum.raw() * over) {
    sum = lowest_sum;
    over = count.low;
  }
  const ShownMean shown = ShowQuotient(sum, over, count_step);
  const Decimal half = Decimal::FromRaw(shown.step.raw() / 2);
  DecimalRange range{shown.value - half, shown.value + half};
  if (has_lowest && shown.value == ShowQuotient(lowest_sum, count.low, count_step).value) {
    range.low = std::min(range.low, RoundQuotient(lowest_sum, count.high.value_or(count.low),
                                                  Tenth(shown.step), Direction::kDown));
  }
  range.low = std::max(range.low, Decimal::FromStored(bounds.lower, bounds.decimals));
  range.high = std::min(range.high, Decimal::FromStored(bounds.upper, bounds.decimals));
  return {v1::CELL_STATE_VALUE, count, shown.value, shown.step, range, {}};
}

AmountFigure SuppressMean(const CountFigure& count, const CountFigure& contributors,
                          const AmountBounds& bounds) {
  const Decimal lower = Decimal::FromStored(bounds.lower, bounds.decimals);
  const Decimal upper = Decimal::FromStored(bounds.upper, bounds.decimals);
  AmountFigure amount{v1::CELL_STATE_SUPPRESSED,  count, Decimal(), Decimal(),
                      DecimalRange{lower, upper}, {}};
  if (!count.released() || bounds.lower < 0) {
    return amount;
  }
  // Each of 1 … k−1 contributors has at least one stored unit and at most the bound.
  const Decimal least = Decimal::FromStored(std::max<int64_t>(1, bounds.lower), bounds.decimals);
  const Decimal most = upper * contributors.high.value_or(count.low);
  amount.range->low = std::max(
      lower, Outwards(least * contributors.low, count.high.value_or(count.low), Direction::kDown));
  amount.range->high = std::min(upper, Outwards(most, count.low, Direction::kUp));
  return amount;
}

AmountFigure SpreadOver(const AmountFigure& amount, const CountFigure& people,
                        const AmountBounds& bounds) {
  AmountFigure spread = amount;
  spread.count = people;
  spread.range.reset();
  if (people.state == v1::CELL_STATE_TRUE_ZERO) {
    spread.state = v1::CELL_STATE_NOT_APPLICABLE;
    return spread;
  }
  const Decimal zero;
  if (people.state == v1::CELL_STATE_SUPPRESSED) {
    spread.state = people.state;
    spread.range = {std::min(zero, Decimal::FromStored(bounds.lower, bounds.decimals)),
                    std::max(zero, Decimal::FromStored(bounds.upper, bounds.decimals))};
    return spread;
  }
  if (!people.released() || !amount.range.has_value()) {
    spread.state = people.released() ? amount.state : people.state;
    return spread;
  }
  const int64_t most_known = amount.count.high.value_or(people.low);
  const Decimal low = amount.range->low;
  const Decimal high = amount.range->high;
  spread.range = {
      low.IsNegative()
          ? low
          : Outwards(low * amount.count.low, people.high.value_or(people.low), Direction::kDown),
      high.IsNegative() ? zero
                        : std::min(high, Outwards(high * most_known, people.low, Direction::kUp))};
  if (amount.count.value == people.value) {
    return spread;  // the same mean, shown as finely
  }
  spread.mean = RoundQuotient(amount.mean * amount.count.value, people.value, Decimal::FromRaw(1),
                              Direction::kHalfUp);
  spread.step = ThreeFigureStep(spread.mean, 1);
  return spread;
}

AmountFigure Combine(const std::vector<AmountFigure>& parts) {
  AmountFigure total;
  std::vector<CountFigure> counts;
  Decimal sum;
  int64_t people = 0;
  bool value = false;
  bool suppressed = false;
  bool withheld = false;
  bool zero = false;
  for (const AmountFigure& part : parts) {
    value |= part.state == v1::CELL_STATE_VALUE;
    suppressed |= part.state == v1::CELL_STATE_SUPPRESSED;
    withheld |= part.state == v1::CELL_STATE_WITHHELD;
    zero |= part.state == v1::CELL_STATE_TRUE_ZERO;
    counts.push_back(part.count);
    if (part.range.has_value() && part.count.released()) {
      sum = sum + part.mean * part.count.value;
      people += part.count.value;
    }
  }
  total.count = AddUp(counts);
  total.state = StateOfTotal(value, suppressed, withheld, zero);
  if (value) {
    total.mean = RoundQuotient(sum, people, Decimal::FromRaw(1), Direction::kHalfUp);
    total.step = ThreeFigureStep(total.mean, 1);
  }
  if (!withheld && total.state != v1::CELL_STATE_NOT_APPLICABLE) {
    total.range = {ExtremeMean(parts, false), ExtremeMean(parts, true)};
  }
  return total;
}

Figure ShowMean(const AmountFigure& amount) {
  Figure figure;
  figure.state = amount.state;
  if (amount.range.has_value()) {
    figure.low = amount.range->low;
    figure.high = amount.range->high;
  }
  if (amount.state == v1::CELL_STATE_VALUE || amount.state == v1::CELL_STATE_PARTIAL) {
    figure.value = RoundQuotient(amount.mean, 1, amount.step, Direction::kHalfUp);
    figure.decimals = DecimalsOf(std::max(amount.step, ThreeFigureStep(figure.value, 1)));
  }
  return figure;
}

Figure ShowSum(const AmountFigure& amount) {
  Figure figure;
  figure.state = amount.state;
  const Decimal one = Decimal::FromInteger(1);
  if (amount.range.has_value()) {
    const int64_t least = amount.count.low;
    const int64_t most = amount.count.high.value_or(least);
    const Decimal low = amount.range->low;
    const Decimal high = amount.range->high;
    figure.low = RoundQuotient(low * (low.IsNegative() ? most : least), 1, one, Direction::kDown);
    figure.high = RoundQuotient(high * (high.IsNegative() ? least : most), 1, one, Direction::kUp);
  }
  if (amount.state == v1::CELL_STATE_VALUE) {
    const Decimal sum = amount.mean * amount.count.value;
    figure.value =
        RoundQuotient(sum, 1, std::max(one, ThreeFigureStep(sum, 1)), Direction::kHalfUp);
  }
  return figure;
}

Figure AddUp(const std::vector<Figure>& sums) {
  Figure total;
  total.low = total.high = Decimal();
  bool value = false;
  bool suppressed = false;
  bool withheld = false;
  bool zero = false;
  for (const Figure& sum : sums) {
    value |= sum.state == v1::CELL_STATE_VALUE;
    suppressed |= sum.state == v1::CELL_STATE_SUPPRESSED;
    withheld |= sum.state == v1::CELL_STATE_WITHHELD;
    zero |= sum.state == v1::CELL_STATE_TRUE_ZERO;
    total.value = total.value + sum.value;
    if (sum.low.has_value() && sum.high.has_value()) {
      total.low = *total.low + *sum.low;
      total.high = *total.high + *sum.high;
    }
  }
  total.state = StateOfTotal(value, suppressed, withheld, zero);
  if (withheld || total.state == v1::CELL_STATE_NOT_APPLICABLE) {
    total.low.reset();
    total.high.reset();
  }
  return total;
}

}  // namespace ginnel::disclosure
