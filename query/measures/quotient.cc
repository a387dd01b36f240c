// SPDX-License-Identifier: Apache-2.0
#include "query/measures/quotient.h"

#include <utility>

namespace ginnel::query {

using State = Estimate::State;

DerivedFigure Quotient(const Estimate& numerator, const Estimate& denominator, double factor) {
  if (denominator.state == State::kNobody || numerator.state == State::kNobody) {
    return NotApplicable();
  }
  if (denominator.state != State::kShown || numerator.state == State::kHidden) return Hidden();
  if (denominator.value <= 0) return NotApplicable();
  // Of a total with hidden parts something can be said only where both sides may lack the same, or
  // the range says how much is hidden.
  if (denominator.partial && !numerator.partial) return Hidden();
  if (numerator.partial && !numerator.range) return Hidden();
  DerivedFigure figure;
  figure.state = numerator.state;
  figure.partial = numerator.partial || denominator.partial;
  figure.value = factor * numerator.value / denominator.value;
  if (numerator.range && denominator.range && denominator.range->low > 0) {
    figure.range = Interval{factor * numerator.range->low / denominator.range->high,
                            factor * numerator.range->high / denominator.range->low};
  }
  if (figure.state == State::kFew && !figure.range) return Hidden();
  return figure;
}

void AddByarInterval(const Estimate& events, DerivedFigure& figure) {
  if (figure.state != State::kShown || figure.partial || events.value < kFewestEvents) return;
  const double scale = figure.value / events.value;
  const Interval count = ByarInterval(events.value);
  figure.confidence = Interval{scale * count.low, scale * count.high};
}

DerivedFigure Times(DerivedFigure figure, double factor) {
  figure.value *= factor;
  if (figure.range)
    figure.range = Interval{figure.range->low * factor, figure.range->high * factor};
  if (figure.confidence) {
    figure.confidence = Interval{figure.confidence->low * factor, figure.confidence->high * factor};
  }
  return figure;
}

}  // namespace ginnel::query
