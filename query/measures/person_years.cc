// SPDX-License-Identifier: Apache-2.0
//
// Spend or activity per person and year: over the years that people were registered and alive in
// the period, so that those who joined, left or died count for the time that they were there.
#include <string>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "query/measures/quotient.h"
#include "query/measures/words.h"

namespace ginnel::query {
namespace {

constexpr char kUsage[] = "per_person_year V";
constexpr double kDaysOfAYear = 365.25;

// The dictionary's variable that counts the days.
absl::StatusOr<int> RegisteredDays(const Dictionary& dictionary) {
  for (int variable = 0; variable < dictionary.size(); ++variable) {
    if (dictionary.variable(variable).from().kind_case() == v1::Derivation::kRegisteredDays) {
      return variable;
    }
  }
  return WrongMeasure(
      "the agreement's dictionary counts no registered days: use `per_person`, which divides by "
      "the "
      "people at the index date");
}

absl::StatusOr<DerivedMeasure> Parse(const MeasureWords& entry) {
  if (entry.words.size() != 1) return WrongUsage(kUsage);
  ASSIGN_OR_RETURN(const InputFigure of, EventsCalled(entry.words[0], entry.dictionary));
  ASSIGN_OR_RETURN(const int days, RegisteredDays(entry.dictionary));
  const std::string text = absl::StrCat(TitleOf(of.variable, entry.dictionary), " per person-year");
  DerivedMeasure measure;
  measure.title = AsTitle(text);
  measure.english = text;
  measure.inputs = {of, {PlannedMeasure::Family::kSum, days}};
  measure.note =
      "Person-years are the days that people were registered and alive in the period, over "
      "365.25.";
  measure.formula = [](const ReleasedPlaces& places, size_t place) {
    if (places.At(0, place).partial != places.At(1, place).partial) return Hidden();
    return Quotient(places.At(0, place), places.At(1, place), kDaysOfAYear);
  };
  return measure;
}

}  // namespace

extern const MeasureFamily kPersonYearMeasure = {"per_person_year", kUsage, Parse};

}  // namespace ginnel::query
