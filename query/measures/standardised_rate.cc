// SPDX-License-Identifier: Apache-2.0
//
// Directly age-standardised rate (European Standard Population 2013), Dobson's interval. Shown in
// the totals over the age bands; not applicable in the bands themselves.
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "query/measures/age_strata.h"
#include "query/measures/quotient.h"
#include "query/measures/words.h"
#include "query/statistics/standardisation.h"

namespace ginnel::query {
namespace {

constexpr char kUsage[] = "standardised_rate V per 100000";

DerivedFigure Standardise(const std::vector<AgeBand>& bands, double per) {
  std::vector<Stratum> strata;
  DerivedFigure figure;
  double lowest = 0;
  double highest = 0;
  for (size_t i = 0; i < bands.size(); ++i) {
    const double standard = kEuropeanStandard2013[i].people;
    strata.push_back({bands[i].events, bands[i].people, standard});
    figure.partial = figure.partial || bands[i].partial;
    if (bands[i].people > 0) {
      lowest += standard * bands[i].events_range.low / bands[i].people_range.high;
      highest += standard * bands[i].events_range.high / bands[i].people_range.low;
    }
  }
  const std::optional<StandardisedRate> rate = StandardiseDirectly(strata);
  if (!rate) return Hidden();
  double all = 0;
  for (const StandardBand& band : kEuropeanStandard2013) all += band.people;
  figure.state = Estimate::State::kShown;
  figure.value = per * rate->rate;
  figure.range = Interval{per * lowest / all, per * highest / all};
  if (!figure.partial) {
    figure.confidence = Interval{per * rate->interval.low, per * rate->interval.high};
  }
  return figure;
}

absl::StatusOr<DerivedMeasure> Parse(const MeasureWords& entry) {
  if (entry.words.size() != 3 || entry.words[1] != "per") return WrongUsage(kUsage);
  ASSIGN_OR_RETURN(const InputFigure events, CountedEventsCalled(entry.words[0], entry.dictionary));
  ASSIGN_OR_RETURN(const int per, PeopleCalled(entry.words[2]));
  ASSIGN_OR_RETURN(const size_t axis, StandardAgeAxis(entry.axes, entry.dictionary));
  const std::string of =
      absl::StrCat(TitleOf(events.variable, entry.dictionary), " per ", SayPeople(per));
  DerivedMeasure measure;
  measure.title = absl::StrCat("Age-standardised ", of);
  measure.english = absl::StrCat("the age-standardised rate of ", of);
  measure.inputs = {events, {PlannedMeasure::Family::kPeople, -1}};
  measure.note =
      "Age-standardised rates are of the European Standard Population 2013, with 95 % "
      "intervals by Dobson's method, from released figures; withheld under 10 events. A "
      "suppressed age band counts with the middle of its range, and the rate is partial.";
  measure.formula = [per, axis](const ReleasedPlaces& places, size_t place) {
    if (!places.AddsUp(place, axis)) return NotApplicable();
    const std::optional<std::vector<AgeBand>> bands = AgeBandsOf(places, place, axis);
    return bands ? Standardise(*bands, per) : Hidden();
  };
  return measure;
}

}  // namespace

extern const MeasureFamily kStandardisedRateMeasure = {"standardised_rate", kUsage, Parse};

}  // namespace ginnel::query
