// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ginnel/v1/query.pb.h"
#include "query/dictionary.h"
#include "query/plan.h"

namespace ginnel::query {

/// The query's figures, and the numbers that nodes compute for them, each once.
struct PlannedFigures {
  std::vector<PlannedMeasure> measures;
  std::vector<Aggregate> aggregates;
};

/// Parses `measures`: "people", "mean V", "deviation V", "sum V", "per_person V" (numbers),
/// "prevalence V", "with V" (flags), and the derived families (measure_family.h), each with an
/// optional "as Title". `axes` are those that the query splits by. There is no way to ask for a
/// smallest or largest value or for a list of people.
absl::StatusOr<PlannedFigures> PlanMeasures(const v1::Query& query, const Dictionary& dictionary,
                                            const std::vector<PlannedAxis>& axes);

/// Proves from the dictionary's bounds that no total over `people_limit` people reaches 2^60
/// (protocols.md 3).
absl::Status CheckTotals(const PlannedFigures& figures, const Dictionary& dictionary,
                         uint64_t people_limit);

}  // namespace ginnel::query
