// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/status.h"
#include "ginnel/v1/statement.pb.h"
#include "governance/agreement.h"
#include "governance/member_approval.h"

namespace ginnel::governance {

/// What a policy says of itself: InvalidArgument (REASON_STATEMENT_MALFORMED). A standing approval
/// is the word of one, so a member that wants two people to approve has none.
absl::Status ValidatePolicy(const v1::Policy& policy, const Agreement& agreement);

/// A policy tightens. REASON_MEMBER_POLICY (InvalidArgument) for a profile that is unknown, or
/// looser than the agreement's floor. For whoever knows profiles: the register's rules do not, and
/// a looser one has no effect there, since the floor is checked on its own.
absl::Status CheckPolicyTightens(const v1::Policy& policy, const Agreement& agreement,
                                 const ThresholdOfProfile& threshold_of);

}  // namespace ginnel::governance
