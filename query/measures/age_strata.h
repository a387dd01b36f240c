// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "query/measure_family.h"

namespace ginnel::query {

/// The axis whose bands of age are exactly those of the European Standard Population 2013: what a
/// rate can be standardised over. InvalidArgument, with the remedy, where the query splits by none.
absl::StatusOr<size_t> StandardAgeAxis(const std::vector<PlannedAxis>& axes,
                                       const Dictionary& dictionary);

/// Events and people of one age band, and what they may be in truth. What is suppressed, or is a
/// total with hidden parts, is the middle of its range.
struct AgeBand {
  double events = 0;
  Interval events_range;
  double people = 0;
  Interval people_range;
  bool partial = false;
};

/// The bands that `place` adds up, of inputs 0 (events) and 1 (people). Nothing where a band tells
/// too little: people who are hidden, or events without a narrow range.
std::optional<std::vector<AgeBand>> AgeBandsOf(const ReleasedPlaces& places, size_t place,
                                               size_t axis);

}  // namespace ginnel::query
