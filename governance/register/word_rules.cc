// SPDX-License-Identifier: Apache-2.0
#include "governance/register/word_rules.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "governance/entitlement.h"
#include "governance/panel.h"
#include "governance/refuse.h"
#include "governance/register/entry_facts.h"
#include "governance/register/register_query.h"

namespace ginnel::governance {
namespace {

// An approval that was held back does not come after its member's refusal, or after an approval of
// that member was taken back.
absl::Status CheckNewest(const v1::Approval& approval, store::Snapshot& tx) {
  ASSIGN_OR_RETURN(const absl::Time at, ParseGivenAt(approval.given_at()));
  const std::string subject = AboutQuery(approval.query_digest());
  const auto newer = [&](const std::string& said) -> absl::Status {
    ASSIGN_OR_RETURN(const absl::Time time, ParseGivenAt(said));
    return at >= time ? absl::OkStatus() : OutdatedWord(approval.given_at(), said);
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

// Whose key signs it: a lead's of the member, or of the panel that speaks for it. Whether the
// delegation covers the query is for the verifier, which has a clock.
absl::StatusOr<crypto::VerifyingKey> ApproverKey(const v1::Approval& approval,
                                                 const Agreement& agreement, store::Snapshot& tx) {
  if (approval.delegation_digest().empty()) {
    return LeadKey(approval.approver(), approval.member(), agreement);
  }
  ASSIGN_OR_RETURN(const v1::Delegation delegation,
                   StandingDelegation(tx, approval.delegation_digest()));
  const v1::Panel* panel = FindPanel(agreement.constitution(), delegation.panel());
  if (panel == nullptr || delegation.member() != approval.member()) {
    return Refuse(v1::REASON_APPROVER_NOT_ENTITLED,
                  absl::StrCat("the delegation ", approval.delegation_digest(), " is not of ",
                               approval.member(), ", or its panel is no more"));
  }
  return PanelKey(approval.approver(), *panel, agreement);
}

// What is taken back is of the very member whose lead takes it back, and of the query that it says.
absl::Status CheckOwn(const v1::Revocation& revocation, store::Snapshot& tx) {
  const std::string& digest = revocation.approval_digest();
  std::string member;
  std::string query;
  const absl::StatusOr<v1::Approval> approval = OnRegister<v1::Approval>(tx, digest);
  if (approval.ok()) {
    member = approval->member();
    query = approval->query_digest();
  } else if (const auto standing = OnRegister<v1::StandingApproval>(tx, digest); standing.ok()) {
    member = standing->member();
  } else if (const auto delegation = OnRegister<v1::Delegation>(tx, digest); delegation.ok()) {
    member = delegation->member();
  } else {
    return approval.status();
  }
  if (member == revocation.member() && query == revocation.query_digest()) return absl::OkStatus();
  return Refuse(v1::REASON_APPROVER_NOT_ENTITLED,
                absl::StrCat("it is of ", member, " and not of ", revocation.member(),
                             ", or of another query: a member takes back its own approvals, "
                             "standing approvals and delegations only"));
}

}  // namespace

absl::StatusOr<EntryFacts> JudgeApproval(const v1::Envelope& envelope, const Agreement& agreement,
                                         store::Snapshot& tx) {
  ASSIGN_OR_RETURN(const v1::Approval approval,
                   OpenStatementBy<v1::Approval>(envelope, [&](const v1::Approval& claimed) {
                     return ApproverKey(claimed, agreement, tx);
                   }));
  RETURN_IF_ERROR(OnRegister<v1::Query>(tx, approval.query_digest()).status());
  RETURN_IF_ERROR(CheckNewest(approval, tx));
  return FactsOf<v1::Approval>(envelope, AboutQuery(approval.query_digest()));
}

absl::StatusOr<EntryFacts> JudgeRefusal(const v1::Envelope& envelope, const Agreement& agreement,
                                        store::Snapshot& tx) {
  ASSIGN_OR_RETURN(const v1::Refusal refusal,
                   OpenStatementBy<v1::Refusal>(envelope, [&](const v1::Refusal& claimed) {
                     return LeadKey(claimed.person(), claimed.member(), agreement);
                   }));
  RETURN_IF_ERROR(OnRegister<v1::Query>(tx, refusal.query_digest()).status());
  RETURN_IF_ERROR(ParseGivenAt(refusal.given_at()).status());
  return FactsOf<v1::Refusal>(envelope, AboutQuery(refusal.query_digest()));
}

absl::StatusOr<EntryFacts> JudgeRevocation(const v1::Envelope& envelope, const Agreement& agreement,
                                           store::Snapshot& tx) {
  ASSIGN_OR_RETURN(const v1::Revocation revocation,
                   OpenStatementBy<v1::Revocation>(envelope, [&](const v1::Revocation& claimed) {
                     return LeadKey(claimed.person(), claimed.member(), agreement);
                   }));
  RETURN_IF_ERROR(CheckOwn(revocation, tx));
  RETURN_IF_ERROR(ParseGivenAt(revocation.given_at()).status());
  ASSIGN_OR_RETURN(const bool revoked, IsRevoked(tx, revocation.approval_digest()));
  if (revoked) {
    return ReasonedError(absl::StatusCode::kFailedPrecondition, v1::REASON_WRONG_STATE,
                         "this was taken back before");
  }
  return FactsOf<v1::Revocation>(envelope, AboutApproval(revocation.approval_digest()));
}

absl::StatusOr<EntryFacts> JudgeGoAhead(const v1::Envelope& envelope, const Agreement& agreement,
                                        store::Snapshot& tx) {
  ASSIGN_OR_RETURN(const v1::GoAhead word,
                   OpenStatementBy<v1::GoAhead>(envelope, [&](const v1::GoAhead& claimed) {
                     return LeadKey(claimed.person(), claimed.member(), agreement);
                   }));
  RETURN_IF_ERROR(OnRegister<v1::Query>(tx, word.query_digest()).status());
  ASSIGN_OR_RETURN(const absl::Time at, ParseGivenAt(word.given_at()));
  RETURN_IF_ERROR(ParseGivenAt(word.loaded_at()).status());
  RETURN_IF_ERROR(ReadStatementsAbout<v1::GoAhead>(
      tx, AboutQuery(word.query_digest()),
      [&](uint64_t, const v1::GoAhead& earlier) -> absl::Status {
        if (earlier.member() != word.member()) return absl::OkStatus();
        ASSIGN_OR_RETURN(const absl::Time before, ParseGivenAt(earlier.given_at()));
        return at >= before ? absl::OkStatus() : OutdatedWord(word.given_at(), earlier.given_at());
      }));
  return FactsOf<v1::GoAhead>(envelope, AboutQuery(word.query_digest()));
}

}  // namespace ginnel::governance
