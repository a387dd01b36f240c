// SPDX-License-Identifier: Apache-2.0
#include "node/review/reviewer.h"

#include "absl/strings/str_cat.h"
#include "governance/refuse.h"

namespace ginnel::node {

absl::Status CheckReviewer(const Principal& caller, const std::string& member,
                           const governance::Agreement& agreement) {
  if (caller.kind != Principal::Kind::kPerson) {
    return governance::Refuse(v1::REASON_ROLE_REQUIRED,
                              "a review card is for people: give the key of an IG lead");
  }
  // The party as a whole, never the organisation behind it: a trustee's people are not the
  // member's.
  if (agreement.FindMember(member) == nullptr || agreement.PartyOf(caller.id) != member) {
    return governance::Refuse(
        v1::REASON_APPROVER_NOT_ENTITLED,
        absl::StrCat("this node shows its review cards to people of ", member, " only"));
  }
  if (agreement.HasRole(caller.id, v1::ROLE_IG_LEAD) ||
      agreement.HasRole(caller.id, v1::ROLE_IG_DEPUTY)) {
    return absl::OkStatus();
  }
  return governance::Refuse(
      v1::REASON_ROLE_REQUIRED,
      absl::StrCat("'", caller.id, "' is neither IG lead nor IG deputy of ", member));
}

}  // namespace ginnel::node
