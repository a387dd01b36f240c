// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/status.h"
#include "disclosure/opened_table.h"
#include "disclosure/profile.h"
#include "query/dictionary.h"
#include "query/plan.h"

namespace ginnel::disclosure {

/// Fails closed: the gate releases only what it knows how to protect. Internal error for a plan, or
/// an opened table, of any other shape: unknown measure families and aggregates, indices outside,
/// titles or labels twice, counts without a small-count test of their own (exactly the count
/// itself, over the whole roster), sums without guards, a threshold below the profile's.
absl::Status CheckPlan(const query::Plan& plan, const Profile& profile,
                       const query::Dictionary& dictionary, const OpenedTable& opened);

}  // namespace ginnel::disclosure
