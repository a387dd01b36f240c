// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "crypto/digest.h"
#include "ginnel/v1/query.pb.h"
#include "ginnel/v1/statement.pb.h"
#include "governance/agreement.h"
#include "governance/run_register.h"

namespace ginnel::governance {

/// A query that its author signed: an analyst of the agreement. Nobody has approved it yet.
struct SubmittedQuery {
  v1::Query query;
  crypto::Digest digest;
};

/// The author's signature and role, and what the agreement rules of any query: its purpose, its
/// members, its number of runs, its end. What it asks (variables, measures, profile) is judged by
/// the query and disclosure rooms. Reasons: REASON_STATEMENT_MALFORMED, REASON_ROLE_REQUIRED,
/// REASON_SIGNATURE_INVALID, REASON_QUERY_INVALID, REASON_APPROVAL_EXPIRED (the query's own end),
/// REASON_AGREEMENT_MISMATCH (the agreement is not in force). `held`: OpenOrHeld (run_register.h).
absl::StatusOr<SubmittedQuery> VerifySubmittedQuery(const v1::Envelope& envelope,
                                                    const Agreement& agreement, const Clock& clock,
                                                    const RunRegister* held = nullptr);

/// How often `query` asks to be run: 1 unless it says more.
uint32_t RunsAskedFor(const v1::Query& query);

/// The sectors that the query names, in the dictionary's order, as its plan and its approvals have
/// them; none where it leaves them open.
std::vector<v1::Sector> SectorsAskedFor(const v1::Query& query);

/// The roster of `query` over `sectors`, in agreement order: the members that it names, each of
/// which must supply one of them, or for "all" every member that does. REASON_ROSTER_MISMATCH if a
/// named one does not, or if nobody is left.
absl::StatusOr<std::vector<std::string>> ResolveRoster(const v1::Query& query,
                                                       const std::vector<v1::Sector>& sectors,
                                                       const Agreement& agreement);

}  // namespace ginnel::governance
