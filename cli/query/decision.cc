// SPDX-License-Identifier: Apache-2.0
#include "cli/query/decision.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/calendar.h"
#include "base/status.h"
#include "crypto/dsse.h"
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

absl::StatusOr<v1::Envelope> SignApproval(const Person& person, const PlannedQuery& planned,
                                          const std::string& digest, v1::Interest interest,
                                          const v1::Remark& remark, const Clock& clock) {
  ASSIGN_OR_RETURN(const std::string member, MemberOf(person));
  ASSIGN_OR_RETURN(const crypto::SigningKey key, person.SigningKey());
  const v1::Floors& floors = person.agreement->constitution().floors();
  v1::Approval approval;
  approval.set_query_digest(digest);
  approval.set_agreement_digest(person.agreement->digest().ToHex());
  approval.set_member(member);
  approval.set_approver(person.config.person());
  for (const std::string& id : planned.roster) approval.add_members(id);
  for (v1::Sector sector : planned.plan.sectors) approval.add_sectors(sector);
  const uint32_t minimum = floors.minimum_members() == 0 ? 3 : floors.minimum_members();
  approval.set_attributable(planned.roster.size() < minimum);
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
