// SPDX-License-Identifier: Apache-2.0
#include "query/measures/words.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "base/status.h"
#include "base/suggest.h"
#include "query/axes.h"
#include "query/dictionary_check.h"

namespace ginnel::query {
namespace {

constexpr std::array<int, 5> kPeople = {1, 100, 1'000, 10'000, 100'000};

}  // namespace

absl::Status WrongMeasure(const std::string& what) { return absl::InvalidArgumentError(what); }

absl::Status WrongUsage(std::string_view usage) {
  return WrongMeasure(absl::StrCat("write `", std::string(usage), "`, and a title after `as`"));
}

absl::StatusOr<int> QuantityCalled(const std::string& name, const Dictionary& dictionary) {
  const absl::StatusOr<int> found = dictionary.Find(name);
  if (!found.ok()) return WrongMeasure(std::string(found.status().message()));
  const v1::Variable& variable = dictionary.variable(*found);
  if (!IsNumeric(variable.type())) {
    return WrongMeasure(absl::StrCat("`", variable.name(), "` is not a number"));
  }
  if (variable.lower() < 0) {
    return WrongMeasure(absl::StrCat("`", variable.name(),
                                     "` may be negative: its sums cannot be guarded against one "
                                     "dominant value, and are not offered"));
  }
  return *found;
}

absl::StatusOr<InputFigure> EventsCalled(const std::string& name, const Dictionary& dictionary) {
  using Family = PlannedMeasure::Family;
  const absl::StatusOr<int> found = dictionary.Find(name);
  if (found.ok() && dictionary.variable(*found).type() == v1::VARIABLE_TYPE_FLAG) {
    return InputFigure{Family::kWith, *found};
  }
  ASSIGN_OR_RETURN(const int variable, QuantityCalled(name, dictionary));
  return InputFigure{Family::kSum, variable};
}

bool AreCounted(const InputFigure& events, const Dictionary& dictionary) {
  if (events.family == PlannedMeasure::Family::kWith) return true;
  const v1::Variable& variable = dictionary.variable(events.variable);
  return variable.type() == v1::VARIABLE_TYPE_COUNT && variable.unit() != "days";
}

absl::StatusOr<InputFigure> CountedEventsCalled(const std::string& name,
                                                const Dictionary& dictionary) {
  ASSIGN_OR_RETURN(const InputFigure events, EventsCalled(name, dictionary));
  if (AreCounted(events, dictionary)) return events;
  return WrongMeasure(
      absl::StrCat("`", name,
                   "` does not count events: a standardised rate is of a flag or of "
                   "events, not of money, days or scores"));
}

absl::StatusOr<int> PeopleCalled(const std::string& word) {
  int people = 0;
  const bool number = absl::SimpleAtoi(absl::StrReplaceAll(word, {{",", ""}}), &people);
  if (number && std::find(kPeople.begin(), kPeople.end(), people) != kPeople.end()) return people;
  return WrongMeasure(
      absl::StrCat("per `", word.substr(0, 20), "`: write one of ", absl::StrJoin(kPeople, ", ")));
}

absl::StatusOr<size_t> AxisCalled(const std::string& name, const std::vector<PlannedAxis>& axes) {
  std::vector<std::string> names;
  for (size_t axis = 0; axis < axes.size(); ++axis) {
    if (axes[axis].rules.empty()) continue;  // months are never added up
    if (axes[axis].name == name) return axis;
    names.push_back(axes[axis].name);
  }
  return WrongMeasure(absl::StrCat(
      "along `", name.substr(0, 80), "`: the table is not split by that", Suggest(name, names),
      names.empty() ? " (it is not split at all: add it under `by`)"
                    : absl::StrCat(" (it is split by ", absl::StrJoin(names, ", "), ")")));
}

size_t KnownLabels(const PlannedAxis& axis) {
  const bool rest = !axis.labels.empty() && axis.labels.back() == kNotKnown;
  return axis.labels.size() - (rest ? 1 : 0);
}

std::string SayPeople(int people) {
  if (people == 1) return "person";
  if (people < 1'000) return absl::StrCat(people, " people");
  return absl::StrFormat("%d,%03d people", people / 1'000, people % 1'000);
}

std::string TitleOf(int variable, const Dictionary& dictionary) {
  return dictionary.variable(variable).title();
}

std::string AsTitle(std::string text) {
  if (!text.empty()) text[0] = absl::ascii_toupper(static_cast<unsigned char>(text[0]));
  return text;
}

}  // namespace ginnel::query
