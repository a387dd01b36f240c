// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "node/engine/snapshot.h"

namespace ginnel::node {

/// A snapshot with the tables of `snapshot` and one person, of whom there is no record: what
/// variables say of somebody whom the member does not know.
absl::StatusOr<std::shared_ptr<const Snapshot>> SnapshotOfNobody(const Snapshot& snapshot);

}  // namespace ginnel::node
