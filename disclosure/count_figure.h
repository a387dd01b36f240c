// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "disclosure/opened_table.h"
#include "disclosure/profile.h"
#include "ginnel/v1/release.pb.h"
#include "query/plan.h"

namespace ginnel::disclosure {

/// A count as the world may see it: VALUE, TRUE_ZERO, SUPPRESSED or WITHHELD; a total may also be
/// PARTIAL.
struct CountFigure {
  v1::CellState state = v1::CELL_STATE_UNSPECIFIED;
  int64_t value = 0;  // rounded; 0 unless VALUE or PARTIAL
  // What the true count may be, given what is shown. No `high` where nothing bounds it (withheld
  // parts).
  int64_t low = 0;
  std::optional<int64_t> high = 0;

  bool released() const {
    return state == v1::CELL_STATE_VALUE || state == v1::CELL_STATE_TRUE_ZERO;
  }
};

/// Reads the count at `position` and applies `profile` under the plan's threshold:
///
///   own test failed                   SUPPRESSED, 1 … k−1 (0 … k−1 where zero may not be shown)
///   own test passed, a guard failed   WITHHELD
///   opened, 0                         TRUE_ZERO
///   opened, k or more                 VALUE, rounded; the range is what rounds to it and is not
///   small
///
/// DataLoss if what was opened contradicts the tests, for then the opening cannot be trusted. Names
/// no figure.
absl::StatusOr<CountFigure> ReleaseCount(const query::Plan& plan, const Profile& profile,
                                         const OpenedTable& opened, size_t position);

/// Whether every guard of `position` passed.
bool GuardsPassed(const query::Plan& plan, const OpenedTable& opened, size_t position);

/// The sum of released parts, so that a table adds up: VALUE if all are released, PARTIAL if some
/// are, SUPPRESSED (with the sum of the ranges) or WITHHELD if none above zero is, TRUE_ZERO if all
/// are zero.
CountFigure AddUp(const std::vector<CountFigure>& parts);

}  // namespace ginnel::disclosure
