// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "base/calendar.h"
#include "node/engine/block_fill.h"
#include "node/engine/event_table.h"
#include "node/engine/snapshot.h"

namespace ginnel::node {

/// The first day of a period on which each person has what a variable is about: one of the events
/// that it counts, whatever window it has of its own, or its condition recorded.
class EventDays {
 public:
  /// Of `request`'s variable, which events or a condition derive, in its period. Errors as Derive's
  /// (derivation.h).
  static absl::StatusOr<EventDays> Create(const DerivationRequest& request);

  /// One day for each row of `block`; the period's end where there is none.
  void Fill(size_t block, std::array<int32_t, kBlockRows>& days) const;
  DayRange period() const { return period_; }

 private:
  DayRange period_;
  std::vector<EventTable> events_;
  const Snapshot::Conditions* condition_ = nullptr;  // null: none recorded, or events
};

}  // namespace ginnel::node
