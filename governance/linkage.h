// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "crypto/sealed_box.h"
#include "crypto/signing.h"
#include "ginnel/v1/agreement.pb.h"
#include "governance/agreement.h"
#include "governance/problems.h"

namespace ginnel::governance {

// What a constitution says of linkage: whose nodes share the spine (docs/linkage.md), and by which
// keys they speak. One place, so that every process reads it alike.

inline constexpr uint32_t kLeastDaysBetweenEpochs = 28;
/// People on one general-practice member's list, at most.
inline constexpr uint64_t kMostPeopleOnList = 8'000'000;

bool SuppliesGeneralPractice(const v1::Member& member);
/// Ids of those whose nodes share the spine, in agreement order; none where there is no linkage.
std::vector<std::string> LinkageMembers(const v1::Constitution& constitution);
/// Those of them whose people make it: they supply general practice.
std::vector<std::string> SpineMembers(const v1::Constitution& constitution);
/// From the start of an epoch to that of the next.
absl::Duration TimeBetweenEpochs(const v1::Constitution& constitution);
/// How long before an epoch somebody may have left or died and still have a slot.
int LookBackMonths(const v1::Constitution& constitution);
/// Whether so many people on two lists, of a spine of so many slots, are more than the agreement
/// lets an epoch have.
bool TooManyDual(const v1::Constitution& constitution, uint64_t dual, uint64_t slots);

/// The key that signs what the node of `member` states of the spine, and the one to which others
/// seal for it, by the member's operations. FailedPrecondition (REASON_WRONG_STATE) where they
/// state none: says what to do.
absl::StatusOr<crypto::VerifyingKey> NodeStatementKey(const Agreement& agreement,
                                                      std::string_view member);
absl::StatusOr<crypto::SealingPublicKey> NodeSealingKey(const Agreement& agreement,
                                                        std::string_view member);

/// Its linkage members are different members of this constitution, two or more, with all who supply
/// general practice and at least one of them; at least 28 days between epochs; a share that a human
/// would still look at; at most 36 months of looking back.
void CheckLinkage(const v1::Constitution& constitution, Problems& problems);
/// Of one party's operations: both node keys or none, each sound, and of members only.
void CheckNodeKeys(const v1::Operations& operations, bool is_member, Problems& problems);

}  // namespace ginnel::governance
