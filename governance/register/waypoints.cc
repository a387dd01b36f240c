// SPDX-License-Identifier: Apache-2.0
#include "governance/register/waypoints.h"

#include "base/status.h"

namespace ginnel::governance {

absl::Status Waypoints::Keep(store::Transaction& tx, const Waypoint& waypoint) {
  return tx.Execute(
      "INSERT OR REPLACE INTO register_waypoint (size, until, checkpoint) VALUES (?, ?, ?)",
      static_cast<int64_t>(waypoint.size), static_cast<int64_t>(waypoint.until),
      waypoint.checkpoint);
}

absl::StatusOr<std::vector<Waypoint>> Waypoints::Ahead(store::Snapshot& tx, uint64_t from) {
  std::vector<Waypoint> ahead;
  RETURN_IF_ERROR(tx.Query(
      "SELECT size, until, checkpoint FROM register_waypoint WHERE until > ? ORDER BY size",
      static_cast<int64_t>(from), [&](const store::Row& row) {
        ahead.push_back(
            {static_cast<uint64_t>(row.Int(0)), static_cast<uint64_t>(row.Int(1)), row.Text(2)});
      }));
  return ahead;
}

}  // namespace ginnel::governance
