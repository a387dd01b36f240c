// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/calendar.h"
#include "scenario.h"

namespace ginnel::disclosure {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::vector<TestPerson> Some() {
  std::vector<TestPerson> people;
  AddPeople(people, 40, {.cell = 0});
  AddPeople(people, 4, {.cell = 1});
  return people;
}

absl::Status Try(const Scenario& scenario, const OpenedTable& opened) {
  return scenario.Release(opened).status();
}

TEST(GateRefusal, AnOpenedSmallCountStopsTheRelease) {
  const Scenario scenario({});
  std::vector<bool> passed(scenario.plan().tests.size(), true);
  const absl::Status status = Try(scenario, OpenedTableForTest::Make({40, 4}, passed));
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(status.message(), Not(HasSubstr("4")));
}

TEST(GateRefusal, AValueWhoseTestFailedStopsTheRelease) {
  const Scenario scenario({});
  EXPECT_EQ(Try(scenario, OpenedTableForTest::Make({40, 40}, {true, false})).code(),
            absl::StatusCode::kDataLoss);
}

TEST(GateRefusal, AnOpenedZeroUnderAFreeConditionStopsTheRelease) {
  const Scenario scenario({.where = "asthma"});
  EXPECT_EQ(Try(scenario, OpenedTableForTest::Make({40, 0}, {true, true})).code(),
            absl::StatusCode::kDataLoss);
}

TEST(GateRefusal, AnOpenedTableOfAnotherShapeStopsTheRelease) {
  const Scenario scenario({});
  EXPECT_EQ(Try(scenario, OpenedTableForTest::Make({40}, {true, true})).code(),
            absl::StatusCode::kInternal);
  EXPECT_EQ(Try(scenario, OpenedTableForTest::Make({40, 40}, {true})).code(),
            absl::StatusCode::kInternal);
}

TEST(GateRefusal, AnUnknownFamilyHasNoRule) {
  Scenario scenario({});
  scenario.plan().measures[0].family = static_cast<query::PlannedMeasure::Family>(99);
  EXPECT_EQ(Try(scenario, scenario.Open(Some())).code(), absl::StatusCode::kInternal);
}

TEST(GateRefusal, AnUnknownAggregateHasNoRule) {
  Scenario scenario({});
  scenario.plan().aggregates.push_back({static_cast<query::Aggregate::Kind>(99), 0});
  EXPECT_EQ(Try(scenario, OpenedTableForTest::Make({40, 40, 40, 40}, {true, true})).code(),
            absl::StatusCode::kInternal);
}

TEST(GateRefusal, AMeasureMustRestOnItsOwnAggregates) {
  Scenario scenario({.measures = {"people", "mean cost"}});
  const OpenedTable opened = scenario.Open(Some());
  scenario.plan().measures[1].contributors = scenario.plan().measures[1].people;
  EXPECT_EQ(Try(scenario, opened).code(), absl::StatusCode::kInternal);
}

TEST(GateRefusal, ACountWithoutItsOwnTestIsNotReleased) {
  Scenario scenario({});
  const OpenedTable opened = scenario.Open(Some());
  scenario.plan().own_test[1] = 0;  // the other cell's test
  EXPECT_EQ(Try(scenario, opened).code(), absl::StatusCode::kInternal);
}

TEST(GateRefusal, APositionWithoutGuardsIsNotReleased) {
  Scenario scenario({});
  const OpenedTable opened = scenario.Open(Some());
  scenario.plan().guards[0].clear();
  EXPECT_EQ(Try(scenario, opened).code(), absl::StatusCode::kInternal);
}

TEST(GateRefusal, AThresholdBelowTheProfilesIsNotAccepted) {
  const Scenario scenario({.threshold = 5});
  const absl::Status status = Try(scenario, scenario.Open(Some()));
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_THAT(status.message(), HasSubstr("threshold 5 is below the 8"));
}

TEST(GateRefusal, AnUnknownProfileIsNotAccepted) {
  const Scenario scenario({.profile = "cell-key-10-5"});
  const absl::Status status = Try(scenario, scenario.Open(Some()));
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(status.message(), HasSubstr("not offered yet"));
}

TEST(GateRefusal, AnAxisLabelCannotPassForATotal) {
  Scenario scenario({});
  const OpenedTable opened = scenario.Open(Some());
  scenario.plan().axes[0].labels[0] = "all";
  EXPECT_EQ(Try(scenario, opened).code(), absl::StatusCode::kInternal);
}

TEST(GateRefusal, AnIncompleteContextIsNamed) {
  Scenario scenario({});
  const OpenedTable opened = scenario.Open(Some());
  ReleaseContext context = scenario.Context();
  context.run_id.clear();
  const auto release =
      Gate(scenario.dictionary()).MakeRelease(scenario.plan(), scenario.query(), opened, context);
  EXPECT_THAT(release.status().message(), HasSubstr("without run id"));
  context = scenario.Context();
  context.members[0].set_state(v1::MEMBER_STATE_UNSPECIFIED);
  EXPECT_FALSE(Gate(scenario.dictionary())
                   .MakeRelease(scenario.plan(), scenario.query(), opened, context)
                   .ok());
}

TEST(GateRefusal, TheEnvelopeSaysWhatTheContextSays) {
  Scenario scenario({});
  ReleaseContext context = scenario.Context();
  context.shadow = true;
  context.members[1].set_state(v1::MEMBER_STATE_OFFLINE);
  const auto release =
      Gate(scenario.dictionary())
          .MakeRelease(scenario.plan(), scenario.query(), scenario.Open(Some()), context);
  ASSERT_TRUE(release.ok()) << release.status();
  EXPECT_EQ(release->query_digest(), "q1");
  EXPECT_EQ(release->agreement_digest(), "a1");
  EXPECT_EQ(release->run_id(), "r1");
  EXPECT_EQ(release->opening_commitment(), "c1");
  EXPECT_EQ(release->released_at(), ToRfc3339(context.released_at));
  EXPECT_EQ(release->profile(), "nhs-1-7-round-5");
  EXPECT_EQ(release->threshold(), 8u);
  EXPECT_TRUE(release->shadow());
  EXPECT_EQ(release->members_size(), 2);
  EXPECT_EQ(release->notes(0), "Shadow release: real people, on trial, not for decisions.");
  EXPECT_EQ(release->notes(release->notes_size() - 1),
            "Member network-1 did not take part: its people are not counted here.");
}

}  // namespace
}  // namespace ginnel::disclosure
