// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "query/plan.h"

namespace ginnel::node {

/// The part of a linked plan that member `member` (index in the roster) answers, as a plan over the
/// people whom it holds: for its lead's eyes. It splits by what the member tells of each person;
/// where that is too much to read, not at all.
query::Plan OwnPartOf(const query::Plan& plan, int member);

}  // namespace ginnel::node
