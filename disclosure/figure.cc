// SPDX-License-Identifier: Apache-2.0
#include "disclosure/figure.h"

#include <algorithm>

#include "disclosure/released_number.h"
#include "query/statistics/confidence.h"

namespace ginnel::disclosure {
namespace {

const Decimal kHundred = Decimal::FromInteger(100);
const Decimal kTenth = Decimal::PowerOfTen(-1);

Decimal Percentage(int64_t numerator, int64_t denominator, Direction direction) {
  if (denominator <= 0) {
    return kHundred;
  }
  return std::min(kHundred, RoundQuotient(kHundred * numerator, denominator, kTenth, direction));
}

DecimalRange Wilson(int64_t numerator, int64_t denominator) {
  const auto people = static_cast<double>(std::max<int64_t>(denominator, 1));
  const auto with = std::min(static_cast<double>(numerator), people);
  const query::Interval interval = query::WilsonInterval(with, people);
  const auto percent = [](double share) {
    return RoundQuotient(FromDouble(100 * share), 1, kTenth, Direction::kHalfUp);
  };
  return {percent(interval.low), percent(interval.high)};
}

v1::CellState StateOfPercentage(const CountFigure& numerator, const CountFigure& denominator) {
  switch (denominator.state) {
    case v1::CELL_STATE_TRUE_ZERO:
      return v1::CELL_STATE_NOT_APPLICABLE;
    case v1::CELL_STATE_SUPPRESSED:
    case v1::CELL_STATE_WITHHELD:
      return denominator.state;
    case v1::CELL_STATE_PARTIAL:
      return numerator.state == v1::CELL_STATE_VALUE ? v1::CELL_STATE_PARTIAL : numerator.state;
    default:
      return numerator.state;
  }
}

}  // namespace

bool ShowsValue(v1::CellState state) {
  return state == v1::CELL_STATE_VALUE || state == v1::CELL_STATE_TRUE_ZERO ||
         state == v1::CELL_STATE_PARTIAL;
}

Figure ShowCount(const CountFigure& count) {
  Figure figure;
  figure.state = count.state;
  if (count.state == v1::CELL_STATE_WITHHELD) {
    return figure;
  }
  figure.value = Decimal::FromInteger(count.value);
  figure.low = Decimal::FromInteger(count.low);
  if (count.high.has_value()) {
    figure.high = Decimal::FromInteger(*count.high);
  }
  return figure;
}

CountFigure NumeratorWithin(const CountFigure& numerator, const CountFigure& denominator) {
  if (denominator.state == v1::CELL_STATE_SUPPRESSED ||
      denominator.state == v1::CELL_STATE_WITHHELD) {
    return {denominator.state, 0, 0, denominator.high};
  }
  return numerator;
}

Figure ShowPercentage(const CountFigure& numerator, const CountFigure& denominator) {
  Figure figure;
  figure.state = StateOfPercentage(numerator, denominator);
  figure.decimals = 1;
  switch (figure.state) {
    case v1::CELL_STATE_NOT_APPLICABLE:
    case v1::CELL_STATE_WITHHELD:
      return figure;
    case v1::CELL_STATE_TRUE_ZERO:
      figure.decimals = 0;
      figure.low = figure.high = Decimal();
      return figure;
    default:
      break;
  }
  if (ShowsValue(figure.state)) {
    figure.value = Percentage(numerator.value, denominator.value, Direction::kHalfUp);
  }
  if (figure.state == v1::CELL_STATE_VALUE) {
    figure.confidence = Wilson(numerator.value, denominator.value);
  }
  if (denominator.state == v1::CELL_STATE_SUPPRESSED) {
    figure.low = Decimal();
    figure.high = kHundred;
    return figure;
  }
  figure.low = denominator.high.has_value()
                   ? Percentage(numerator.low, *denominator.high, Direction::kDown)
                   : Decimal();
  figure.high = numerator.high.has_value()
                    ? Percentage(*numerator.high, denominator.low, Direction::kUp)
                    : kHundred;
  return figure;
}

void Write(const Figure& figure, v1::ReleasedCell& cell) {
  cell.set_state(figure.state);
  if (ShowsValue(figure.state)) {
    cell.set_value(figure.value.ToString(figure.decimals));
  }
  if (figure.low.has_value()) {
    cell.set_low(figure.low->ToString());
  }
  if (figure.high.has_value()) {
    cell.set_high(figure.high->ToString());
  }
  if (figure.confidence.has_value()) {
    cell.set_interval_low(figure.confidence->low.ToString());
    cell.set_interval_high(figure.confidence->high.ToString());
  }
}

}  // namespace ginnel::disclosure
