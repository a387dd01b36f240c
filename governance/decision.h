// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "crypto/digest.h"
#include "ginnel/v1/statement.pb.h"
#include "governance/agreement.h"
#include "governance/submitted_query.h"

namespace ginnel::governance {

/// Two clocks that differ by more than this fail closed (protocols.md 7).
inline constexpr absl::Duration kMaxClockSkew = absl::Minutes(5);

/// Everything about one approval that does not need the other approvals or the run: signed by an IG
/// lead or deputy of the very member for which it speaks, or by somebody of the panel to which that
/// member delegated such queries; not by the author, nor for members of the author's organisation
/// alone; for this query, this agreement, the members that the query means and their coverage, its
/// profile, no more runs than asked and allowed; cells named as attributable exactly when they are;
/// not expired, and no longer-lived than the agreement allows. Coordinator, node and trustee all
/// judge by this one function. `held`: OpenOrHeld (run_register.h); it knows the delegations too,
/// so that without it no panel speaks for anybody.
absl::StatusOr<v1::Approval> VerifyApproval(const v1::Envelope& envelope,
                                            const SubmittedQuery& query, const Agreement& agreement,
                                            const Clock& clock, const RunRegister* held = nullptr);

/// REASON_CLOCK_SKEW for a time that has not come yet: a word from the future would outdate every
/// true one after it. For whoever takes a statement from a person; a register's reader has no
/// clock.
absl::Status CheckSaidBy(const std::string& given_at, absl::Time now);

/// The word of one person, for one member, on a query.
struct Decision {
  bool approved = false;
  std::string member;
  std::string person;
  std::string remark_digest;  // of its reason (remark.h)
  crypto::Digest digest;      // of the statement
  v1::Approval approval;      // if approved
};

/// An approval (as above) or a refusal by an IG lead of a member of the query.
absl::StatusOr<Decision> VerifyDecision(const v1::Envelope& envelope, const SubmittedQuery& query,
                                        const Agreement& agreement, const Clock& clock,
                                        const RunRegister* held = nullptr);

}  // namespace ginnel::governance
