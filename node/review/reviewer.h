// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/status.h"
#include "base/rpc/principal.h"
#include "governance/agreement.h"

namespace ginnel::node {

/// Whether `caller` may have a review card of the node of `member`: a person of exactly that member
/// who is IG lead or IG deputy. A card holds the member's exact figures, so nobody else may: no
/// other role, no other member's lead, no trustee, no other node. PermissionDenied otherwise, with
/// REASON_ROLE_REQUIRED or, for a person of another party, REASON_APPROVER_NOT_ENTITLED.
absl::Status CheckReviewer(const Principal& caller, const std::string& member,
                           const governance::Agreement& agreement);

}  // namespace ginnel::node
