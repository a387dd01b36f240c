// SPDX-License-Identifier: Apache-2.0
//
// Inequality gap: the figure of the most deprived group (the axis's first label) less that of
// everybody together. Shown in the totals over the axis.
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/spaced.h"
#include "base/status.h"
#include "query/measures/compared_figure.h"
#include "query/measures/quotient.h"

namespace ginnel::query {
namespace {

using State = Estimate::State;

constexpr char kUsage[] = "gap prevalence V along AXIS, or gap rate V per 1000 along AXIS";

DerivedFigure Difference(const DerivedFigure& first, const DerivedFigure& all) {
  if (first.state == State::kNobody || all.state == State::kNobody) return NotApplicable();
  if (first.state != State::kShown || all.state != State::kShown) return Hidden();
  DerivedFigure gap;
  // Everybody's figure without its hidden parts is not everybody's: then the range alone is told.
  gap.state = first.partial || all.partial ? State::kFew : State::kShown;
  gap.value = first.value - all.value;
  if (first.range && all.range) {
    gap.range = Interval{first.range->low - all.range->high, first.range->high - all.range->low};
  }
  if (gap.state == State::kFew && !gap.range) return Hidden();
  return gap;
}

absl::StatusOr<DerivedMeasure> Parse(const MeasureWords& entry) {
  ASSIGN_OR_RETURN(Comparison comparison, ParseComparison(entry, kUsage));
  const PlannedAxis& axis = entry.axes[comparison.axis];
  DerivedMeasure measure;
  measure.title = absl::StrCat("Gap in ", comparison.figure.noun);
  measure.english = absl::StrCat("the gap in ", comparison.figure.noun, " between ",
                                 Spaced(axis.name), " ", axis.labels.front(), " and everybody");
  measure.inputs = comparison.figure.inputs;
  measure.note = "A gap is the first group's released figure less that of everybody together.";
  measure.formula = [value = std::move(comparison.figure.value), along = comparison.axis](
                        const ReleasedPlaces& places, size_t place) {
    if (!places.AddsUp(place, along)) return NotApplicable();
    return Difference(value(places, places.With(place, along, 0)), value(places, place));
  };
  return measure;
}

}  // namespace

extern const MeasureFamily kGapMeasure = {"gap", kUsage, Parse};

}  // namespace ginnel::query
