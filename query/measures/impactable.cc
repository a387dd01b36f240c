// SPDX-License-Identifier: Apache-2.0
//
// Impactability: what would be saved if each group of an axis (practice, neighbourhood …) came down
// to the rate of the best quarter of groups in the same segment: people × (rate − that rate) × unit
// cost.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/spaced.h"
#include "base/status.h"
#include "query/measures/quotient.h"
#include "query/measures/words.h"
#include "query/statistics/distribution.h"

namespace ginnel::query {
namespace {

using State = Estimate::State;

constexpr char kUsage[] = "impactable V along AXIS at 420";
constexpr double kBestQuarter = 0.25;
constexpr size_t kMostGroups = 1'000;

struct Group {
  double events;
  double people;
  bool partial;
  double Rate() const { return events / people; }
};

std::optional<Group> GroupAt(const ReleasedPlaces& places, size_t place) {
  const Estimate& events = places.At(0, place);
  const Estimate& people = places.At(1, place);
  if (events.state != State::kShown || people.state != State::kShown || people.value <= 0) {
    return std::nullopt;
  }
  return Group{events.value, people.value, events.partial || people.partial};
}

struct Best {
  double rate;
  bool partial;  // some group is not shown, or shown in part
};

// The rate of the best quarter along the axis; nothing where fewer than four groups are shown.
std::optional<Best> BestRate(const ReleasedPlaces& places, size_t total, size_t axis,
                             size_t labels) {
  std::vector<double> rates;
  bool partial = false;
  for (const size_t place : places.Along(total, axis, labels)) {
    const std::optional<Group> group = GroupAt(places, place);
    if (group) rates.push_back(group->Rate());
    const Estimate& people = places.At(1, place);
    const bool empty = people.state == State::kShown && people.value == 0;
    partial = partial || (group ? group->partial : !empty);
  }
  if (rates.size() < 4) return std::nullopt;
  return Best{QuantileOf(rates, kBestQuarter), partial};
}

DerivedFigure Saving(const ReleasedPlaces& places, size_t place, size_t axis, size_t labels,
                     double unit_cost) {
  const bool total = places.AddsUp(place, axis);
  const size_t whole = places.With(place, axis, ReleasedPlaces::kAll);
  const std::optional<Best> best = BestRate(places, whole, axis, labels);
  if (!best) return Hidden();
  DerivedFigure figure;
  figure.partial = best->partial;
  figure.state = State::kShown;
  const std::vector<size_t> groups =
      total ? places.Along(place, axis, labels) : std::vector<size_t>{place};
  for (const size_t at : groups) {
    const Estimate& people = places.At(1, at);
    if (people.state == State::kShown && people.value == 0) {
      if (!total) return NotApplicable();
      continue;
    }
    const std::optional<Group> group = GroupAt(places, at);
    if (!group && !total) return Hidden();
    if (!group) {
      figure.partial = true;
      continue;
    }
    figure.partial = figure.partial || group->partial;
    figure.value += std::max(0.0, group->Rate() - best->rate) * group->people * unit_cost;
  }
  return figure;
}

absl::StatusOr<DerivedMeasure> Parse(const MeasureWords& entry) {
  const auto& words = entry.words;
  if (words.size() != 5 || words[1] != "along" || words[3] != "at") return WrongUsage(kUsage);
  ASSIGN_OR_RETURN(const InputFigure events, EventsCalled(words[0], entry.dictionary));
  ASSIGN_OR_RETURN(const size_t axis, AxisCalled(words[2], entry.axes));
  if (entry.axes[axis].labels.size() > kMostGroups) {
    return WrongMeasure(absl::StrCat("along at most ", kMostGroups, " groups"));
  }
  double unit_cost = 0;
  if (!absl::SimpleAtod(words[4], &unit_cost) || !(unit_cost > 0) || unit_cost > 1e7) {
    return WrongMeasure("write the cost of one event in pounds after `at`: `at 420`");
  }
  const std::string noun = TitleOf(events.variable, entry.dictionary);
  DerivedMeasure measure;
  measure.title = absl::StrCat("Impactable cost of ", noun);
  measure.english = absl::StrCat("what ", noun, " above the best quarter of ",
                                 Spaced(entry.axes[axis].name), " cost, at £", words[4], " each");
  measure.inputs = {events, {PlannedMeasure::Family::kPeople, -1}};
  measure.note =
      "Impactable cost is people × (rate − rate of the best quarter of groups) × unit cost, "
      "from released figures; a group that is not shown is left out.";
  measure.formula = [axis, labels = KnownLabels(entry.axes[axis]), unit_cost](
                        const ReleasedPlaces& places, size_t place) {
    return Saving(places, place, axis, labels, unit_cost);
  };
  return measure;
}

}  // namespace

extern const MeasureFamily kImpactableMeasure = {"impactable", kUsage, Parse};

}  // namespace ginnel::query
