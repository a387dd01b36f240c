// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "disclosure/count_figure.h"
#include "disclosure/decimal.h"
#include "ginnel/v1/release.pb.h"

namespace ginnel::disclosure {

/// From `low` to `high`, both inside.
struct DecimalRange {
  Decimal low;
  Decimal high;
};

/// One cell of a release before it is written down.
struct Figure {
  v1::CellState state = v1::CELL_STATE_UNSPECIFIED;
  Decimal value;     // shown where the state is VALUE, TRUE_ZERO or PARTIAL
  int decimals = 0;  // of `value`
  std::optional<Decimal> low;
  std::optional<Decimal> high;
  std::optional<DecimalRange> confidence;  // 95 %
};

/// Whether `state` shows a value.
bool ShowsValue(v1::CellState state);

/// A count as a cell of the release.
Figure ShowCount(const CountFigure& count);

/// numerator / denominator in percent with one decimal, from the released counts alone; `low` and
/// `high` from both ranges, rounded outwards, at most 100; Wilson's 95 % interval of the rounded
/// counts. What the denominator hides the
/// percentage hides, whatever its numerator.
Figure ShowPercentage(const CountFigure& numerator, const CountFigure& denominator);

/// What a total may count of a numerator: nothing but 0 … k−1 where its denominator is small,
/// nothing where that is withheld.
CountFigure NumeratorWithin(const CountFigure& numerator, const CountFigure& denominator);

/// Puts the figure's texts into `cell`.
void Write(const Figure& figure, v1::ReleasedCell& cell);

}  // namespace ginnel::disclosure
