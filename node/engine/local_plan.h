// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "query/linkage/linked_plan.h"
#include "query/plan.h"

namespace ginnel::node {

/// What a source of a linked plan asks of a member, as a plan of its own over the people whom it
/// holds: its cells are the source's codes but code 0, its aggregates what the source's figures
/// read, one for each, and then its sums. It has no measures and no tests: nothing can be released
/// of it.
query::Plan LocalPlanOf(const query::LinkedSource& source, const query::Plan& plan);

}  // namespace ginnel::node
