// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "node/engine/engine.h"
#include "query/dictionary.h"
#include "query/plan.h"

namespace ginnel::rehearsal {

/// What the trustees would work out under sharing for a linked plan (sharing/linked/join.h), in the
/// clear: each member's part of the plan's vector. The spine is made of those whom a general
/// practice counts. Only for made-up people, as SyntheticOpening. `engines` in roster order.
absl::StatusOr<std::vector<std::vector<int64_t>>> JoinInTheClear(
    const query::Plan& plan, const query::Dictionary& dictionary,
    const std::vector<node::Engine*>& engines);

}  // namespace ginnel::rehearsal
