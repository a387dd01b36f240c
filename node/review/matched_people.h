// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "node/engine/engine.h"
#include "node/spine.h"
#include "query/dictionary.h"
#include "query/plan.h"

namespace ginnel::node {

/// What this node, roster index `member`, would tell beside the table of a linked plan
/// (query/linkage/linkage_quality.h), in a sentence for its own lead: how many of its people have a
/// slot in the `ranges` of `spine` that are asked, how many have none, and what those come to.
/// Empty for general practice. Errors as of Engine::RehearseLinked.
absl::StatusOr<std::string> SayMatchedPeople(const query::Plan& plan,
                                             const query::Dictionary& dictionary,
                                             const Spine& spine, const sharing::SpineLayout& ranges,
                                             int member, Engine& engine);

}  // namespace ginnel::node
