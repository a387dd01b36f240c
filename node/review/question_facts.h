// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "ginnel/v1/review.pb.h"
#include "governance/agreement.h"
#include "node/review/past_queries.h"
#include "query/plan.h"

namespace ginnel::node {

/// Fills what agreement and register say of the question of `card`: purpose, author, who is asked
/// and has said what, linkage, attributable cells, runs and end, and warns of what stands in the
/// way of an approval at `now`. `card.member` and `card.query` are there.
void AddQuestionFacts(const PastQuery& asked, const std::vector<std::string>& roster,
                      const query::Plan& plan, const governance::Agreement& agreement,
                      absl::Time now, v1::ReviewCard& card);

}  // namespace ginnel::node
