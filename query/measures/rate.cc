// SPDX-License-Identifier: Apache-2.0
//
// Crude rate: events over people, or over the years that people lived in the period. Interval:
// Wilson for people with a flag, Byar for events.
#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "query/measures/quotient.h"
#include "query/measures/words.h"

namespace ginnel::query {
namespace {

constexpr char kUsage[] = "rate V per 1000";

absl::StatusOr<DerivedMeasure> Parse(const MeasureWords& entry) {
  if (entry.words.size() != 3 || entry.words[1] != "per") return WrongUsage(kUsage);
  ASSIGN_OR_RETURN(const InputFigure events, EventsCalled(entry.words[0], entry.dictionary));
  ASSIGN_OR_RETURN(const int per, PeopleCalled(entry.words[2]));
  const v1::Variable& variable = entry.dictionary.variable(events.variable);
  // The size of money or of days says nothing of chance.
  const bool counted = AreCounted(events, entry.dictionary);
  DerivedMeasure measure;
  measure.title = AsTitle(absl::StrCat(variable.title(), " per ", SayPeople(per)));
  measure.english = absl::StrCat("the rate of ", variable.title(), " per ", SayPeople(per));
  measure.inputs = {events, {PlannedMeasure::Family::kPeople, -1}};
  measure.note =
      "Rates are worked out from released figures; those of people with a flag have a 95 % "
      "interval by "
      "Wilson's method, those of 10 or more events "
      "one by Byar's method.";
  measure.formula = [per, counted, of_flag = events.family == PlannedMeasure::Family::kWith](
                        const ReleasedPlaces& places, size_t place) {
    const Estimate& number = places.At(0, place);
    const Estimate& people = places.At(1, place);
    DerivedFigure figure = Quotient(number, people, per);
    if (of_flag && figure.state == Estimate::State::kShown && !figure.partial) {
      const Interval share = WilsonInterval(std::min(number.value, people.value), people.value);
      figure.confidence = Interval{per * share.low, per * share.high};
    } else if (counted) {
      AddByarInterval(number, figure);
    }
    return figure;
  };
  return measure;
}

}  // namespace

extern const MeasureFamily kRateMeasure = {"rate", kUsage, Parse};

}  // namespace ginnel::query
