// SPDX-License-Identifier: Apache-2.0
#include "cli/query/decision.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/calendar.h"
#include "base/status.h"
#include "crypto/dsse.h"
#include "governance/mandate.h"
#include "governance/remark.h"
#include "governance/statement.h"
#include "governance/submitted_query.h"

namespace ginnel::cli {
namespace {

absl::StatusOr<std::string> MemberOf(const Person& person) {
  const std::string member = person.agreement->PartyOf(person.config.person());
  if (member.empty() || person.agreement->FindMember(member) == nullptr) {
    return absl::PermissionDeniedError(
        absl::StrCat(person.config.person(), " is not a person of any member in this agreement"));
  }
  return member;
}

}  // namespace

absl::StatusOr<std::vector<OnBehalf>> SpeaksFor(const Person& person,
                                                const v1::GetQueryResponse& found,
                                                const std::string& digest,
                                                const std::string& panel) {
  std::vector<OnBehalf> members;
  if (panel.empty()) {
    ASSIGN_OR_RETURN(const std::string member, MemberOf(person));
    members.push_back({member, ""});
    return members;
  }
  // For whom this person has decided, as one of a panel or as their lead.
  std::set<std::string> done;
  for (const v1::Envelope& decision : found.decisions()) {
    const auto approval = governance::ReadUnverifiedStatement<v1::Approval>(decision);
    if (approval.ok() && approval->query_digest() == digest &&
        approval->approver() == person.config.person()) {
      done.insert(approval->member());
    }
  }
  std::map<std::string, std::string> newest;  // delegation of each member
  for (const v1::Envelope& envelope : found.delegations()) {
    ASSIGN_OR_RETURN(const v1::Delegation delegation,
                     governance::ReadUnverifiedStatement<v1::Delegation>(envelope));
    if (delegation.panel() != panel || done.count(delegation.member()) != 0) continue;
    newest[delegation.member()] = crypto::PayloadDigest(envelope).ToHex();
  }
  for (const auto& [member, delegation] : newest) members.push_back({member, delegation});
  if (!members.empty()) return members;
  return absl::FailedPreconditionError(
      absl::StrCat("no member has delegated this query to the panel '", panel,
                   "', or you have approved it for all that did"));
}

std::string NamesOf(const std::vector<OnBehalf>& members) {
  return absl::StrJoin(members, ", ",
                       [](std::string* out, const OnBehalf& each) { out->append(each.member); });
}

absl::StatusOr<v1::Envelope> SignApproval(const Person& person, const PlannedQuery& planned,
                                          const std::string& digest, const OnBehalf& on_behalf,
                                          v1::Interest interest, const v1::Remark& remark,
                                          const Clock& clock) {
  ASSIGN_OR_RETURN(const crypto::SigningKey key, person.SigningKey());
  const v1::Floors& floors = person.agreement->constitution().floors();
  v1::Approval approval;
  approval.set_query_digest(digest);
  approval.set_agreement_digest(person.agreement->digest().ToHex());
  approval.set_member(on_behalf.member);
  approval.set_delegation_digest(on_behalf.delegation);
  approval.set_approver(person.config.person());
  for (const std::string& id : planned.roster) approval.add_members(id);
  for (v1::Sector sector : planned.plan.sectors) approval.add_sectors(sector);
  for (const std::string& id : planned.coverage.optional) approval.add_optional(id);
  approval.set_coverage(planned.coverage.stated());
  approval.set_attributable(
      governance::IsAttributable(planned.coverage, approval.sectors_size(), *person.agreement));
  approval.set_profile(planned.query.profile());
  approval.set_max_runs(governance::RunsAskedFor(planned.query));
  ASSIGN_OR_RETURN(const Day last, ParseDay(planned.query.not_after()));
  const absl::Time query_ends = absl::UnixEpoch() +
                                absl::Hours(24) * (static_cast<int64_t>(last.value) + 1) -
                                absl::Seconds(1);
  const absl::Time longest =
      floors.max_approval_days() == 0
          ? query_ends
          : clock.Now() + absl::Hours(24) * static_cast<int64_t>(floors.max_approval_days());
  approval.set_not_after(ToRfc3339(std::min(query_ends, longest)));
  approval.set_interest(interest);
  approval.set_remark_digest(governance::RemarkDigest(remark));
  approval.set_given_at(ToRfc3339(clock.Now()));
  return governance::SignStatement(approval, key);
}

absl::StatusOr<v1::Envelope> SignRefusal(const Person& person, const std::string& digest,
                                         const v1::Remark& remark, const Clock& clock) {
  ASSIGN_OR_RETURN(const std::string member, MemberOf(person));
  ASSIGN_OR_RETURN(const crypto::SigningKey key, person.SigningKey());
  v1::Refusal refusal;
  refusal.set_query_digest(digest);
  refusal.set_agreement_digest(person.agreement->digest().ToHex());
  refusal.set_member(member);
  refusal.set_person(person.config.person());
  refusal.set_remark_digest(governance::RemarkDigest(remark));
  refusal.set_given_at(ToRfc3339(clock.Now()));
  return governance::SignStatement(refusal, key);
}

absl::StatusOr<v1::Envelope> SignRevocation(const Person& person, const v1::Envelope& approval,
                                            const v1::Remark& remark, const Clock& clock) {
  ASSIGN_OR_RETURN(const std::string member, MemberOf(person));
  ASSIGN_OR_RETURN(const crypto::SigningKey key, person.SigningKey());
  ASSIGN_OR_RETURN(const v1::Approval approved,
                   governance::ReadUnverifiedStatement<v1::Approval>(approval));
  v1::Revocation revocation;
  revocation.set_approval_digest(crypto::PayloadDigest(approval).ToHex());
  revocation.set_query_digest(approved.query_digest());
  revocation.set_member(member);
  revocation.set_person(person.config.person());
  revocation.set_given_at(ToRfc3339(clock.Now()));
  revocation.set_remark_digest(governance::RemarkDigest(remark));
  return governance::SignStatement(revocation, key);
}

}  // namespace ginnel::cli
