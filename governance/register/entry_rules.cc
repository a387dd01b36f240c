// SPDX-License-Identifier: Apache-2.0
#include "governance/register/entry_rules.h"

#include <set>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/calendar.h"
#include "base/reason.h"
#include "base/status.h"
#include "crypto/dsse.h"
#include "governance/entitlement.h"
#include "governance/refuse.h"
#include "governance/register/register_query.h"
#include "governance/run_id.h"
#include "governance/statement.h"

namespace ginnel::governance {
namespace {

template <typename T>
EntryFacts Facts(const v1::Envelope& envelope, std::string subject) {
  return {std::string(StatementType<T>::kName), crypto::PayloadDigest(envelope),
          std::move(subject)};
}

absl::StatusOr<absl::Time> ParseTime(const std::string& text) {
  const absl::StatusOr<absl::Time> time = ParseRfc3339(text);
  if (time.ok()) return time;
  return ReasonedError(absl::StatusCode::kInvalidArgument, v1::REASON_STATEMENT_MALFORMED,
                       "given_at must be an RFC 3339 time in UTC");
}

absl::Status Outdated(const std::string& said, const std::string& newer) {
  return ReasonedError(absl::StatusCode::kFailedPrecondition, v1::REASON_WRONG_STATE,
                       absl::StrCat("this was said at ", said, ", and something newer at ", newer,
                                    ": say it again"));
}

// An approval that was held back does not come after its member's refusal, or after an approval of
// that member was taken back.
absl::Status CheckNewest(const v1::Approval& approval, store::Snapshot& tx) {
  ASSIGN_OR_RETURN(const absl::Time at, ParseTime(approval.given_at()));
  const std::string subject = AboutQuery(approval.query_digest());
  const auto newer = [&](const std::string& said) -> absl::Status {
    ASSIGN_OR_RETURN(const absl::Time time, ParseTime(said));
    return at >= time ? absl::OkStatus() : Outdated(approval.given_at(), said);
  };
  RETURN_IF_ERROR(ReadStatementsAbout<v1::Refusal>(
      tx, subject, [&](uint64_t, const v1::Refusal& refusal) -> absl::Status {
        return refusal.member() == approval.member() ? newer(refusal.given_at()) : absl::OkStatus();
      }));
  std::vector<std::string> earlier;  // approvals of this member
  RETURN_IF_ERROR(RegisterStore::ReadAbout(
      tx, StatementType<v1::Approval>::kName, subject,
      [&](uint64_t, std::string_view entry) -> absl::Status {
        ASSIGN_OR_RETURN(const v1::Envelope envelope, crypto::EnvelopeFromJson(entry));
        ASSIGN_OR_RETURN(const v1::Approval each, ReadUnverifiedStatement<v1::Approval>(envelope));
        if (each.member() == approval.member()) {
          earlier.push_back(crypto::PayloadDigest(envelope).ToHex());
        }
        return absl::OkStatus();
      }));
  for (const std::string& digest : earlier) {
    RETURN_IF_ERROR(ReadStatementsAbout<v1::Revocation>(
        tx, AboutApproval(digest),
        [&](uint64_t, const v1::Revocation& each) { return newer(each.given_at()); }));
  }
  return absl::OkStatus();
}

// The attempt that `statement`, a void or released, speaks of is there.
template <typename T>
absl::Status CheckRunThere(const T& statement, store::Snapshot& tx) {
  bool there = false;
  RETURN_IF_ERROR(ReadStatementsAbout<v1::Run>(
      tx, AboutQuery(statement.query_digest()), [&](uint64_t, const v1::Run& run) {
        there = there || RunIdOf(run).ToHex() == statement.run_id();
        return absl::OkStatus();
      }));
  if (there) return absl::OkStatus();
  return ReasonedError(absl::StatusCode::kFailedPrecondition, v1::REASON_NOT_ON_REGISTER,
                       "the register holds no run of which this speaks");
}

absl::StatusOr<EntryFacts> JudgeQuery(const v1::Envelope& envelope, const Agreement& agreement) {
  RETURN_IF_ERROR(OpenStatementBy<v1::Query>(envelope, [&](const v1::Query& claimed) {
                    return AnalystKey(claimed.author(), agreement);
                  }).status());
  return Facts<v1::Query>(envelope, AboutQuery(crypto::PayloadDigest(envelope).ToHex()));
}

absl::StatusOr<EntryFacts> JudgeApproval(const v1::Envelope& envelope, const Agreement& agreement,
                                         store::Snapshot& tx) {
  ASSIGN_OR_RETURN(const v1::Approval approval,
                   OpenStatementBy<v1::Approval>(envelope, [&](const v1::Approval& claimed) {
                     return LeadKey(claimed.approver(), claimed.member(), agreement);
                   }));
  RETURN_IF_ERROR(OnRegister<v1::Query>(tx, approval.query_digest()).status());
  RETURN_IF_ERROR(CheckNewest(approval, tx));
  return Facts<v1::Approval>(envelope, AboutQuery(approval.query_digest()));
}

absl::StatusOr<EntryFacts> JudgeRefusal(const v1::Envelope& envelope, const Agreement& agreement,
                                        store::Snapshot& tx) {
  ASSIGN_OR_RETURN(const v1::Refusal refusal,
                   OpenStatementBy<v1::Refusal>(envelope, [&](const v1::Refusal& claimed) {
                     return LeadKey(claimed.person(), claimed.member(), agreement);
                   }));
  RETURN_IF_ERROR(OnRegister<v1::Query>(tx, refusal.query_digest()).status());
  RETURN_IF_ERROR(ParseTime(refusal.given_at()).status());
  return Facts<v1::Refusal>(envelope, AboutQuery(refusal.query_digest()));
}

absl::StatusOr<EntryFacts> JudgeRevocation(const v1::Envelope& envelope, const Agreement& agreement,
                                           store::Snapshot& tx) {
  ASSIGN_OR_RETURN(const v1::Revocation revocation,
                   OpenStatementBy<v1::Revocation>(envelope, [&](const v1::Revocation& claimed) {
                     return LeadKey(claimed.person(), claimed.member(), agreement);
                   }));
  ASSIGN_OR_RETURN(const v1::Approval approval,
                   OnRegister<v1::Approval>(tx, revocation.approval_digest()));
  if (approval.member() != revocation.member() ||
      approval.query_digest() != revocation.query_digest()) {
    return Refuse(
        v1::REASON_APPROVER_NOT_ENTITLED,
        absl::StrCat("the approval is of ", approval.member(), " and not of ", revocation.member(),
                     ", or of another query: a member takes back "
                     "its own approvals only"));
  }
  RETURN_IF_ERROR(ParseTime(revocation.given_at()).status());
  ASSIGN_OR_RETURN(const bool revoked, IsRevoked(tx, revocation.approval_digest()));
  if (revoked) {
    return ReasonedError(absl::StatusCode::kFailedPrecondition, v1::REASON_WRONG_STATE,
                         "this approval was taken back before");
  }
  return Facts<v1::Revocation>(envelope, AboutApproval(revocation.approval_digest()));
}

absl::StatusOr<EntryFacts> JudgeSuspension(const v1::Envelope& envelope, const Agreement& agreement,
                                           store::Snapshot& tx) {
  ASSIGN_OR_RETURN(const v1::Suspension suspension,
                   OpenStatementBy<v1::Suspension>(envelope, [&](const v1::Suspension& claimed) {
                     return SuspenderKey(claimed.person(), claimed.party(), agreement);
                   }));
  ASSIGN_OR_RETURN(const absl::Time at, ParseTime(suspension.given_at()));
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
    ASSIGN_OR_RETURN(const absl::Time before, ParseTime(last->given_at()));
    if (at < before) return Outdated(suspension.given_at(), last->given_at());
  }
  return Facts<v1::Suspension>(envelope, AboutParty(suspension.party()));
}

// Trustees 2 and 3 have each said that the attempt before was voided: an attempt follows only such.
absl::Status CheckVoided(const v1::Run& run, const Agreement& agreement, store::Snapshot& tx) {
  std::set<std::string> said;
  RETURN_IF_ERROR(ReadStatementsAbout<v1::Void>(
      tx, AboutQuery(run.query_digest()), [&](uint64_t, const v1::Void& promise) {
        if (promise.n() == run.n() && promise.attempt() + 1 == run.attempt()) {
          said.insert(promise.trustee());
        }
        return absl::OkStatus();
      }));
  for (const int index : {2, 3}) {
    if (said.count(agreement.trustee(index).id()) != 0) continue;
    return Refuse(v1::REASON_RUN_REPLAYED,
                  absl::StrCat("attempt ", run.attempt(), " comes without the word of ",
                               agreement.trustee(index).id(), " that the one before was voided"));
  }
  return absl::OkStatus();
}

// (n, attempt) only ever goes up, one by one.
absl::Status CheckRunFollows(const v1::Run& run, const Agreement& agreement, store::Snapshot& tx) {
  uint32_t n = 0;
  uint32_t attempt = 0;
  RETURN_IF_ERROR(ReadStatementsAbout<v1::Run>(tx, AboutQuery(run.query_digest()),
                                               [&](uint64_t, const v1::Run& earlier) {
                                                 n = earlier.n();
                                                 attempt = earlier.attempt();
                                                 return absl::OkStatus();
                                               }));
  const bool next = run.n() == n + 1 && run.attempt() == 1;
  const bool again = run.n() == n && run.attempt() == attempt + 1;
  if (!next && !again) {
    return ReasonedError(
        absl::StatusCode::kFailedPrecondition, v1::REASON_RUN_REPLAYED,
        absl::StrCat("run ", run.n(), " attempt ", run.attempt(), " does not follow run ", n,
                     " attempt ", attempt, ", the last one of this query on the register"));
  }
  return again ? CheckVoided(run, agreement, tx) : absl::OkStatus();
}

absl::StatusOr<EntryFacts> JudgeRun(const v1::Envelope& envelope, const Agreement& agreement,
                                    store::Snapshot& tx) {
  ASSIGN_OR_RETURN(const crypto::VerifyingKey key, TrusteeKey(1, agreement));
  ASSIGN_OR_RETURN(const v1::Run run, OpenStatement<v1::Run>(envelope, key));
  RETURN_IF_ERROR(OnRegister<v1::Query>(tx, run.query_digest()).status());
  for (const std::string& digest : run.approval_digests()) {
    ASSIGN_OR_RETURN(const v1::Approval approval, OnRegister<v1::Approval>(tx, digest));
    if (approval.query_digest() == run.query_digest()) continue;
    return Refuse(v1::REASON_APPROVAL_OTHER_QUERY,
                  absl::StrCat("the approval ", digest, " is of another query than the run"));
  }
  RETURN_IF_ERROR(CheckNothingTakenBack(run, agreement, tx));
  RETURN_IF_ERROR(CheckRunFollows(run, agreement, tx));
  return Facts<v1::Run>(envelope, AboutQuery(run.query_digest()));
}

absl::StatusOr<EntryFacts> JudgeVoid(const v1::Envelope& envelope, const Agreement& agreement,
                                     store::Snapshot& tx) {
  ASSIGN_OR_RETURN(
      const v1::Void promise,
      OpenStatementBy<v1::Void>(
          envelope, [&](const v1::Void& claimed) -> absl::StatusOr<crypto::VerifyingKey> {
            const int index = agreement.TrusteeIndex(claimed.trustee());
            if (index != 2 && index != 3) {
              return Refuse(v1::REASON_ROLE_REQUIRED, "only trustees 2 and 3 void an attempt");
            }
            return TrusteeKey(index, agreement);
          }));
  RETURN_IF_ERROR(CheckRunThere(promise, tx));
  return Facts<v1::Void>(envelope, AboutQuery(promise.query_digest()));
}

absl::StatusOr<EntryFacts> JudgeReleased(const v1::Envelope& envelope, const Agreement& agreement,
                                         store::Snapshot& tx) {
  ASSIGN_OR_RETURN(const crypto::VerifyingKey key, TrusteeKey(1, agreement));
  ASSIGN_OR_RETURN(const v1::Released released, OpenStatement<v1::Released>(envelope, key));
  RETURN_IF_ERROR(CheckRunThere(released, tx));
  return Facts<v1::Released>(envelope, AboutQuery(released.query_digest()));
}

absl::StatusOr<EntryFacts> JudgeRejection(const v1::Envelope& envelope,
                                          const Agreement& agreement) {
  ASSIGN_OR_RETURN(const crypto::VerifyingKey key, TrusteeKey(1, agreement));
  ASSIGN_OR_RETURN(const v1::Rejection rejection, OpenStatement<v1::Rejection>(envelope, key));
  return Facts<v1::Rejection>(envelope, AboutPerson(rejection.person()));
}

}  // namespace

