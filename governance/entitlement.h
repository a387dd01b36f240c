// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "crypto/signing.h"
#include "governance/agreement.h"

namespace ginnel::governance {

// Who may say what: the key that signs a statement, if the agreement entitles the one who claims to
// have signed it. PermissionDenied with its reason otherwise.

/// Of an IG lead or deputy of exactly `member`: who decides on queries.
/// REASON_APPROVER_NOT_ENTITLED.
absl::StatusOr<crypto::VerifyingKey> LeadKey(const std::string& person, const std::string& member,
                                             const Agreement& agreement);
/// Of an IG lead of exactly `member`, not of a deputy: who decides ahead of queries, by standing
/// approvals, delegations and the member's policy. REASON_APPROVER_NOT_ENTITLED.
absl::StatusOr<crypto::VerifyingKey> MandateKey(const std::string& person,
                                                const std::string& member,
                                                const Agreement& agreement);
/// Of an IG lead, deputy or IT admin of exactly `party`. REASON_APPROVER_NOT_ENTITLED.
absl::StatusOr<crypto::VerifyingKey> SuspenderKey(const std::string& person,
                                                  const std::string& party,
                                                  const Agreement& agreement);
/// Of an IG lead or IT admin of a full member whose node shares the spine: who starts an epoch.
/// REASON_ROLE_REQUIRED; REASON_WRONG_STATE where the agreement has no linkage.
absl::StatusOr<crypto::VerifyingKey> EpochStarterKey(const std::string& person,
                                                     const Agreement& agreement);
/// Of an IG lead of a full member other than `member`: who lets its node have more pseudonyms.
/// REASON_ROLE_REQUIRED.
absl::StatusOr<crypto::VerifyingKey> TopUpKey(const std::string& person, const std::string& member,
                                              const Agreement& agreement);
/// Of the trustee of that index, 1 to 3.
absl::StatusOr<crypto::VerifyingKey> TrusteeKey(int index, const Agreement& agreement);

/// Of an analyst of the agreement. REASON_ROLE_REQUIRED.
absl::StatusOr<crypto::VerifyingKey> AnalystKey(const std::string& person,
                                                const Agreement& agreement);

}  // namespace ginnel::governance
