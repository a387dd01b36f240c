// SPDX-License-Identifier: Apache-2.0
#include "governance/register/mandate_rules.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "governance/entitlement.h"
#include "governance/mandate.h"
#include "governance/member_policy.h"
#include "governance/refuse.h"
#include "governance/register/entry_facts.h"
#include "governance/register/register_query.h"

namespace ginnel::governance {
namespace {

absl::Status CheckGivenUnder(const std::string& agreement_digest, const Agreement& agreement) {
  if (agreement.Accepts(agreement_digest)) return absl::OkStatus();
  return Refuse(v1::REASON_AGREEMENT_MISMATCH,
                "it was given under another version of the agreement: read it, and sign it again");
}

}  // namespace

absl::StatusOr<EntryFacts> JudgeStandingApproval(const v1::Envelope& envelope,
                                                 const Agreement& agreement) {
  ASSIGN_OR_RETURN(
      const v1::StandingApproval standing,
      OpenStatementBy<v1::StandingApproval>(envelope, [&](const v1::StandingApproval& claimed) {
        return MandateKey(claimed.approver(), claimed.member(), agreement);
      }));
  RETURN_IF_ERROR(CheckGivenUnder(standing.agreement_digest(), agreement));
  RETURN_IF_ERROR(ValidateStandingApproval(standing, agreement));
  return FactsOf<v1::StandingApproval>(envelope, AboutParty(standing.member()));
}

absl::StatusOr<EntryFacts> JudgeDelegation(const v1::Envelope& envelope,
                                           const Agreement& agreement) {
  ASSIGN_OR_RETURN(const v1::Delegation delegation,
                   OpenStatementBy<v1::Delegation>(envelope, [&](const v1::Delegation& claimed) {
                     return MandateKey(claimed.person(), claimed.member(), agreement);
                   }));
  RETURN_IF_ERROR(CheckGivenUnder(delegation.agreement_digest(), agreement));
  RETURN_IF_ERROR(ValidateDelegation(delegation, agreement));
  return FactsOf<v1::Delegation>(envelope, AboutParty(delegation.member()));
}

absl::StatusOr<EntryFacts> JudgePolicy(const v1::Envelope& envelope, const Agreement& agreement,
                                       store::Snapshot& tx) {
  ASSIGN_OR_RETURN(const v1::Policy policy,
                   OpenStatementBy<v1::Policy>(envelope, [&](const v1::Policy& claimed) {
                     return MandateKey(claimed.person(), claimed.member(), agreement);
                   }));
  RETURN_IF_ERROR(ValidatePolicy(policy, agreement));
  ASSIGN_OR_RETURN(const v1::Policy before, LastPolicy(tx, policy.member()));
  if (policy.version() != before.version() + 1) {
    return ReasonedError(absl::StatusCode::kFailedPrecondition, v1::REASON_WRONG_STATE,
                         absl::StrCat("the policy of ", policy.member(), " has version ",
                                      before.version(), " on the register: the next is ",
                                      before.version() + 1, ", this one is ", policy.version()));
  }
  return FactsOf<v1::Policy>(envelope, AboutParty(policy.member()));
}

}  // namespace ginnel::governance
