// SPDX-License-Identifier: Apache-2.0
#include "governance/entitlement.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "governance/linkage.h"
#include "governance/refuse.h"

namespace ginnel::governance {

absl::StatusOr<crypto::VerifyingKey> LeadKey(const std::string& person, const std::string& member,
                                             const Agreement& agreement) {
  const bool entitled =
      agreement.HasRole(person, v1::ROLE_IG_LEAD) || agreement.HasRole(person, v1::ROLE_IG_DEPUTY);
  if (agreement.FindMember(member) == nullptr || agreement.PartyOf(person) != member || !entitled) {
    return Refuse(
        v1::REASON_APPROVER_NOT_ENTITLED,
        absl::StrCat("'", person, "' is no IG lead or deputy of the member '", member, "'"));
  }
  return agreement.SigningKeyOf(person);
}

absl::StatusOr<crypto::VerifyingKey> MandateKey(const std::string& person,
                                                const std::string& member,
                                                const Agreement& agreement) {
  if (agreement.FindMember(member) == nullptr || agreement.PartyOf(person) != member ||
      !agreement.HasRole(person, v1::ROLE_IG_LEAD)) {
    const bool deputy = agreement.HasRole(person, v1::ROLE_IG_DEPUTY);
    return Refuse(v1::REASON_APPROVER_NOT_ENTITLED,
                  absl::StrCat("'", person, "' is no IG lead of the member '", member, "'",
                               deputy ? ": a deputy decides on single queries only" : ""));
  }
  return agreement.SigningKeyOf(person);
}

absl::StatusOr<crypto::VerifyingKey> SuspenderKey(const std::string& person,
                                                  const std::string& party,
                                                  const Agreement& agreement) {
  const bool entitled = agreement.HasRole(person, v1::ROLE_IG_LEAD) ||
                        agreement.HasRole(person, v1::ROLE_IG_DEPUTY) ||
                        agreement.HasRole(person, v1::ROLE_IT_ADMIN);
  if (party.empty() || agreement.PartyOf(person) != party || !entitled) {
    return Refuse(v1::REASON_APPROVER_NOT_ENTITLED,
                  absl::StrCat("'", person, "' is no IG lead, deputy or IT admin of the party '",
                               party, "'"));
  }
  return agreement.SigningKeyOf(person);
}

absl::StatusOr<crypto::VerifyingKey> EpochStarterKey(const std::string& person,
                                                     const Agreement& agreement) {
  const std::vector<std::string> members = LinkageMembers(agreement.constitution());
  if (members.empty()) {
    return ReasonedError(absl::StatusCode::kFailedPrecondition, v1::REASON_WRONG_STATE,
                         "the agreement has no `linkage`, so there are no epochs: a next version "
                         "of the constitution names whose nodes share the spine");
  }
  const std::string party = agreement.PartyOf(person);
  const v1::Member* member = agreement.FindMember(party);
  const bool entitled =
      agreement.HasRole(person, v1::ROLE_IG_LEAD) || agreement.HasRole(person, v1::ROLE_IT_ADMIN);
  if (member == nullptr || member->kind() != v1::MEMBER_KIND_FULL || !entitled ||
      std::find(members.begin(), members.end(), party) == members.end()) {
    return Refuse(v1::REASON_ROLE_REQUIRED,
                  absl::StrCat("'", person,
                               "' is no IG lead or IT admin of a full member that takes part in "
                               "linkage: such a person starts an epoch"));
  }
  return agreement.SigningKeyOf(person);
}

absl::StatusOr<crypto::VerifyingKey> TopUpKey(const std::string& person, const std::string& member,
                                              const Agreement& agreement) {
  const std::string party = agreement.PartyOf(person);
  const v1::Member* const own = agreement.FindMember(party);
  if (agreement.FindMember(member) == nullptr) {
    return Refuse(v1::REASON_ROLE_REQUIRED, absl::StrCat("'", member, "' is no member"));
  }
  if (own == nullptr || party == member || own->kind() != v1::MEMBER_KIND_FULL ||
      !agreement.HasRole(person, v1::ROLE_IG_LEAD)) {
    return Refuse(v1::REASON_ROLE_REQUIRED,
                  absl::StrCat("'", person, "' is no IG lead of a full member other than '", member,
                               "': such a person lets a member's node have more pseudonyms"));
  }
  return agreement.SigningKeyOf(person);
}

absl::StatusOr<crypto::VerifyingKey> TrusteeKey(int index, const Agreement& agreement) {
  return crypto::VerifyingKey::FromHex(agreement.trustee(index).signing_key());
}

absl::StatusOr<crypto::VerifyingKey> AnalystKey(const std::string& person,
                                                const Agreement& agreement) {
  if (!agreement.HasRole(person, v1::ROLE_ANALYST)) {
    return Refuse(v1::REASON_ROLE_REQUIRED,
                  absl::StrCat("author '", person, "' is no analyst of the agreement"));
  }
  return agreement.SigningKeyOf(person);
}

}  // namespace ginnel::governance
