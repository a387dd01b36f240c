// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/person.h"
#include "ginnel/v1/query.pb.h"
#include "governance/coverage.h"
#include "query/plan.h"

namespace ginnel::cli {

/// A query with everything that follows from it under an agreement.
struct PlannedQuery {
  v1::Query query;
  std::vector<std::string> roster;
  governance::Coverage coverage;
  query::Plan plan;
};

/// Reads and plans a query file; errors name file, line or field.
absl::StatusOr<PlannedQuery> ReadQuery(const std::string& path, const Person& person);
/// The same for a query that is known already.
absl::StatusOr<PlannedQuery> PlanKnownQuery(const v1::Query& query, const Person& person);
/// What an IG lead is shown: plain English, members, purpose, disclosure, runs and end.
std::string Explain(const PlannedQuery& planned, const Person& person);

}  // namespace ginnel::cli
