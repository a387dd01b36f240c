// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "query/linkage/linked_plan.h"
#include "query/linkage/pooled_figure.h"
#include "query/linkage/source_codes.h"
#include "query/plan.h"

namespace ginnel::query {

/// The figures of each source, what it adds up alone, and the terms that make the plan's vector of
/// them. `figures[a]` says what one person adds to aggregate a (PooledFigureOf). Figures of one
/// source that meet the same codes are one factor: a few wide products are faster than many.
/// InvalidArgument if a source's rows would have more than kMaxColumns columns.
absl::StatusOr<LinkedPlan> TermsOf(const Plan& plan, SourceCodes codes,
                                   const std::vector<std::vector<FigureProduct>>& figures);

/// One plan of those that TermsOf made for each group of general-practice members (CodesOf):
/// general practice of each, and then the other sources, which are the same in all.
LinkedPlan TogetherOf(std::vector<LinkedPlan> groups);

}  // namespace ginnel::query
