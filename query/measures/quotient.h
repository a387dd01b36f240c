// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "query/measure_family.h"

namespace ginnel::query {

/// factor × numerator / denominator, with what it may be in truth. Not applicable over nobody or
/// over 0; suppressed where the numerator is and the denominator is shown. Hidden where a total
/// with hidden parts would make it misleading; partial where both sides have some.
DerivedFigure Quotient(const Estimate& numerator, const Estimate& denominator, double factor);

/// Gives `figure` – `factor` × events / something – the interval of the number of events, where
/// they are enough to have one.
void AddByarInterval(const Estimate& events, DerivedFigure& figure);

/// `figure` × factor, its ranges too.
DerivedFigure Times(DerivedFigure figure, double factor);

/// A figure that reads hidden ones, or stands over nobody.
inline DerivedFigure NotApplicable() { return {Estimate::State::kNobody, 0, {}, {}, false}; }
inline DerivedFigure Hidden() { return {}; }

}  // namespace ginnel::query
