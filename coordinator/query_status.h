// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "coordinator/query_book.h"
#include "coordinator/standings.h"

namespace ginnel::coordinator {

// What people are shown of a query.

bool IsFinal(v1::QueryState state);

/// `entry` as a status with who decided what; `standings` where they can be judged. An undecided
/// query whose time to decide is over at `now`, and any that has not run by its own end, is shown
/// as expired.
absl::StatusOr<v1::QueryStatus> DescribeQuery(const QueryBook::Entry& entry,
                                              const std::optional<Standings>& standings,
                                              absl::Time now);

/// OK while members may decide on `status` at `now`. REASON_APPROVAL_EXPIRED afterwards.
absl::Status CheckInTime(const v1::QueryStatus& status, absl::Time now);

}  // namespace ginnel::coordinator
