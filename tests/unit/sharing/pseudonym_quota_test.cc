// SPDX-License-Identifier: Apache-2.0
#include "sharing/pseudonym_quota.h"

#include <gmock/gmock.h>

#include "governance/pseudonyms.h"
#include "tests/unit/register/register_room.h"

namespace ginnel::sharing {
namespace {

using governance::RegisterRoom;
using governance::SampleAgreement;
using testing::HasSubstr;

const absl::Time kNow = absl::FromUnixSeconds(1'777'636'800);

// Each member of the sample expects 2,000 people, so that its node may have 4,000 pseudonyms.
class PseudonymQuotaTest : public RegisterRoom {
 protected:
  PseudonymQuotaTest()
      : RegisterRoom([](SampleAgreement&) {}, {std::string(PseudonymQuota::kSchema)}) {}

  PseudonymQuota Quota() { return PseudonymQuota(*copies_.at("office").database, "office"); }
  absl::Status Charge(uint64_t people, const std::string& member = "north") {
    return Quota().Charge(*base_, member, people);
  }
  v1::Reason Refused(uint64_t people) {
    const absl::Status status = Charge(people);
    return status.ok() ? v1::REASON_UNSPECIFIED : ReasonOf(status);
  }
  uint64_t UsedBy(const std::string& member) {
    const auto uses = Quota().Uses(*base_);
    EXPECT_TRUE(uses.ok()) << uses.status();
    for (const PseudonymQuota::Use& use : *uses) {
      if (use.member == member) return use.people;
    }
    return 0;
  }
  std::vector<v1::Quota> Due(absl::Time now = kNow) {
    const auto due = Quota().Due(*base_, now);
    EXPECT_TRUE(due.ok()) << due.status();
    return due.ok() ? *due : std::vector<v1::Quota>();
  }
  void Say(const v1::Quota& quota) { EXPECT_TRUE(Add(Sign(quota, "office")).ok()); }
};

TEST_F(PseudonymQuotaTest, GivesHalfAsManyAgainAsTheAgreementExpectsAndAThousandAndNotOneMore) {
  EXPECT_TRUE(Charge(3999).ok());
  EXPECT_EQ(Refused(2), v1::REASON_QUOTA_EXCEEDED);
  EXPECT_EQ(UsedBy("north"), 3999u);
  EXPECT_TRUE(Charge(1).ok());
  EXPECT_EQ(Refused(1), v1::REASON_QUOTA_EXCEEDED);
  EXPECT_EQ(Refused(~uint64_t{0}), v1::REASON_QUOTA_EXCEEDED);
  EXPECT_TRUE(Charge(4000, "south").ok());
}

TEST_F(PseudonymQuotaTest, SaysHowManyWereGivenAndWhoCanGiveMore) {
  ASSERT_TRUE(Charge(2000).ok());
  const absl::Status status = Charge(2500);
  EXPECT_TRUE(absl::IsResourceExhausted(status)) << status;
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("has had 2000 of the 4000 pseudonyms that it may have, and asks for 2500"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("ginnel pseudonyms top-up north"));
}

TEST_F(PseudonymQuotaTest, ATopUpOnTheRegisterCountsAtOnce) {
  ASSERT_TRUE(Charge(4000).ok());
  v1::TopUp top_up;
  top_up.set_member("north");
  top_up.set_person("ig-lead@south");
  top_up.set_key(*governance::PseudonymisationKey(base_->constitution()));
  top_up.set_people(10);
  top_up.set_n(1);
  top_up.set_given_at("2026-05-01T11:00:00Z");
  ASSERT_TRUE(Add(Sign(top_up, "ig-lead@south")).ok());
  EXPECT_EQ(Refused(11), v1::REASON_QUOTA_EXCEEDED);
  EXPECT_TRUE(Charge(10).ok());
}

TEST_F(PseudonymQuotaTest, AMemberThatSuspendedItsPartGetsNone) {
  ASSERT_TRUE(Add(Sign(SuspensionOf("north"), "ig-lead@north")).ok());
  EXPECT_EQ(Refused(1), v1::REASON_SUSPENDED);
  EXPECT_EQ(ReasonOf(Quota().ChargeOutside("north", 1, kNow)), v1::REASON_SUSPENDED);
  ASSERT_TRUE(Add(Sign(SuspensionOf("north", /*lifted=*/true), "ig-lead@north")).ok());
  EXPECT_TRUE(Charge(1).ok());
}

TEST_F(PseudonymQuotaTest, AWordIsDueOnceAThousandIsBegunAndNotTwiceInAnHour) {
  EXPECT_TRUE(Due().empty());
  ASSERT_TRUE(Charge(1).ok());
  ASSERT_EQ(Due().size(), 1u);
  const v1::Quota first = Due()[0];
  EXPECT_EQ(first.member(), "north");
  EXPECT_EQ(first.people(), 1000u);
  Say(first);
  EXPECT_TRUE(Due().empty());
  ASSERT_TRUE(Charge(1000).ok());
  EXPECT_TRUE(Due(kNow + absl::Minutes(59)).empty());
  ASSERT_EQ(Due(kNow + absl::Hours(1)).size(), 1u);
  EXPECT_EQ(Due(kNow + absl::Hours(1))[0].people(), 2000u);
}

TEST_F(PseudonymQuotaTest, AStoreThatWasSetBackGivesNothingTwice) {
  ASSERT_TRUE(Charge(3500).ok());
  Say(Due().at(0));  // 4,000
  ASSERT_TRUE(copies_.at("office")
                  .database
                  ->RunTransaction("set back",
                                   [](store::Transaction& tx) {
                                     return tx.Execute("DELETE FROM pseudonym_use");
                                   })
                  .ok());
  EXPECT_EQ(UsedBy("north"), 3001u);
  EXPECT_EQ(Refused(1000), v1::REASON_QUOTA_EXCEEDED);
  EXPECT_TRUE(Charge(999).ok());
}

TEST_F(PseudonymQuotaTest, PeopleWhoAskAreOutsideTheQuotaAndAFewInADay) {
  ASSERT_TRUE(Charge(4000).ok());
  EXPECT_TRUE(Quota().ChargeOutside("north", PseudonymQuota::kOutsideADay, kNow).ok());
  EXPECT_EQ(ReasonOf(Quota().ChargeOutside("north", 1, kNow)), v1::REASON_QUOTA_EXCEEDED);
  EXPECT_TRUE(Quota().ChargeOutside("south", 1, kNow).ok());
  EXPECT_TRUE(Quota().ChargeOutside("north", 1, kNow + absl::Hours(24)).ok());
  EXPECT_EQ(UsedBy("north"), 4000u);
}

TEST_F(PseudonymQuotaTest, WhatIsOutsideTheQuotaHasALimitInThirtyDaysToo) {
  constexpr uint64_t kDays = PseudonymQuota::kOutsideAMonth / PseudonymQuota::kOutsideADay;
  const absl::Duration day = absl::Hours(24);
  for (uint64_t i = 0; i < kDays; ++i) {
    ASSERT_TRUE(Quota().ChargeOutside("north", PseudonymQuota::kOutsideADay, kNow + day * i).ok());
  }
  const uint64_t left = PseudonymQuota::kOutsideAMonth - kDays * PseudonymQuota::kOutsideADay;
  const absl::Time later = kNow + day * 20;
  EXPECT_EQ(ReasonOf(Quota().ChargeOutside("north", left + 1, later)), v1::REASON_QUOTA_EXCEEDED);
  EXPECT_TRUE(Quota().ChargeOutside("north", left, later).ok());
  EXPECT_EQ(ReasonOf(Quota().ChargeOutside("north", 1, kNow + day * 29)),
            v1::REASON_QUOTA_EXCEEDED);
  EXPECT_TRUE(Quota().ChargeOutside("north", 1, kNow + day * 30).ok());
}

}  // namespace
}  // namespace ginnel::sharing
