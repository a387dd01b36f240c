// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "base/progress.h"
#include "base/random.h"
#include "ginnel/config/rehearsal.pb.h"

namespace ginnel::rehearsal {

/// Start here: a query on a city that is made up here and now.
///
///   1. a synthetic city is written, and its organisations take the place of the agreement's
///   members
///   2. the query is planned as the real one would be, and each organisation's engine computes its
///   part
///   3. what would be opened is worked out in the clear, and the gate makes the release, marked
///   synthetic
///   4. where much of it is hidden, coarser cuts are tried
///
/// Everything is written below `folder`. The author, dates of validity and approvals play no part.
/// Errors are the planner's, with the query's field; FailedPrecondition for a variable that the
/// city's files do not give.
absl::StatusOr<config::RehearsalReport> Rehearse(const config::RehearsalRequest& request,
                                                 const std::string& folder, const Clock& clock,
                                                 RandomSource& random,
                                                 const ProgressSink& progress);

}  // namespace ginnel::rehearsal
