// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "node/engine/block_fill.h"
#include "node/engine/event_days.h"

namespace ginnel::node {

/// A month of each person's own: number `own_month` from the day of their event on (AsOf). Months
/// begin on that day of the month, or on its last day where it is shorter, so that each ends where
/// the next begins.
class OwnMonths {
 public:
  /// One window for each row of a block: `first` is inside, `end` is not. Who has no event has an
  /// empty one.
  struct Windows {
    std::array<int32_t, kBlockRows> first;
    std::array<int32_t, kBlockRows> end;
    bool Holds(size_t row, int32_t day) const { return day >= first[row] && day < end[row]; }
  };

  /// For `request`'s variable. Errors: FailedPrecondition REASON_DATA_ENDS_BEFORE where the
  /// member's records do not cover the month of everybody who may have had the event; else as
  /// EventDays::Create.
  static absl::StatusOr<OwnMonths> Create(const DerivationRequest& request);

  void Fill(size_t block, Windows& windows) const;

 private:
  explicit OwnMonths(EventDays days) : days_(std::move(days)) {}

  EventDays days_;
  // For each day of the period: when the month begins, and when it has ended.
  std::vector<int32_t> firsts_;
  std::vector<int32_t> ends_;
};

}  // namespace ginnel::node
