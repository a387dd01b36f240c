// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "query/measure_family.h"

// What the parsers of derived measures share: the words of an entry, with the errors that people
// see.
namespace ginnel::query {

/// InvalidArgument with `what`.
absl::Status WrongMeasure(const std::string& what);

/// "write `rate V per 1000`".
absl::Status WrongUsage(std::string_view usage);

/// The variable called `name`, which must be a number that is never negative: something that adds
/// up.
absl::StatusOr<int> QuantityCalled(const std::string& name, const Dictionary& dictionary);

/// What events are counted by: a quantity's sum, or the people with a flag.
absl::StatusOr<InputFigure> EventsCalled(const std::string& name, const Dictionary& dictionary);

/// The same where a number must count events: neither money nor days, whose size says nothing of
/// chance.
absl::StatusOr<InputFigure> CountedEventsCalled(const std::string& name,
                                                const Dictionary& dictionary);
/// Whether `events` count events.
bool AreCounted(const InputFigure& events, const Dictionary& dictionary);

/// 1, 100, 1000, 10000 or 100000, with or without thousands separators.
absl::StatusOr<int> PeopleCalled(const std::string& word);

/// The axis with that heading among those that the query splits by.
absl::StatusOr<size_t> AxisCalled(const std::string& name, const std::vector<PlannedAxis>& axes);

/// How many labels of an axis stand for something known.
size_t KnownLabels(const PlannedAxis& axis);

/// "1,000 people", "person" for 1.
std::string SayPeople(int people);

/// The title of a variable.
std::string TitleOf(int variable, const Dictionary& dictionary);

/// "GP appointments" → "GP appointments", "asthma" → "Asthma": how a title starts.
std::string AsTitle(std::string text);

}  // namespace ginnel::query
