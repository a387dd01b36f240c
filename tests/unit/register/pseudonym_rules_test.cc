// SPDX-License-Identifier: Apache-2.0
#include "governance/register/pseudonym_rules.h"

#include "governance/pseudonyms.h"
#include "tests/unit/register/register_room.h"

namespace ginnel::governance {
namespace {

// Each member of the sample expects 2,000 people, so that its node may have 4,000 pseudonyms.
class PseudonymRules : public RegisterRoom {
 protected:
  v1::Quota QuotaOf(uint64_t people, const std::string& trustee = "university",
                    const std::string& at = "2026-05-01T11:00:00Z") {
    v1::Quota quota;
    quota.set_trustee(trustee);
    quota.set_member("north");
    quota.set_key(*PseudonymisationKey(base_->constitution()));
    quota.set_people(people);
    quota.set_at(at);
    return quota;
  }
  v1::TopUp TopUpOf(uint64_t people, const std::string& person = "ig-lead@south", uint32_t n = 1) {
    v1::TopUp top_up;
    top_up.set_member("north");
    top_up.set_person(person);
    top_up.set_key(*PseudonymisationKey(base_->constitution()));
    top_up.set_people(people);
    top_up.set_n(n);
    top_up.set_given_at("2026-05-01T11:00:00Z");
    return top_up;
  }
  v1::Reason Say(const v1::Quota& quota) { return ReasonFor(Add(Sign(quota, quota.trustee()))); }
  v1::Reason Give(const v1::TopUp& top_up) { return ReasonFor(Add(Sign(top_up, top_up.person()))); }
  uint64_t Allowed(const std::string& member = "north") {
    uint64_t allowed = 0;
    EXPECT_TRUE(office()
                    .Read([&](store::Snapshot& tx) -> absl::Status {
                      ASSIGN_OR_RETURN(allowed, PseudonymsAllowed(tx, *base_, member));
                      return absl::OkStatus();
                    })
                    .ok());
    return allowed;
  }
};

TEST_F(PseudonymRules, ATrusteeStatesItsOwnCountInWholeThousandsAndOnlyUpwards) {
  EXPECT_EQ(Say(QuotaOf(1500)), v1::REASON_STATEMENT_MALFORMED);
  EXPECT_EQ(Say(QuotaOf(0)), v1::REASON_STATEMENT_MALFORMED);
  EXPECT_EQ(Say(QuotaOf(1'000'001'000)), v1::REASON_STATEMENT_MALFORMED);
  EXPECT_EQ(Say(QuotaOf(2000)), v1::REASON_UNSPECIFIED);
  const std::string later = "2026-05-01T12:00:00Z";
  EXPECT_EQ(Say(QuotaOf(1000, "university", later)), v1::REASON_STATEMENT_MALFORMED);
  EXPECT_EQ(Say(QuotaOf(1000, "office")), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(Say(QuotaOf(3000, "university", later)), v1::REASON_UNSPECIFIED);
}

TEST_F(PseudonymRules, ATrusteeSpeaksOfAMemberOnceInAnHour) {
  EXPECT_EQ(Say(QuotaOf(1000)), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(Say(QuotaOf(2000, "university", "2026-05-01T11:59:59Z")), v1::REASON_WRONG_STATE);
  EXPECT_EQ(Say(QuotaOf(2000, "university", "2026-05-01T10:00:00Z")), v1::REASON_WRONG_STATE);
  EXPECT_EQ(Say(QuotaOf(2000, "university", "2026-05-01T12:00:00Z")), v1::REASON_UNSPECIFIED);
}

TEST_F(PseudonymRules, NobodyElseStatesWhatATrusteeGave) {
  EXPECT_EQ(ReasonFor(Add(Sign(QuotaOf(1000), "office"))), v1::REASON_SIGNATURE_INVALID);
  v1::Quota own = QuotaOf(1000, "north");
  EXPECT_EQ(ReasonFor(Add(Sign(own, "north"))), v1::REASON_ROLE_REQUIRED);
  v1::Quota stranger = QuotaOf(1000);
  stranger.set_member("nobody");
  EXPECT_EQ(Say(stranger), v1::REASON_STATEMENT_MALFORMED);
}

TEST_F(PseudonymRules, WhatIsSaidOfAnotherKeyIsRefused) {
  v1::Quota quota = QuotaOf(1000);
  quota.set_key(std::string(64, '0'));
  EXPECT_EQ(Say(quota), v1::REASON_AGREEMENT_MISMATCH);
  v1::TopUp top_up = TopUpOf(1000);
  top_up.set_key(std::string(64, '0'));
  EXPECT_EQ(Give(top_up), v1::REASON_AGREEMENT_MISMATCH);
}

TEST_F(PseudonymRules, AnotherFullMembersLeadTopsUpAndNobodyElse) {
  EXPECT_EQ(Allowed(), 4000u);
  EXPECT_EQ(Give(TopUpOf(1000, "ig-lead@north")), v1::REASON_ROLE_REQUIRED);   // its own
  EXPECT_EQ(Give(TopUpOf(1000, "ig-lead@east")), v1::REASON_ROLE_REQUIRED);    // an associate
  EXPECT_EQ(Give(TopUpOf(1000, "analyst@office")), v1::REASON_ROLE_REQUIRED);  // no lead
  EXPECT_EQ(ReasonFor(Add(Sign(TopUpOf(1000), "ig-lead@north"))), v1::REASON_SIGNATURE_INVALID);
  EXPECT_EQ(Allowed(), 4000u);
  EXPECT_EQ(Give(TopUpOf(1000)), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(Allowed(), 5000u);
  EXPECT_EQ(Allowed("south"), 4000u);
}

TEST_F(PseudonymRules, ATopUpGivesNoMoreThanTheAgreementDidAndIsGivenEightTimesAtMost) {
  EXPECT_EQ(Give(TopUpOf(0)), v1::REASON_STATEMENT_MALFORMED);
  EXPECT_EQ(Give(TopUpOf(4001)), v1::REASON_STATEMENT_MALFORMED);
  for (uint32_t n = 1; n <= kMostTopUps; ++n) {
    EXPECT_EQ(Give(TopUpOf(4000, "ig-lead@south", n)), v1::REASON_UNSPECIFIED) << n;
  }
  EXPECT_EQ(Give(TopUpOf(1, "ig-lead@south", kMostTopUps + 1)), v1::REASON_QUOTA_EXCEEDED);
}

TEST_F(PseudonymRules, ATopUpThatWasHeldBackDoesNotComeBesideTheOneThatWasSaidInItsPlace) {
  const v1::TopUp held_back = TopUpOf(1000);
  v1::TopUp again = held_back;
  again.set_given_at("2026-05-01T12:00:00Z");
  EXPECT_EQ(Give(again), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(Give(held_back), v1::REASON_WRONG_STATE);
  EXPECT_EQ(Give(TopUpOf(1000, "ig-lead@hospital", 2)), v1::REASON_UNSPECIFIED);
}

}  // namespace
}  // namespace ginnel::governance
