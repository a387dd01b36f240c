// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ginnel/v1/statement.pb.h"
#include "governance/agreement.h"
#include "governance/coverage.h"
#include "governance/submitted_query.h"

namespace ginnel::governance {

// Mandates: what an IG lead decides ahead of queries, a standing approval or a delegation to a
// panel. Both are on the register, end by themselves, and can be taken back.

/// Longest life of a mandate. A new constitution ends it too, whatever that lets finish.
inline constexpr int kMostMandateDays = 366;

/// What the statement itself must say: InvalidArgument (REASON_STATEMENT_MALFORMED). Its signer is
/// the caller's matter. Judged when it comes on the register, under the agreement of that time.
absl::Status ValidateStandingApproval(const v1::StandingApproval& standing,
                                      const Agreement& agreement);
absl::Status ValidateDelegation(const v1::Delegation& delegation, const Agreement& agreement);

/// OK if `standing` covers `query`, which asks the members of `coverage`: of the series or class,
/// by a member that is asked, under the agreement in force, not expired at `now`, not by the
/// query's author, and saying that cells are attributable exactly where they are. Cadence is the
/// register's matter. Each refusal carries its reason.
absl::Status CheckStandingCovers(const v1::StandingApproval& standing, const SubmittedQuery& query,
                                 const Coverage& coverage, const Agreement& agreement,
                                 absl::Time now);
/// The same for what a panel decides on: given under the constitution of digest `given_under`, the
/// approval's own, by somebody who still is a lead of the member.
absl::Status CheckDelegationCovers(const v1::Delegation& delegation, const SubmittedQuery& query,
                                   const Coverage& coverage, const Agreement& agreement,
                                   std::string_view given_under, absl::Time now);

/// The first moment of the calendar week (Monday), month, quarter or year that holds `time`, UTC.
absl::Time StartOfCadence(v1::Cadence cadence, absl::Time time);

/// Cells rest on fewer members than the agreement's minimum; or people are linked over several of
/// `sectors`, because then a figure can be of one member alone, whoever else takes part.
bool IsAttributable(const Coverage& coverage, int sectors, const Agreement& agreement);

}  // namespace ginnel::governance
