// SPDX-License-Identifier: Apache-2.0
//
// Slope and relative index of inequality along an axis that goes from the most to the least
// deprived. Shown in the totals over the axis. Source: query/statistics/inequality.h.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/spaced.h"
#include "base/status.h"
#include "query/measures/compared_figure.h"
#include "query/measures/quotient.h"
#include "query/measures/words.h"
#include "query/statistics/inequality.h"

namespace ginnel::query {
namespace {

using State = Estimate::State;

constexpr char kSlopeUsage[] = "slope_index rate V per 1000 along AXIS";
constexpr char kRelativeUsage[] = "relative_index rate V per 1000 along AXIS";

// Nothing where a group's people or figure are not shown.
std::optional<std::vector<RankedGroup>> GroupsOf(const Comparison& comparison,
                                                 const ReleasedPlaces& places, size_t place,
                                                 bool& partial) {
  const size_t people = comparison.figure.inputs.size() - 1;
  std::vector<RankedGroup> groups;
  for (const size_t at : places.Along(place, comparison.axis, comparison.labels)) {
    const Estimate& size = places.At(people, at);
    if (size.state != State::kShown) return std::nullopt;
    if (size.value <= 0) continue;
    const DerivedFigure value = comparison.figure.value(places, at);
    if (value.state != State::kShown) return std::nullopt;
    partial = partial || value.partial || size.partial;
    groups.push_back({size.value, value.value});
  }
  return groups;
}

DerivedFigure IndexOf(const Comparison& comparison, bool relative, const ReleasedPlaces& places,
                      size_t place) {
  if (!places.AddsUp(place, comparison.axis)) return NotApplicable();
  DerivedFigure figure;
  const auto groups = GroupsOf(comparison, places, place, figure.partial);
  if (!groups) return Hidden();
  const std::optional<Gradient> gradient = FitGradient(*groups);
  if (!gradient) return NotApplicable();
  figure.state = State::kShown;
  figure.value = gradient->SlopeIndex();
  if (relative) {
    const std::optional<double> index = gradient->RelativeIndex();
    if (!index) return NotApplicable();
    figure.value = *index;
  }
  return figure;
}

absl::StatusOr<DerivedMeasure> Parse(const MeasureWords& entry, bool relative) {
  ASSIGN_OR_RETURN(Comparison comparison,
                   ParseComparison(entry, relative ? kRelativeUsage : kSlopeUsage));
  if (comparison.labels < 3) {
    return WrongMeasure(absl::StrCat("a line needs at least three groups, and `",
                                     entry.axes[comparison.axis].name, "` has ",
                                     comparison.labels));
  }
  const std::string noun = comparison.figure.noun;
  DerivedMeasure measure;
  measure.title = absl::StrCat(relative ? "Relative" : "Slope", " index of inequality in ", noun);
  measure.english =
      absl::StrCat("the ", relative ? "relative" : "slope", " index of inequality in ", noun,
                   " along ", Spaced(entry.axes[comparison.axis].name));
  measure.inputs = comparison.figure.inputs;
  measure.note =
      "Indices of inequality are of a line fitted to released figures by rank, weighted by people: "
      "how much higher (slope), or how many times as high (relative), the first end is than the "
      "last.";
  measure.formula = [comparison = std::move(comparison), relative](const ReleasedPlaces& places,
                                                                   size_t place) {
    return IndexOf(comparison, relative, places, place);
  };
  return measure;
}

absl::StatusOr<DerivedMeasure> ParseSlope(const MeasureWords& entry) { return Parse(entry, false); }
absl::StatusOr<DerivedMeasure> ParseRelative(const MeasureWords& entry) {
  return Parse(entry, true);
}

}  // namespace

extern const MeasureFamily kSlopeIndexMeasure = {"slope_index", kSlopeUsage, ParseSlope};
extern const MeasureFamily kRelativeIndexMeasure = {"relative_index", kRelativeUsage,
                                                    ParseRelative};

}  // namespace ginnel::query
