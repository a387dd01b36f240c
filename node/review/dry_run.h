// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "ginnel/v1/review.pb.h"
#include "node/engine/rehearsed_table.h"
#include "query/dictionary.h"
#include "query/plan.h"

namespace ginnel::node {

/// What this node would contribute, with the title of each number, cell by cell in vector order,
/// and for each of its counts whether it reaches the plan's threshold alone. `members`: how many
/// are asked.
///
/// What will be withheld is not known to anybody before a run: a count that is small here is
/// withheld only if the others do not bring the total to the threshold, and one that is large here
/// can be withheld for another of its guards. The notes say so, as far as the plan has such guards.
v1::ReviewCard::DryRun DescribeRehearsal(const query::Plan& plan,
                                         const query::Dictionary& dictionary, size_t members,
                                         const RehearsedTable& table);

}  // namespace ginnel::node
