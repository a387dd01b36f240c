// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/status.h"
#include "ginnel/v1/agreement.pb.h"
#include "node/engine/snapshot.h"
#include "query/plan.h"

namespace ginnel::node {

/// Whether `plan` may count on the areas that `constitution` gives `member` (index `index` of the
/// roster): FailedPrecondition REASON_OUTSIDE_AREAS, with the practices, where it does and somebody
/// in `snapshot` was ever registered elsewhere. Whatever the query asks of people: a refusal says
/// nothing about any of them that another query that counts on these areas would not.
absl::Status CheckAreas(const query::Plan& plan, const v1::Constitution& constitution,
                        const std::string& member, int index, const Snapshot& snapshot);

}  // namespace ginnel::node
