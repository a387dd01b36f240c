// SPDX-License-Identifier: Apache-2.0
#include "governance/decision.h"

#include <algorithm>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/calendar.h"
#include "base/status.h"
#include "governance/coverage.h"
#include "governance/entitlement.h"
#include "governance/identifier.h"
#include "governance/mandate.h"
#include "governance/panel.h"
#include "governance/refuse.h"
#include "governance/statement.h"

namespace ginnel::governance {
namespace {

// What every word on a query must say rightly, whether yes or no.
template <typename Statement>
absl::Status CheckSubject(const Statement& statement, const SubmittedQuery& query,
                          const Agreement& agreement) {
  if (statement.query_digest() != query.digest.ToHex()) {
    return Refuse(v1::REASON_APPROVAL_OTHER_QUERY,
                  absl::StrCat("the decision of ", statement.member(),
                               " is about another query: ", statement.query_digest()));
  }
  if (!agreement.Accepts(statement.agreement_digest())) {
    return Refuse(v1::REASON_AGREEMENT_MISMATCH,
                  absl::StrCat("the decision of ", statement.member(),
                               " was given under another version of the agreement"));
  }
  return absl::OkStatus();
}

// Keys are unique within an agreement, so comparing persons compares keys.
absl::Status CheckIndependence(const v1::Approval& approval, const v1::Query& query,
                               const Agreement& agreement) {
  if (approval.approver() == query.author()) {
    return Refuse(v1::REASON_AUTHOR_APPROVED,
                  absl::StrCat(query.author(), " wrote the query and may not approve it"));
  }
  // Of the name itself: an author who has left the agreement still has an organisation.
  ASSIGN_OR_RETURN(const PersonName author, ParsePersonId(query.author()));
  const std::string own = agreement.OrganisationOf(author.party);
  const bool only_own = std::all_of(
      approval.members().begin(), approval.members().end(),
      [&](const std::string& member) { return agreement.OrganisationOf(member) == own; });
  if (only_own) {
    return Refuse(v1::REASON_AUTHOR_APPROVED,
                  "a query may not be approved by people of its author's organisation alone");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<v1::Sector>> SectorsOf(const v1::Approval& approval,
                                                  const v1::Query& query) {
  std::vector<v1::Sector> sectors;
  for (const int sector : approval.sectors()) sectors.push_back(static_cast<v1::Sector>(sector));
  const std::set<v1::Sector> distinct(sectors.begin(), sectors.end());
  const std::vector<v1::Sector> asked = SectorsAskedFor(query);
  const bool as_asked = asked.empty() || asked == sectors;
  if (sectors.empty() || distinct.size() != sectors.size() || !as_asked) {
    return Refuse(
        v1::REASON_APPROVAL_OTHER_QUERY,
        absl::StrCat("the approval of ", approval.member(), " names other sectors than the query"));
  }
  return sectors;
}

// The members that the approval itself means, by its sectors and the query.
absl::StatusOr<Coverage> CoverageOf(const v1::Approval& approval, const v1::Query& query,
                                    const Agreement& agreement) {
  ASSIGN_OR_RETURN(const std::vector<v1::Sector> sectors, SectorsOf(approval, query));
  ASSIGN_OR_RETURN(const std::vector<std::string> roster, ResolveRoster(query, sectors, agreement));
  return ResolveCoverage(query, roster);
}

absl::Status CheckRoster(const v1::Approval& approval, const Coverage& coverage,
                         const Agreement& agreement) {
  const std::vector<std::string>& roster = coverage.members;
  if (!std::equal(roster.begin(), roster.end(), approval.members().begin(),
                  approval.members().end())) {
    return Refuse(v1::REASON_ROSTER_MISMATCH,
                  absl::StrCat("the approval of ", approval.member(), " names the members ",
                               absl::StrJoin(approval.members(), ", "), " where the query means ",
                               absl::StrJoin(roster, ", ")));
  }
  if (std::find(roster.begin(), roster.end(), approval.member()) == roster.end()) {
    return Refuse(v1::REASON_ROSTER_MISMATCH,
                  absl::StrCat(approval.member(), " is not a member of the query"));
  }
  if (!std::equal(coverage.optional.begin(), coverage.optional.end(), approval.optional().begin(),
                  approval.optional().end()) ||
      approval.coverage() != coverage.stated()) {
    return Refuse(v1::REASON_ROSTER_MISMATCH,
                  absl::StrCat("the approval of ", approval.member(),
                               " lets other members be away than the query does"));
  }
  const bool few = IsAttributable(coverage, approval.sectors_size(), agreement);
  if (approval.attributable() != few) {
    return Refuse(
        v1::REASON_APPROVAL_OTHER_QUERY,
        absl::StrCat("the approval of ", approval.member(), few ? " does not say" : " says",
                     " that cells are attributable to few members"));
  }
  return absl::OkStatus();
}

absl::Status CheckTerms(const v1::Approval& approval, const v1::Query& query) {
  if (approval.profile() != query.profile()) {
    return Refuse(
        v1::REASON_APPROVAL_OTHER_QUERY,
        absl::StrCat("the approval of ", approval.member(), " is for the profile '",
                     approval.profile(), "', the query asks for '", query.profile(), "'"));
  }
  // The query itself asks for no more than the agreement allows (submitted_query.h).
  if (approval.max_runs() == 0 || approval.max_runs() > RunsAskedFor(query)) {
    return Refuse(
        v1::REASON_APPROVAL_OTHER_QUERY,
        absl::StrCat("the approval of ", approval.member(), " is for ", approval.max_runs(),
                     " runs, the query asks for ", RunsAskedFor(query)));
  }
  return absl::OkStatus();
}

absl::Status CheckTime(const v1::Approval& approval, const Agreement& agreement, absl::Time now) {
  const absl::StatusOr<absl::Time> given = ParseRfc3339(approval.given_at());
  const absl::StatusOr<absl::Time> end = ParseRfc3339(approval.not_after());
  if (!given.ok() || !end.ok()) {
    return ReasonedError(absl::StatusCode::kInvalidArgument, v1::REASON_STATEMENT_MALFORMED,
                         "given_at and not_after of an approval must be RFC 3339 times in UTC");
  }
  if (*given > now + kMaxClockSkew) {
    return Refuse(v1::REASON_CLOCK_SKEW,
                  absl::StrCat("the approval of ", approval.member(), " was given at ",
                               approval.given_at(), ", which has not come yet: check both clocks"));
  }
  if (now >= *end) {
    return Refuse(v1::REASON_APPROVAL_EXPIRED, absl::StrCat("the approval of ", approval.member(),
                                                            " expired at ", approval.not_after()));
  }
  const uint32_t most = agreement.constitution().floors().max_approval_days();
  if (*end - *given > absl::Hours(24) * most) {
    return Refuse(v1::REASON_APPROVAL_EXPIRED, absl::StrCat("the approval of ", approval.member(),
                                                            " would live longer than the ", most,
                                                            " days that the agreement allows"));
  }
  return absl::OkStatus();
}

// Whose key signs the approval: a lead's of the member, or of the panel that speaks for it.
absl::StatusOr<crypto::VerifyingKey> ApproverKey(const v1::Approval& approval,
                                                 const Agreement& agreement,
                                                 const RunRegister* held) {
  if (approval.delegation_digest().empty()) {
    return LeadKey(approval.approver(), approval.member(), agreement);
  }
  if (held == nullptr) {
    return Refuse(v1::REASON_APPROVER_NOT_ENTITLED, "there is no register to find delegations in");
  }
  ASSIGN_OR_RETURN(const v1::Delegation delegation,
                   held->DelegationOf(approval.delegation_digest()));
  const v1::Panel* panel = FindPanel(agreement.constitution(), delegation.panel());
  if (panel == nullptr || delegation.member() != approval.member()) {
    return Refuse(v1::REASON_APPROVER_NOT_ENTITLED,
                  absl::StrCat("the delegation ", approval.delegation_digest(), " is not of ",
                               approval.member(), ", or its panel is no more"));
  }
  return PanelKey(approval.approver(), *panel, agreement);
}

// A panel decides on the queries that were delegated to it, and on no other.
absl::Status CheckDelegated(const v1::Approval& approval, const SubmittedQuery& query,
                            const Coverage& coverage, const Agreement& agreement,
                            const RunRegister* held, absl::Time now) {
  if (approval.delegation_digest().empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const v1::Delegation delegation,
                   held->DelegationOf(approval.delegation_digest()));
  return CheckDelegationCovers(delegation, query, coverage, agreement, approval.agreement_digest(),
                               now);
}

absl::StatusOr<v1::Refusal> VerifyRefusal(const v1::Envelope& envelope, const SubmittedQuery& query,
                                          const Agreement& agreement) {
  ASSIGN_OR_RETURN(const v1::Refusal refusal,
                   OpenStatementBy<v1::Refusal>(envelope, [&](const v1::Refusal& claimed) {
                     return LeadKey(claimed.person(), claimed.member(), agreement);
                   }));
  RETURN_IF_ERROR(CheckSubject(refusal, query, agreement));
  const auto& named = query.query.members();
  const bool asked = (named.size() == 1 && named.Get(0) == "all") ||
                     std::find(named.begin(), named.end(), refusal.member()) != named.end();
  if (!asked)
    return Refuse(v1::REASON_ROSTER_MISMATCH,
                  absl::StrCat(refusal.member(), " is not a member of the query"));
  return refusal;
}

}  // namespace

absl::Status CheckSaidBy(const std::string& given_at, absl::Time now) {
  const absl::StatusOr<absl::Time> given = ParseRfc3339(given_at);
  if (!given.ok()) {
    return ReasonedError(absl::StatusCode::kInvalidArgument, v1::REASON_STATEMENT_MALFORMED,
                         "given_at must be an RFC 3339 time in UTC");
  }
  if (*given <= now + kMaxClockSkew) return absl::OkStatus();
  return Refuse(v1::REASON_CLOCK_SKEW,
                absl::StrCat("this was said at ", given_at, ", and here it is ", ToRfc3339(now),
                             ": check both clocks"));
}

absl::StatusOr<v1::Approval> VerifyApproval(const v1::Envelope& envelope,
                                            const SubmittedQuery& query, const Agreement& agreement,
                                            const Clock& clock, const RunRegister* held) {
  ASSIGN_OR_RETURN(const v1::Approval approval,
                   OpenOrHeld<v1::Approval>(envelope, held, [&](const v1::Approval& claimed) {
                     return ApproverKey(claimed, agreement, held);
                   }));
  RETURN_IF_ERROR(CheckSubject(approval, query, agreement));
  ASSIGN_OR_RETURN(const Coverage coverage, CoverageOf(approval, query.query, agreement));
  RETURN_IF_ERROR(CheckRoster(approval, coverage, agreement));
  RETURN_IF_ERROR(CheckDelegated(approval, query, coverage, agreement, held, clock.Now()));
  RETURN_IF_ERROR(CheckIndependence(approval, query.query, agreement));
  RETURN_IF_ERROR(CheckTerms(approval, query.query));
  if (approval.interest() == v1::INTEREST_UNSPECIFIED) {
    return ReasonedError(
        absl::StatusCode::kInvalidArgument, v1::REASON_STATEMENT_MALFORMED,
        "an approval declares the approver's interest, if only that there is none");
  }
  RETURN_IF_ERROR(CheckTime(approval, agreement, clock.Now()));
  return approval;
}

absl::StatusOr<Decision> VerifyDecision(const v1::Envelope& envelope, const SubmittedQuery& query,
                                        const Agreement& agreement, const Clock& clock,
                                        const RunRegister* held) {
  Decision decision;
  decision.digest = crypto::PayloadDigest(envelope);
  if (IsStatement<v1::Refusal>(envelope)) {
    ASSIGN_OR_RETURN(const v1::Refusal refusal, VerifyRefusal(envelope, query, agreement));
    decision.member = refusal.member();
    decision.person = refusal.person();
    decision.remark_digest = refusal.remark_digest();
    return decision;
  }
  ASSIGN_OR_RETURN(decision.approval, VerifyApproval(envelope, query, agreement, clock, held));
  decision.approved = true;
  decision.member = decision.approval.member();
  decision.person = decision.approval.approver();
  decision.remark_digest = decision.approval.remark_digest();
  return decision;
}

}  // namespace ginnel::governance
