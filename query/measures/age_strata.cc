// SPDX-License-Identifier: Apache-2.0
#include "query/measures/age_strata.h"

#include <algorithm>

#include "query/measures/words.h"
#include "query/statistics/standardisation.h"

namespace ginnel::query {
namespace {

using State = Estimate::State;

// What is only known to lie in a range counts with its middle, if the range is narrow.
constexpr double kWidest = 20;
constexpr double kWidestShare = 0.25;

struct Guess {
  double value;
  Interval range;
  bool partial;
};

std::optional<Guess> GuessOf(const Estimate& estimate) {
  if (estimate.state == State::kShown && !estimate.partial) {
    const Interval exact{estimate.value, estimate.value};
    return Guess{estimate.value, estimate.range.value_or(exact), false};
  }
  if ((estimate.state != State::kShown && estimate.state != State::kFew) || !estimate.range) {
    return std::nullopt;
  }
  const double middle = (estimate.range->low + estimate.range->high) / 2;
  const double width = estimate.range->high - estimate.range->low;
  if (width > std::max(kWidest, kWidestShare * middle)) return std::nullopt;
  return Guess{middle, *estimate.range, true};
}

bool IsStandard(const PlannedAxis& axis, const Dictionary& dictionary) {
  if (axis.banded_variable < 0 || axis.bands.size() != kEuropeanStandard2013.size() ||
      dictionary.variable(axis.banded_variable).from().kind_case() != v1::Derivation::kAge) {
    return false;
  }
  for (size_t band = 0; band < axis.bands.size(); ++band) {
    if (axis.bands[band].label != kEuropeanStandard2013[band].label) return false;
  }
  return true;
}

std::optional<AgeBand> BandOf(const Estimate& events, const Estimate& people) {
  if (people.state == State::kShown && !people.partial && people.value == 0) return AgeBand{};
  const std::optional<Guess> size = GuessOf(people);
  const std::optional<Guess> number = GuessOf(events);
  if (!size || !number || size->range.low <= 0) return std::nullopt;
  return AgeBand{number->value, number->range, size->value, size->range,
                 size->partial || number->partial};
}

}  // namespace

absl::StatusOr<size_t> StandardAgeAxis(const std::vector<PlannedAxis>& axes,
                                       const Dictionary& dictionary) {
  for (size_t axis = 0; axis < axes.size(); ++axis) {
    if (IsStandard(axes[axis], dictionary)) return axis;
  }
  return WrongMeasure(
      "a rate is standardised over the five-year bands of age of the European Standard Population: "
      "split by them, such as with `banding age-five-years`");
}

std::optional<std::vector<AgeBand>> AgeBandsOf(const ReleasedPlaces& places, size_t place,
                                               size_t axis) {
  std::vector<AgeBand> bands;
  for (const size_t at : places.Along(place, axis, kEuropeanStandard2013.size())) {
    const std::optional<AgeBand> band = BandOf(places.At(0, at), places.At(1, at));
    if (!band) return std::nullopt;
    bands.push_back(*band);
  }
  return bands;
}

}  // namespace ginnel::query
