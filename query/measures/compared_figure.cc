// SPDX-License-Identifier: Apache-2.0
#include "query/measures/compared_figure.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "query/measures/quotient.h"
#include "query/measures/words.h"

namespace ginnel::query {
namespace {

using Family = PlannedMeasure::Family;
using Words = absl::Span<const std::string>;

constexpr InputFigure kPeople = {Family::kPeople, -1};

// A figure that is released as it is.
ComparedFigure AsReleased(InputFigure input, std::string noun) {
  return {
      std::move(noun), {input, kPeople}, [](const ReleasedPlaces& places, size_t place) {
        const Estimate& estimate = places.At(0, place);
        return DerivedFigure{estimate.state, estimate.value, estimate.range, {}, estimate.partial};
      }};
}

absl::StatusOr<ComparedFigure> ParseFigure(Words words, const Dictionary& dictionary,
                                           std::string_view usage) {
  const std::string kind = words.empty() ? "" : words[0];
  if (kind == "prevalence" && words.size() == 2) {
    ASSIGN_OR_RETURN(const InputFigure with, EventsCalled(words[1], dictionary));
    if (with.family != Family::kWith) {
      return WrongMeasure(absl::StrCat("`", words[1], "` is not a flag: use mean or rate"));
    }
    return AsReleased({Family::kPrevalence, with.variable},
                      absl::StrCat("prevalence of ", TitleOf(with.variable, dictionary)));
  }
  if ((kind == "mean" || kind == "per_person") && words.size() == 2) {
    ASSIGN_OR_RETURN(const int variable, QuantityCalled(words[1], dictionary));
    const std::string title = TitleOf(variable, dictionary);
    return kind == "mean"
               ? AsReleased({Family::kMean, variable}, absl::StrCat("mean ", title))
               : AsReleased({Family::kPerPerson, variable}, absl::StrCat(title, " per person"));
  }
  if (kind == "rate" && words.size() == 4 && words[2] == "per") {
    ASSIGN_OR_RETURN(const InputFigure events, EventsCalled(words[1], dictionary));
    ASSIGN_OR_RETURN(const int per, PeopleCalled(words[3]));
    return ComparedFigure{
        absl::StrCat(TitleOf(events.variable, dictionary), " per ", SayPeople(per)),
        {events, kPeople},
        [per](const ReleasedPlaces& places, size_t place) {
          return Quotient(places.At(0, place), places.At(1, place), per);
        }};
  }
  return WrongUsage(usage);
}

}  // namespace

absl::StatusOr<Comparison> ParseComparison(const MeasureWords& entry, std::string_view usage) {
  const Words words = entry.words;
  if (words.size() < 3 || words[words.size() - 2] != "along") return WrongUsage(usage);
  Comparison comparison;
  ASSIGN_OR_RETURN(comparison.figure,
                   ParseFigure(words.subspan(0, words.size() - 2), entry.dictionary, usage));
  ASSIGN_OR_RETURN(comparison.axis, AxisCalled(words.back(), entry.axes));
  comparison.labels = KnownLabels(entry.axes[comparison.axis]);
  return comparison;
}

}  // namespace ginnel::query
