// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "absl/status/statusor.h"
#include "query/plan.h"
#include "sharing/party.h"
#include "sharing/share_vector.h"

namespace ginnel::sharing {

/// What is in memory at once: a batch of tests of so many factors altogether (of one test, where
/// that alone has more), at some 150 bytes each, 20 MB.
inline constexpr size_t kFactorsInABatch = size_t{1} << 17;

/// Tests small counts before they exist (protocols.md 6). For each test of the plan, over its forms
/// f and the values j that are small: t = r · Π (f − j), r a fresh shared random element. The
/// products are verified, batch by batch (verified_products.h): a trustee that cheats in one ends
/// the attempt. Only when all batches have passed are all t opened, together; t = 0 says that some
/// form is small, t ≠ 0 is uniform and says nothing else. Returns, for each test, whether it
/// passed. `members[m]` is what this trustee holds of roster member m. All three use the same
/// batches.
absl::StatusOr<std::vector<bool>> TestSmallCounts(Party& party, const query::Plan& plan,
                                                  const std::vector<ShareVector>& members,
                                                  const ShareVector& total,
                                                  size_t factors_in_a_batch = kFactorsInABatch);

}  // namespace ginnel::sharing
