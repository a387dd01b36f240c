// SPDX-License-Identifier: Apache-2.0
//
// Median and other percentiles from the released counts of bands, as if people were spread evenly
// over each. Shown in the totals over the axis whose bands are of that variable. Never smallest or
// largest.
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "query/decimal.h"
#include "query/measures/quotient.h"
#include "query/measures/words.h"
#include "query/statistics/distribution.h"

namespace ginnel::query {
namespace {

using State = Estimate::State;

constexpr char kMedianUsage[] = "median V";
constexpr char kPercentileUsage[] = "percentile 90 V";

// Bands in the variable's unit. A band of whole numbers reaches up to the next one's start.
std::vector<BandCount> EdgesOf(const PlannedAxis& axis, int decimals) {
  const auto unit = static_cast<double>(PowerOfTen(decimals));
  std::vector<BandCount> edges;
  for (const Band& band : axis.bands) {
    BandCount edge;
    edge.lower = static_cast<double>(band.lower) / unit;
    if (band.upper) edge.upper = static_cast<double>(*band.upper + 1) / unit;
    edges.push_back(edge);
  }
  return edges;
}

DerivedFigure QuantileAt(const ReleasedPlaces& places, size_t place, size_t axis,
                         std::vector<BandCount> bands, double quantile) {
  if (!places.AddsUp(place, axis)) return NotApplicable();
  DerivedFigure figure;
  const std::vector<size_t> along = places.Along(place, axis, bands.size());
  for (size_t band = 0; band < bands.size(); ++band) {
    const Estimate& people = places.At(0, along[band]);
    if (people.state == State::kHidden) return Hidden();
    const bool guessed = people.partial || people.state == State::kFew;
    if (guessed && !people.range) return Hidden();
    figure.partial = figure.partial || guessed;
    bands[band].people = guessed ? (people.range->low + people.range->high) / 2 : people.value;
  }
  const std::optional<double> value = QuantileOf(bands, quantile);
  if (!value) return NotApplicable();
  figure.state = State::kShown;
  figure.value = *value;
  return figure;
}

absl::StatusOr<size_t> AxisOfBands(int variable, const MeasureWords& entry) {
  for (size_t axis = 0; axis < entry.axes.size(); ++axis) {
    if (entry.axes[axis].banded_variable == variable) return axis;
  }
  const std::string& name = entry.dictionary.variable(variable).name();
  return WrongMeasure(absl::StrCat("it is worked out from bands of `", name,
                                   "`: split by them, such as with `band ", name,
                                   " 0-9,10-19,20+`"));
}

absl::StatusOr<DerivedMeasure> Parse(const MeasureWords& entry, const std::string& name,
                                     double quantile, const std::string& called) {
  ASSIGN_OR_RETURN(const int variable, QuantityCalled(name, entry.dictionary));
  ASSIGN_OR_RETURN(const size_t axis, AxisOfBands(variable, entry));
  const std::vector<Band>& bands = entry.axes[axis].bands;
  if (bands.front().lower > entry.dictionary.lower(variable) ||
      (bands.back().upper && *bands.back().upper < entry.dictionary.upper(variable))) {
    return WrongMeasure(absl::StrCat("the bands of `", name,
                                     "` leave people out: let the first begin at its lowest value "
                                     "and the last be open"));
  }
  const std::string noun = TitleOf(variable, entry.dictionary);
  DerivedMeasure measure;
  measure.title = AsTitle(absl::StrCat(called, " ", noun));
  measure.english = absl::StrCat("the ", called, " ", noun);
  measure.inputs = {{PlannedMeasure::Family::kPeople, -1}};
  measure.note =
      "Medians and percentiles are worked out from the released counts of bands, as if people "
      "were spread evenly over each.";
  measure.formula = [axis, quantile,
                     edges = EdgesOf(entry.axes[axis], entry.dictionary.decimals(variable))](
                        const ReleasedPlaces& places, size_t place) {
    return QuantileAt(places, place, axis, edges, quantile);
  };
  return measure;
}

absl::StatusOr<DerivedMeasure> ParseMedian(const MeasureWords& entry) {
  if (entry.words.size() != 1) return WrongUsage(kMedianUsage);
  return Parse(entry, entry.words[0], 0.5, "median");
}

absl::StatusOr<DerivedMeasure> ParsePercentile(const MeasureWords& entry) {
  if (entry.words.size() != 2) return WrongUsage(kPercentileUsage);
  int percent = 0;
  if (!absl::SimpleAtoi(entry.words[0], &percent) || percent < 5 || percent > 95) {
    return WrongMeasure(
        "write a whole percentile from 5 to 95: nearer to the ends it would be about a few people");
  }
  return Parse(entry, entry.words[1], percent / 100.0, absl::StrCat(percent, "th percentile of"));
}

}  // namespace

extern const MeasureFamily kMedianMeasure = {"median", kMedianUsage, ParseMedian};
extern const MeasureFamily kPercentileMeasure = {"percentile", kPercentileUsage, ParsePercentile};

}  // namespace ginnel::query
