// SPDX-License-Identifier: Apache-2.0
#include "disclosure/derived_table.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "disclosure/released_number.h"

namespace ginnel::disclosure {
namespace {

using query::DerivedFigure;
using query::Estimate;
using query::Interval;
using query::ReleasedPlaces;

ReleasedPlaces::Place PlaceOf(const query::Plan& plan, const std::vector<std::string>& labels) {
  ReleasedPlaces::Place place;
  for (size_t axis = 0; axis < labels.size(); ++axis) {
    const std::vector<std::string>& known = plan.axes[axis].labels;
    const auto at = std::find(known.begin(), known.end(), labels[axis]);
    place.push_back(at == known.end() ? ReleasedPlaces::kAll
                                      : static_cast<int>(at - known.begin()));
  }
  return place;
}

std::vector<ReleasedPlaces::Place> PlacesOf(const query::Plan& plan,
                                            const std::vector<Margin>& margins) {
  std::vector<ReleasedPlaces::Place> places;
  for (size_t cell = 0; cell < plan.cells; ++cell) {
    places.push_back(PlaceOf(plan, LabelsOf(plan, cell)));
  }
  for (const Margin& margin : margins) places.push_back(PlaceOf(plan, margin.labels));
  return places;
}

Estimate ToEstimate(const Figure& figure) {
  Estimate estimate;
  if (figure.low.has_value() && figure.high.has_value()) {
    estimate.range = Interval{ToDouble(*figure.low), ToDouble(*figure.high)};
  }
  switch (figure.state) {
    case v1::CELL_STATE_PARTIAL:
      estimate.partial = true;
      [[fallthrough]];
    case v1::CELL_STATE_VALUE:
    case v1::CELL_STATE_TRUE_ZERO:
      estimate.state = Estimate::State::kShown;
      estimate.value = ToDouble(figure.value);
      break;
    case v1::CELL_STATE_SUPPRESSED:
      if (estimate.range) estimate.state = Estimate::State::kFew;
      break;
    case v1::CELL_STATE_NOT_APPLICABLE:
      estimate.state = Estimate::State::kNobody;
      break;
    default:
      break;
  }
  return estimate;
}

Decimal Shown(double number, Direction direction) {
  const Decimal exact = FromDouble(number);
  return RoundQuotient(exact, 1, ThreeFigureStep(exact, 1), direction);
}

Figure ToFigure(const DerivedFigure& derived) {
  Figure figure;
  switch (derived.state) {
    case Estimate::State::kNobody:
      figure.state = v1::CELL_STATE_NOT_APPLICABLE;
      return figure;
    case Estimate::State::kHidden:
      figure.state = v1::CELL_STATE_WITHHELD;
      return figure;
    case Estimate::State::kFew:
      figure.state = v1::CELL_STATE_SUPPRESSED;
      break;
    case Estimate::State::kShown:
      if (!std::isfinite(derived.value)) {
        figure.state = v1::CELL_STATE_WITHHELD;
        return figure;
      }
      figure.state = derived.partial ? v1::CELL_STATE_PARTIAL : v1::CELL_STATE_VALUE;
      figure.value = Shown(derived.value, Direction::kHalfUp);
      if (figure.value != Decimal()) {
        figure.decimals = DecimalsOf(ThreeFigureStep(figure.value, 1));
      }
      break;
  }
  if (derived.range) {
    figure.low = Shown(derived.range->low, Direction::kDown);
    figure.high = Shown(derived.range->high, Direction::kUp);
  }
  if (derived.confidence) {
    figure.confidence = DecimalRange{Shown(derived.confidence->low, Direction::kHalfUp),
                                     Shown(derived.confidence->high, Direction::kHalfUp)};
  }
  return figure;
}

}  // namespace

MeasureTable MakeDerived(const query::Plan& plan, const std::vector<Margin>& margins,
                         const query::DerivedMeasure& measure,
                         const std::vector<MeasureTable>& inputs) {
  std::vector<std::vector<Estimate>> estimates;
  for (const MeasureTable& input : inputs) {
    std::vector<Estimate>& column = estimates.emplace_back();
    for (const Figure& figure : input.cells) column.push_back(ToEstimate(figure));
    for (const Figure& figure : input.totals) column.push_back(ToEstimate(figure));
  }
  const ReleasedPlaces places(PlacesOf(plan, margins), std::move(estimates));
  MeasureTable table;
  table.own_rounding.assign(margins.size(), false);
  for (size_t place = 0; place < places.size(); ++place) {
    std::vector<Figure>& into = place < plan.cells ? table.cells : table.totals;
    into.push_back(ToFigure(measure.formula(places, place)));
  }
  return table;
}

}  // namespace ginnel::disclosure
