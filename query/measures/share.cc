// SPDX-License-Identifier: Apache-2.0
//
// What part of the table's whole lies in each place, in percent: of the people, of a sum, of those
// with a flag. With risk bands as the axis, how much of spend or admissions the top bands account
// for.
#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "query/measures/quotient.h"
#include "query/measures/words.h"

namespace ginnel::query {
namespace {

constexpr char kUsage[] = "share V, or share people";

absl::StatusOr<DerivedMeasure> Parse(const MeasureWords& entry) {
  if (entry.words.size() != 1) return WrongUsage(kUsage);
  InputFigure of;
  std::string noun = "people";
  if (entry.words[0] != "people") {
    ASSIGN_OR_RETURN(of, EventsCalled(entry.words[0], entry.dictionary));
    noun = TitleOf(of.variable, entry.dictionary);
  }
  DerivedMeasure measure;
  measure.title = absl::StrCat("Share of all ", noun);
  measure.english = absl::StrCat("the share of all ", noun);
  measure.inputs = {of};
  measure.note = "Shares of the whole are worked out from released figures, in percent.";
  measure.formula = [](const ReleasedPlaces& places, size_t place) {
    const size_t whole_place = places.WholeOf(place);
    if (!places.IsTotal(whole_place))
      return NotApplicable();  // months alone: each is its own whole
    const Estimate& whole = places.At(0, whole_place);
    const Estimate& part = places.At(0, place);
    // A whole without its hidden parts would make every share too large: its range alone is true.
    if (whole.partial) {
      if (!whole.range || !part.range || whole.range->low <= 0) return Hidden();
      DerivedFigure between;
      between.state = Estimate::State::kFew;
      between.range = Interval{100 * part.range->low / whole.range->high,
                               std::min(100.0, 100 * part.range->high / whole.range->low)};
      return between;
    }
    DerivedFigure figure = Quotient(part, whole, 100);
    if (figure.range) figure.range->high = std::min(figure.range->high, 100.0);
    return figure;
  };
  return measure;
}

}  // namespace

extern const MeasureFamily kShareMeasure = {"share", kUsage, Parse};

}  // namespace ginnel::query
