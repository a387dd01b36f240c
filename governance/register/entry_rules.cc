// SPDX-License-Identifier: Apache-2.0
#include "governance/register/entry_rules.h"

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/status.h"
#include "governance/entitlement.h"
#include "governance/refuse.h"
#include "governance/register/entry_facts.h"
#include "governance/register/mandate_rules.h"
#include "governance/register/pseudonym_rules.h"
#include "governance/register/register_query.h"
#include "governance/register/run_rules.h"
#include "governance/register/spine_rules.h"
#include "governance/register/word_rules.h"

namespace ginnel::governance {
namespace {

absl::StatusOr<EntryFacts> JudgeQuery(const v1::Envelope& envelope, const Agreement& agreement) {
  RETURN_IF_ERROR(OpenStatementBy<v1::Query>(envelope, [&](const v1::Query& claimed) {
                    return AnalystKey(claimed.author(), agreement);
                  }).status());
  return FactsOf<v1::Query>(envelope, AboutQuery(crypto::PayloadDigest(envelope).ToHex()));
}

absl::StatusOr<EntryFacts> JudgeSuspension(const v1::Envelope& envelope, const Agreement& agreement,
                                           store::Snapshot& tx) {
  ASSIGN_OR_RETURN(const v1::Suspension suspension,
                   OpenStatementBy<v1::Suspension>(envelope, [&](const v1::Suspension& claimed) {
                     return SuspenderKey(claimed.person(), claimed.party(), agreement);
                   }));
  ASSIGN_OR_RETURN(const absl::Time at, ParseGivenAt(suspension.given_at()));
  const absl::StatusOr<v1::Suspension> last = LastSuspension(tx, suspension.party());
  if (!last.ok() && !absl::IsNotFound(last.status())) return last.status();
  if (suspension.lifted() == (last.ok() ? last->lifted() : true)) {
    return ReasonedError(
        absl::StatusCode::kFailedPrecondition, v1::REASON_WRONG_STATE,
        absl::StrCat(suspension.party(),
                     suspension.lifted() ? " is not suspended" : " is suspended already"));
  }
  // An older word that was held back does not come after a newer one.
  if (last.ok()) {
    ASSIGN_OR_RETURN(const absl::Time before, ParseGivenAt(last->given_at()));
    if (at < before) return OutdatedWord(suspension.given_at(), last->given_at());
  }
  return FactsOf<v1::Suspension>(envelope, AboutParty(suspension.party()));
}

absl::StatusOr<EntryFacts> JudgeRejection(const v1::Envelope& envelope,
                                          const Agreement& agreement) {
  ASSIGN_OR_RETURN(const crypto::VerifyingKey key, TrusteeKey(1, agreement));
  ASSIGN_OR_RETURN(const v1::Rejection rejection, OpenStatement<v1::Rejection>(envelope, key));
  return FactsOf<v1::Rejection>(envelope, AboutPerson(rejection.person()));
}

}  // namespace

absl::StatusOr<EntryFacts> JudgeEntry(const v1::Envelope& envelope, const Agreement& agreement,
                                      store::Snapshot& tx) {
  if (IsStatement<v1::Query>(envelope)) return JudgeQuery(envelope, agreement);
  if (IsStatement<v1::Approval>(envelope)) return JudgeApproval(envelope, agreement, tx);
  if (IsStatement<v1::Refusal>(envelope)) return JudgeRefusal(envelope, agreement, tx);
  if (IsStatement<v1::Revocation>(envelope)) return JudgeRevocation(envelope, agreement, tx);
  if (IsStatement<v1::GoAhead>(envelope)) return JudgeGoAhead(envelope, agreement, tx);
  if (IsStatement<v1::StandingApproval>(envelope))
    return JudgeStandingApproval(envelope, agreement);
  if (IsStatement<v1::Delegation>(envelope)) return JudgeDelegation(envelope, agreement);
  if (IsStatement<v1::Policy>(envelope)) return JudgePolicy(envelope, agreement, tx);
  if (IsStatement<v1::Suspension>(envelope)) return JudgeSuspension(envelope, agreement, tx);
  if (IsStatement<v1::Run>(envelope)) return JudgeRun(envelope, agreement, tx);
  if (IsStatement<v1::Void>(envelope)) return JudgeVoid(envelope, agreement, tx);
  if (IsStatement<v1::Released>(envelope)) return JudgeReleased(envelope, agreement, tx);
  if (IsStatement<v1::Rejection>(envelope)) return JudgeRejection(envelope, agreement);
  if (IsStatement<v1::Quota>(envelope)) return JudgeQuota(envelope, agreement, tx);
  if (IsStatement<v1::TopUp>(envelope)) return JudgeTopUp(envelope, agreement, tx);
  if (IsStatement<v1::Epoch>(envelope)) return JudgeEpoch(envelope, agreement, tx);
  if (IsStatement<v1::SpinePart>(envelope)) return JudgeSpinePart(envelope, agreement, tx);
  if (IsStatement<v1::Spine>(envelope)) return JudgeSpine(envelope, agreement, tx);
  return ReasonedError(
      absl::StatusCode::kInvalidArgument, v1::REASON_STATEMENT_MALFORMED,
      absl::StrCat("a statement of the type '",
                   absl::CHexEscape(envelope.payload_type().substr(0, 80)),
                   "' has no place on the register: is this program of an older version?"));
}

}  // namespace ginnel::governance
