// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "crypto/oprf_key.h"
#include "ginnel/v1/agreement.pb.h"
#include "governance/problems.h"

namespace ginnel::governance {

// What a constitution says of pseudonyms: by which key, and how many for whom (protocols.md 1).

/// K_1, K_2, K_3, in the trustees' order.
absl::StatusOr<std::array<crypto::OprfPublicPart, 3>> OprfPublicParts(
    const v1::Constitution& constitution);
/// K = K_1 + K_2 + K_3, 64 hex digits: names the key under which pseudonyms are.
absl::StatusOr<std::string> PseudonymisationKey(const v1::Constitution& constitution);

/// What a member's node may have pseudonymised under one key before anybody tops it up, and what a
/// top-up gives at most: half as many again as the people that it is expected to hold, and a
/// thousand, for the canaries of small refreshes.
uint64_t PseudonymAllowance(const v1::Member& member);

/// Each member states how many people it expects, 1 to 10 million.
void CheckExpectedPeople(const v1::Constitution& constitution, Problems& problems);

}  // namespace ginnel::governance
