// SPDX-License-Identifier: Apache-2.0
#include "sharing/linked/run_layout.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "base/reason.h"
#include "tests/unit/governance/sample_agreement.h"
#include "tests/unit/sharing/verified_run.h"

namespace ginnel::sharing {
namespace {

class RunLayout : public ::testing::Test {
 protected:
  RunLayout() {
    spine_.epoch = 3;
    spine_.digest.bytes.fill(7);
    const DayRange days{*ParseDay("2025-04-01"), *ParseDay("2026-05-01")};
    spine_.parts = {{"north", 5, days}, {"far-north", 2}, {"south", 4, days}};
    plan_.population = v1::POPULATION_BASE_REGISTERED;
    plan_.index_date = *ParseDay("2026-04-01");
    plan_.period = *ParsePeriod("2025/26");
    register_.spine = spine_;
    query::LinkedPlan linked;
    query::LinkedSource practice;
    practice.sector = v1::SECTOR_GENERAL_PRACTICE;
    practice.members = {0, 1};
    practice.codes = 2;
    linked.sources = {practice};
    plan_.linked = std::make_shared<const query::LinkedPlan>(linked);
  }
  absl::StatusOr<std::optional<LinkedLayout>> Layout(uint32_t epoch, const std::string& digest) {
    return LayoutOf(governance::VerifiedQueryForTest::Of(1, 1, 1, 1, {"north", "south", "trust"},
                                                         epoch, digest),
                    plan_, register_);
  }
  v1::Reason Refused(uint32_t epoch, const std::string& digest) {
    const auto layout = Layout(epoch, digest);
    return layout.ok() ? v1::REASON_UNSPECIFIED : ReasonOf(layout.status());
  }

  governance::AgreedSpine spine_;
  governance::AgreeableRegister register_;
  query::Plan plan_;
};

TEST_F(RunLayout, IsOfTheAgreedSpineWithTheSlotsOfThoseOnTheRoster) {
  const auto layout = Layout(3, spine_.digest.ToHex());
  ASSERT_TRUE(layout.ok()) << layout.status();
  ASSERT_TRUE(layout->has_value());
  EXPECT_EQ((*layout)->slots(), 11u);
  const auto& ranges = (*layout)->spine().ranges;
  EXPECT_EQ(ranges[0], (SlotRange{0, 5}));
  EXPECT_EQ(ranges[1], (SlotRange{7, 4})) << "far-north is between, and not on the roster";
  EXPECT_EQ(ranges[2], (SlotRange{0, 0}));
}

// Who left or died before, or came after, has no slot: their part would be missing without a word.
TEST_F(RunLayout, IsOfATimeWhosePeopleAreOnTheSpine) {
  const std::string digest = spine_.digest.ToHex();
  const auto of = [&](v1::PopulationBase base, const char* index_date, const char* period) {
    plan_.population = base;
    plan_.index_date = *ParseDay(index_date);
    plan_.period = *ParsePeriod(period);
    return Refused(3, digest);
  };
  const auto on = [&](const char* day) {
    return of(v1::POPULATION_BASE_REGISTERED, day, "2020/21");
  };
  EXPECT_EQ(on("2025-04-01"), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(on("2026-05-01"), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(on("2025-03-31"), v1::REASON_DATA_ENDS_BEFORE);
  EXPECT_EQ(on("2026-05-02"), v1::REASON_DATA_ENDS_BEFORE);
  const auto in = [&](const char* period, const char* index_date) {
    return of(v1::POPULATION_BASE_REGISTERED_IN_PERIOD, index_date, period);
  };
  EXPECT_EQ(in("2025/26", "2026-04-01"), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(in("2025-04..2026-04", "2027-01-01"), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(in("2025-03..2026-04", "2026-05-01"), v1::REASON_DATA_ENDS_BEFORE);
  EXPECT_EQ(in("2025-04..2026-05", "2026-06-01"), v1::REASON_DATA_ENDS_BEFORE);
}

TEST_F(RunLayout, IsNotOfAnotherSpineThanIsAgreedHere) {
  EXPECT_EQ(Refused(2, spine_.digest.ToHex()), v1::REASON_APPROVAL_OTHER_QUERY);
  EXPECT_EQ(Refused(3, std::string(64, '0')), v1::REASON_APPROVAL_OTHER_QUERY);
  EXPECT_EQ(Refused(0, ""), v1::REASON_APPROVAL_OTHER_QUERY);
}

TEST_F(RunLayout, IsNoneOfAPlainRunWhichNamesNoSpine) {
  plan_.linked = nullptr;
  const auto layout = Layout(0, "");
  ASSERT_TRUE(layout.ok());
  EXPECT_FALSE(layout->has_value());
  EXPECT_EQ(Refused(3, ""), v1::REASON_APPROVAL_OTHER_QUERY);
  EXPECT_EQ(Refused(0, spine_.digest.ToHex()), v1::REASON_APPROVAL_OTHER_QUERY);
}

TEST_F(RunLayout, IsNoneWithoutASpineAPartOfEveryPracticeOrRoomForTheProof) {
  spine_.parts.pop_back();
  register_.spine = spine_;
  EXPECT_EQ(Refused(3, spine_.digest.ToHex()), v1::REASON_WRONG_STATE);
  spine_.parts.push_back({"south", query::kPeopleLimit});
  register_.spine = spine_;
  EXPECT_EQ(Refused(3, spine_.digest.ToHex()), v1::REASON_WRONG_STATE);
  register_.spine = governance::AgreeableRegister().spine;
  EXPECT_EQ(Refused(3, spine_.digest.ToHex()), v1::REASON_WRONG_STATE);
}

}  // namespace
}  // namespace ginnel::sharing
