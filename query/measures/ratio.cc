// SPDX-License-Identifier: Apache-2.0
//
// One quantity over another: the cost of an attendance, the length of a stay.
#include <string>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "query/measures/quotient.h"
#include "query/measures/words.h"

namespace ginnel::query {
namespace {

constexpr char kUsage[] = "ratio V to W";

absl::StatusOr<DerivedMeasure> Parse(const MeasureWords& entry) {
  if (entry.words.size() != 3 || entry.words[1] != "to") return WrongUsage(kUsage);
  ASSIGN_OR_RETURN(const InputFigure above, EventsCalled(entry.words[0], entry.dictionary));
  ASSIGN_OR_RETURN(const InputFigure below, EventsCalled(entry.words[2], entry.dictionary));
  const std::string text = absl::StrCat(TitleOf(above.variable, entry.dictionary), " to ",
                                        TitleOf(below.variable, entry.dictionary));
  DerivedMeasure measure;
  measure.title = AsTitle(text);
  measure.english = absl::StrCat("the ratio of ", text);
  measure.inputs = {above, below};
  measure.note = "Ratios are worked out from released figures.";
  measure.formula = [](const ReleasedPlaces& places, size_t place) {
    // What is hidden of the one need not be what is hidden of the other.
    if (places.At(0, place).partial || places.At(1, place).partial) return Hidden();
    return Quotient(places.At(0, place), places.At(1, place), 1);
  };
  return measure;
}

}  // namespace

extern const MeasureFamily kRatioMeasure = {"ratio", kUsage, Parse};

}  // namespace ginnel::query
