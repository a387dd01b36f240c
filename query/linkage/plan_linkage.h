// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ginnel/v1/agreement.pb.h"
#include "query/dictionary.h"
#include "query/linkage/linked_plan.h"
#include "query/plan.h"

namespace ginnel::query {

/// How the members' rows are joined for `plan`, whose axes, condition, population, aggregates and
/// sectors are there. `roster` supplies these sectors. Every error is InvalidArgument with the
/// query's field, the reason, and a change that would fit. Proves that no total over `people_limit`
/// people reaches 2^60, also where several suppliers' values are added (protocols.md 3).
///
/// What it guarantees: the sums of `sources` and the terms make exactly the plan's vector of one
/// row for each person, in which each variable is the combination (dictionary.proto) of what its
/// suppliers know. Beside it, it has the tables of linkage quality.
absl::StatusOr<LinkedPlan> PlanLinkage(const Plan& plan, const std::vector<std::string>& roster,
                                       const v1::Constitution& constitution,
                                       const Dictionary& dictionary,
                                       uint64_t people_limit = kPeopleLimit);

}  // namespace ginnel::query
