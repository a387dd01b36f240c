// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "query/measure_family.h"

namespace ginnel::query {

/// The figure that an inequality is about, as in `gap prevalence diabetes along imd_2019_decile`:
/// one number for each place.
struct ComparedFigure {
  std::string noun;  // "prevalence of diabetes", "A&E attendances per 1,000 people"
  std::vector<InputFigure> inputs;
  std::function<DerivedFigure(const ReleasedPlaces&, size_t place)> value;
};

/// Parses `prevalence V`, `mean V`, `per_person V` or `rate V per 1000`, and the axis after
/// `along`. The last input is the number of people.
struct Comparison {
  ComparedFigure figure;
  size_t axis = 0;
  size_t labels = 0;  // of the axis, without "not known"
};
absl::StatusOr<Comparison> ParseComparison(const MeasureWords& entry, std::string_view usage);

}  // namespace ginnel::query
