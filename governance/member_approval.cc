// SPDX-License-Identifier: Apache-2.0
#include "governance/member_approval.h"

#include <algorithm>
#include <optional>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status.h"
#include "governance/decision.h"
#include "governance/entitlement.h"
#include "governance/identifier.h"
#include "governance/mandate.h"
#include "governance/panel.h"
#include "governance/refuse.h"
#include "governance/statement.h"

namespace ginnel::governance {
namespace {

absl::Status AgainstPolicy(const std::string& member, std::string why) {
  return Refuse(v1::REASON_MEMBER_POLICY,
                absl::StrCat("the policy of ", member, " does not allow it: ", why));
}

absl::Status CheckPolicy(const v1::Policy& policy, const std::string& member,
                         const v1::Query& query, size_t takes_part,
                         const ApprovalContext& context) {
  if (takes_part < policy.minimum_members()) {
    return AgainstPolicy(member,
                         absl::StrCat("it takes part with ", policy.minimum_members(),
                                      " members or more, and here there may be ", takes_part));
  }
  if (policy.profile().empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const uint32_t floor, context.threshold_of(policy.profile()));
  const absl::StatusOr<uint32_t> asked = context.threshold_of(query.profile());
  if (asked.ok() && *asked >= floor) return absl::OkStatus();
  return AgainstPolicy(member, absl::StrCat("its loosest disclosure profile is '", policy.profile(),
                                            "', and the query asks for '", query.profile(), "'"));
}

absl::StatusOr<MemberApproval> VerifyStanding(const std::string& member,
                                              const v1::Envelope& envelope,
                                              const SubmittedQuery& query, const v1::Policy& policy,
                                              const ApprovalContext& context) {
  ASSIGN_OR_RETURN(const v1::StandingApproval standing,
                   OpenOrHeld<v1::StandingApproval>(
                       envelope, &context.on, [&](const v1::StandingApproval& claimed) {
                         return MandateKey(claimed.approver(), claimed.member(), context.agreement);
                       }));
  if (standing.member() != member) {
    return Refuse(
        v1::REASON_APPROVER_NOT_ENTITLED,
        absl::StrCat("the standing approval is of ", standing.member(), ", not of ", member));
  }
  if (policy.mode() != v1::NODE_MODE_STANDING) {
    return AgainstPolicy(member, "it decides on every query on its own");
  }
  std::vector<v1::Sector> sectors = SectorsAskedFor(query.query);
  ASSIGN_OR_RETURN(const std::vector<std::string> members,
                   ResolveRoster(query.query, sectors, context.agreement));
  ASSIGN_OR_RETURN(const Coverage coverage, ResolveCoverage(query.query, members));
  RETURN_IF_ERROR(
      CheckStandingCovers(standing, query, coverage, context.agreement, context.clock.Now()));
  MemberApproval approval;
  approval.max_runs = 1;
  approval.sectors = std::move(sectors);
  approval.attributable = standing.attributable();
  approval.standing = true;
  return approval;
}

// How many people must have approved, and whether they have.
absl::Status CheckEnough(const std::set<std::string>& approvers, const v1::Approval& one,
                         const v1::Policy& policy, const ApprovalContext& context,
                         MemberApproval& approval) {
  if (!one.delegation_digest().empty()) {
    ASSIGN_OR_RETURN(const v1::Delegation delegation,
                     context.on.DelegationOf(one.delegation_digest()));
    const v1::Panel* panel = FindPanel(context.agreement.constitution(), delegation.panel());
    if (panel == nullptr) return Refuse(v1::REASON_APPROVER_NOT_ENTITLED, "the panel is no more");
    approval.panel = panel->id();
    RETURN_IF_ERROR(CheckQuorum(approvers, *panel, context.agreement));
  }
  const size_t wanted = std::max<uint32_t>(policy.approvers(), 1);
  if (approvers.size() >= wanted) return absl::OkStatus();
  return Refuse(v1::REASON_APPROVAL_MISSING,
                absl::StrCat("the policy of ", one.member(), " wants ", wanted,
                             " people to approve, and so far there is ", approvers.size()));
}

absl::Status CheckAlike(const v1::Approval& one, const v1::Approval& other) {
  if (one.delegation_digest() == other.delegation_digest() &&
      std::equal(one.sectors().begin(), one.sectors().end(), other.sectors().begin(),
                 other.sectors().end())) {
    return absl::OkStatus();
  }
  return Refuse(v1::REASON_APPROVAL_OTHER_QUERY,
                absl::StrCat("the approvals for ", one.member(),
                             " do not go together: own leads and a panel, or other sectors"));
}

// Whatever the members are, those who take part are not all of the author's organisation.
absl::Status CheckNotAlone(const std::vector<std::string>& roster, const v1::Query& query,
                           const Agreement& agreement) {
  ASSIGN_OR_RETURN(const PersonName author, ParsePersonId(query.author()));
  const std::string own = agreement.OrganisationOf(author.party);
  const bool alone = std::all_of(roster.begin(), roster.end(), [&](const std::string& member) {
    return agreement.OrganisationOf(member) == own;
  });
  if (!alone) return absl::OkStatus();
  return Refuse(v1::REASON_AUTHOR_APPROVED,
                "a query may not run over its author's organisation alone");
}

absl::Status CheckGoAhead(const std::string& member, const SubmittedQuery& query,
                          const ApprovalContext& context) {
  ASSIGN_OR_RETURN(const v1::Policy policy, context.on.PolicyOf(member));
  if (policy.mode() != v1::NODE_MODE_HOLD) return absl::OkStatus();
  return context.on.GoAheadOf(query.digest.ToHex(), member).status();
}

}  // namespace

std::string ClaimedMember(const v1::Envelope& word) {
  if (IsStatement<v1::StandingApproval>(word)) {
    const auto standing = ReadUnverifiedStatement<v1::StandingApproval>(word);
    return standing.ok() ? standing->member() : "";
  }
  if (IsStatement<v1::Refusal>(word)) {
    const auto refusal = ReadUnverifiedStatement<v1::Refusal>(word);
    return refusal.ok() ? refusal->member() : "";
  }
  const auto approval = ReadUnverifiedStatement<v1::Approval>(word);
  return approval.ok() ? approval->member() : "";
}

absl::StatusOr<MemberApproval> VerifyMemberApproval(const std::string& member,
                                                    const std::vector<v1::Envelope>& given,
                                                    const SubmittedQuery& query, size_t takes_part,
                                                    const ApprovalContext& context) {
  if (given.empty()) {
    return Refuse(v1::REASON_APPROVAL_MISSING, absl::StrCat(member, " has not approved"));
  }
  ASSIGN_OR_RETURN(const v1::Policy policy, context.on.PolicyOf(member));
  RETURN_IF_ERROR(CheckPolicy(policy, member, query.query, takes_part, context));
  if (given.size() == 1 && IsStatement<v1::StandingApproval>(given[0])) {
    return VerifyStanding(member, given[0], query, policy, context);
  }
  MemberApproval result;
  std::set<std::string> approvers;
  std::optional<v1::Approval> first;
  for (const v1::Envelope& envelope : given) {
    ASSIGN_OR_RETURN(const v1::Approval approval, VerifyApproval(envelope, query, context.agreement,
                                                                 context.clock, &context.on));
    if (approval.member() != member) {
      return Refuse(
          v1::REASON_APPROVER_NOT_ENTITLED,
          absl::StrCat("an approval is on behalf of ", approval.member(), ", not of ", member));
    }
    if (!approvers.insert(approval.approver()).second) {
      return Refuse(v1::REASON_APPROVAL_MISSING,
                    absl::StrCat(approval.approver(), " approved twice, and counts once"));
    }
    if (!first) {
      first = approval;
      result.max_runs = approval.max_runs();
      for (const int each : approval.sectors()) {
        result.sectors.push_back(static_cast<v1::Sector>(each));
      }
      result.attributable = approval.attributable();
    }
    RETURN_IF_ERROR(CheckAlike(*first, approval));
    result.max_runs = std::min(result.max_runs, approval.max_runs());
  }
  RETURN_IF_ERROR(CheckEnough(approvers, *first, policy, context, result));
  return result;
}

absl::StatusOr<std::vector<MemberApproval>> VerifyRosterApprovals(
    const std::vector<std::string>& roster, const std::vector<v1::Envelope>& approvals,
    const SubmittedQuery& query, const ApprovalContext& context) {
  if (roster.empty()) return Refuse(v1::REASON_APPROVAL_MISSING, "the roster is empty");
  std::vector<MemberApproval> result;
  size_t at = 0;
  for (const std::string& member : roster) {
    std::vector<v1::Envelope> given;
    // What speaks for nobody is refused by what it is, with the member at whose place it stands.
    while (at < approvals.size() &&
           (ClaimedMember(approvals[at]) == member || ClaimedMember(approvals[at]).empty())) {
      given.push_back(approvals[at++]);
    }
    if (given.empty() && at < approvals.size()) {
      return Refuse(v1::REASON_APPROVER_NOT_ENTITLED,
                    absl::StrCat("approval ", at + 1, " is on behalf of ",
                                 ClaimedMember(approvals[at]), ", not of ", member));
    }
    ASSIGN_OR_RETURN(MemberApproval each,
                     VerifyMemberApproval(member, given, query, roster.size(), context));
    if (!result.empty() && each.sectors != result.front().sectors) {
      return Refuse(v1::REASON_APPROVAL_OTHER_QUERY,
                    absl::StrCat(member, " approved other sectors than ", roster.front()));
    }
    RETURN_IF_ERROR(CheckGoAhead(member, query, context));
    result.push_back(std::move(each));
  }
  if (at != approvals.size()) {
    const std::string whose = ClaimedMember(approvals[at]);
    return Refuse(
        v1::REASON_APPROVER_NOT_ENTITLED,
        absl::StrCat("approval ", at + 1, " is on behalf of ", whose.empty() ? "nobody" : whose,
                     ", where the roster has nobody more, or somebody else"));
  }
  ASSIGN_OR_RETURN(const std::vector<std::string> members,
                   ResolveRoster(query.query, result.front().sectors, context.agreement));
  ASSIGN_OR_RETURN(const Coverage coverage, ResolveCoverage(query.query, members));
  RETURN_IF_ERROR(CheckCovers(roster, coverage));
  RETURN_IF_ERROR(CheckNotAlone(roster, query.query, context.agreement));
  return result;
}

}  // namespace ginnel::governance
