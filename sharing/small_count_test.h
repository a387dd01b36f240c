// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "query/plan.h"
#include "sharing/party.h"
#include "sharing/share_vector.h"

namespace ginnel::sharing {

/// Tests small counts before they exist (protocols.md 6). For each test of the plan, over its forms
/// f and the values j that are small: t = r · Π (f − j), r a fresh shared random element. All t are
/// opened together; t = 0 says that some form is small, t ≠ 0 is uniform and says nothing else.
/// Returns, for each test, whether it passed. `members[m]` is what this trustee holds of roster
/// member m.
absl::StatusOr<std::vector<bool>> TestSmallCounts(Party& party, const query::Plan& plan,
                                                  const std::vector<ShareVector>& members,
                                                  const ShareVector& total);

}  // namespace ginnel::sharing
