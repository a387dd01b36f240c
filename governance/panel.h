// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "crypto/signing.h"
#include "ginnel/v1/agreement.pb.h"
#include "governance/agreement.h"
#include "governance/problems.h"

namespace ginnel::governance {

// Panels of the agreement: people who decide together for the members that let them.

/// Null if there is none of that id.
const v1::Panel* FindPanel(const v1::Constitution& constitution, std::string_view id);

/// The constitution's panels: ids, seats (people of its parties, each once), and a quorum of them.
void CheckPanels(const v1::Constitution& constitution, Problems& problems);

/// The key of `person`, who sits on `panel` and still is an IG lead, deputy, auditor or lay member
/// of a party. REASON_APPROVER_NOT_ENTITLED.
absl::StatusOr<crypto::VerifyingKey> PanelKey(const std::string& person, const v1::Panel& panel,
                                              const Agreement& agreement);

/// OK if `approvers`, distinct people of the panel, are as many as its quorum, and of two
/// organisations or more. REASON_APPROVAL_MISSING.
absl::Status CheckQuorum(const std::set<std::string>& approvers, const v1::Panel& panel,
                         const Agreement& agreement);

}  // namespace ginnel::governance