absl::StatusOr<EntryFacts> JudgeEntry(const v1::Envelope& envelope, const Agreement& agreement,
                                      store::Snapshot& tx) {
  if (IsStatement<v1::Query>(envelope)) return JudgeQuery(envelope, agreement);
  if (IsStatement<v1::Approval>(envelope)) return JudgeApproval(envelope, agreement, tx);
  if (IsStatement<v1::Refusal>(envelope)) return JudgeRefusal(envelope, agreement, tx);
  if (IsStatement<v1::Revocation>(envelope)) return JudgeRevocation(envelope, agreement, tx);
  if (IsStatement<v1::Suspension>(envelope)) return JudgeSuspension(envelope, agreement, tx);
  if (IsStatement<v1::Run>(envelope)) return JudgeRun(envelope, agreement, tx);
  if (IsStatement<v1::Void>(envelope)) return JudgeVoid(envelope, agreement, tx);
  if (IsStatement<v1::Released>(envelope)) return JudgeReleased(envelope, agreement, tx);
  if (IsStatement<v1::Rejection>(envelope)) return JudgeRejection(envelope, agreement);
  return ReasonedError(
      absl::StatusCode::kInvalidArgument, v1::REASON_STATEMENT_MALFORMED,
      absl::StrCat("a statement of the type '",
                   absl::CHexEscape(envelope.payload_type().substr(0, 80)),
                   "' has no place on the register: is this program of an older version?"));
}

}  // namespace ginnel::governance
