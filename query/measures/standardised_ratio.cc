// SPDX-License-Identifier: Apache-2.0
//
// Indirectly age-standardised ratio: events in a place over those that it would have at the whole
// table's rates of each age band, times 100 (an SMR where the events are deaths). Byar's interval.
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

constexpr char kUsage[] = "standardised_ratio V";

DerivedFigure Compare(const std::vector<AgeBand>& here, const std::vector<AgeBand>& whole) {
  DerivedFigure figure;
  double observed = 0;
  double expected = 0;
  Interval events;
  Interval wanted;
  for (size_t i = 0; i < here.size(); ++i) {
    observed += here[i].events;
    events.low += here[i].events_range.low;
    events.high += here[i].events_range.high;
    figure.partial = figure.partial || here[i].partial || whole[i].partial;
    if (whole[i].people <= 0) continue;
    expected += here[i].people * whole[i].events / whole[i].people;
    wanted.low += here[i].people_range.low * whole[i].events_range.low / whole[i].people_range.high;
    wanted.high +=
        here[i].people_range.high * whole[i].events_range.high / whole[i].people_range.low;
  }
  if (expected <= 0) return NotApplicable();
  if (observed < kFewestEvents) return Hidden();
  const StandardisedRate ratio = StandardiseIndirectly(observed, expected);
  figure.state = Estimate::State::kShown;
  figure.value = 100 * ratio.rate;
  if (wanted.low > 0) {
    figure.range = Interval{100 * events.low / wanted.high, 100 * events.high / wanted.low};
  }
  if (!figure.partial) {
    figure.confidence = Interval{100 * ratio.interval.low, 100 * ratio.interval.high};
  }
  return figure;
}

absl::StatusOr<DerivedMeasure> Parse(const MeasureWords& entry) {
  if (entry.words.size() != 1) return WrongUsage(kUsage);
  ASSIGN_OR_RETURN(const InputFigure events, CountedEventsCalled(entry.words[0], entry.dictionary));
  ASSIGN_OR_RETURN(const size_t axis, StandardAgeAxis(entry.axes, entry.dictionary));
  const std::string noun = TitleOf(events.variable, entry.dictionary);
  DerivedMeasure measure;
  measure.title = absl::StrCat("Standardised ratio of ", noun);
  measure.english = absl::StrCat("the age-standardised ratio of ", noun,
                                 " to what the whole table's rates would give (100)");
  measure.inputs = {events, {PlannedMeasure::Family::kPeople, -1}};
  measure.note =
      "Standardised ratios compare with the whole table at the same ages, which is 100, with "
      "95 % intervals by Byar's method; withheld under 10 events.";
  measure.formula = [axis](const ReleasedPlaces& places, size_t place) {
    if (!places.AddsUp(place, axis)) return NotApplicable();
    const std::optional<std::vector<AgeBand>> here = AgeBandsOf(places, place, axis);
    const std::optional<std::vector<AgeBand>> whole =
        AgeBandsOf(places, places.WholeOf(place), axis);
    return here && whole ? Compare(*here, *whole) : Hidden();
  };
  return measure;
}

}  // namespace

extern const MeasureFamily kStandardisedRatioMeasure = {"standardised_ratio", kUsage, Parse};

}  // namespace ginnel::query
