// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/clock.h"
#include "ginnel/v1/statement.pb.h"
#include "governance/agreement.h"
#include "governance/coverage.h"
#include "governance/run_register.h"
#include "governance/submitted_query.h"

namespace ginnel::governance {

/// The smallest count that a disclosure profile lets be shown (8 for "nhs-1-7-round-5"), or the
/// error that there is no such profile. Profiles are the disclosure room's, which includes this
/// one.
using ThresholdOfProfile = std::function<absl::StatusOr<uint32_t>(std::string_view profile)>;

/// What a verifier judges approvals by. All outlive it.
struct ApprovalContext {
  const Agreement& agreement;
  const Clock& clock;
  const RunRegister& on;
  const ThresholdOfProfile& threshold_of;
};

/// One member's yes to a query: what its own people, a panel or a standing approval amount to.
struct MemberApproval {
  uint32_t max_runs = 0;
  std::vector<v1::Sector> sectors;
  bool attributable = false;
  std::string panel;      // id; empty where no panel spoke
  bool standing = false;  // nobody was asked
};

/// `given` is everything that a run would rest on for `member`, one of the members of the query:
///
///   approvals by its own leads or deputies, as many distinct people as its policy wants; or
///   approvals by the quorum of the panel to which it delegated such queries; or
///   one standing approval, if its policy is `standing`;
///
/// and nothing else. `takes_part` is how many members would take part at least. Refuses what the
/// member's own policy does not allow (REASON_MEMBER_POLICY), and what is not enough
/// (REASON_APPROVAL_MISSING).
absl::StatusOr<MemberApproval> VerifyMemberApproval(const std::string& member,
                                                    const std::vector<v1::Envelope>& given,
                                                    const SubmittedQuery& query, size_t takes_part,
                                                    const ApprovalContext& context);

/// All that a run rests on: `approvals` in roster order, those of one member together.
/// `roster` covers what the query asks for, is not of its author's organisation alone, and each of
/// its members approved (as above), and gave its go-ahead where its policy is `hold` (REASON_HELD).
/// One MemberApproval for each of the roster.
absl::StatusOr<std::vector<MemberApproval>> VerifyRosterApprovals(
    const std::vector<std::string>& roster, const std::vector<v1::Envelope>& approvals,
    const SubmittedQuery& query, const ApprovalContext& context);

/// The member for which an approval, standing approval or refusal says that it speaks; empty for
/// anything else. Nothing is verified.
std::string ClaimedMember(const v1::Envelope& word);

}  // namespace ginnel::governance
