// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/store/transaction.h"

namespace ginnel::governance {

/// A checkpoint that was co-signed by keys of trustees which a later agreement replaced. A copy
/// that has not read that agreement yet cannot judge any newer checkpoint, so it is taken to this
/// one first, and from there over the change in one piece.
struct Waypoint {
  uint64_t size = 0;       // entries that it is over
  uint64_t until = 0;      // a copy of so many is over the change
  std::string checkpoint;  // signed note
};

/// The waypoints of a register, in the coordinator's store: one for each change of a trustee's key.
class Waypoints {
 public:
  /// The table; part of the coordinator's schema.
  static constexpr std::string_view kSchema =
      "CREATE TABLE register_waypoint (size INTEGER PRIMARY KEY, until INTEGER NOT NULL, "
      "checkpoint TEXT NOT NULL)";

  static absl::Status Keep(store::Transaction& tx, const Waypoint& waypoint);
  /// Those whose change a copy of `from` entries still has before it, in order.
  static absl::StatusOr<std::vector<Waypoint>> Ahead(store::Snapshot& tx, uint64_t from);
};

}  // namespace ginnel::governance
