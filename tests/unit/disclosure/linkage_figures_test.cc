// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "query/linkage/linkage_quality.h"
#include "query/smallness.h"
#include "scenario.h"

namespace ginnel::disclosure {
namespace {

// As the planner makes it: what two suppliers of one variable would have is not needed here.
query::QualityTable TableOf(const query::Dictionary& dictionary, size_t first) {
  query::QualityTable beside;
  beside.source = 1;
  beside.variables = {*dictionary.Find("cost")};
  beside.first = static_cast<uint32_t>(first);
  query::PlannedAxis lines;
  lines.name = "line";
  lines.labels = {"people matched", "people not matched", "sum cost"};
  lines.rules.resize(3);
  beside.table.axes = {lines};
  beside.table.cells = 3;
  beside.table.threshold = 8;
  beside.table.aggregates = {{query::Aggregate::Kind::kPeople, -1}};
  query::PlannedMeasure told;
  told.title = "Told";
  told.people = 0;
  beside.table.measures = {told};
  EXPECT_TRUE(query::PlanTests(beside.table, dictionary, std::vector<int>()).ok());
  return beside;
}

class LinkageFiguresTest : public ::testing::Test {
 protected:
  LinkageFiguresTest() {
    query::Plan& plan = scenario_.plan();
    first_ = plan.table_positions();
    linked_.sources.resize(2);
    linked_.sources[1].name = "council";
    linked_.quality = {TableOf(scenario_.dictionary(), first_)};
    query::AppendQualityTests(linked_, plan);
    plan.linked = std::make_shared<const query::LinkedPlan>(linked_);
    AddPeople(people_, 100, {.cell = 0, .cost = 27'849});
  }

  // What the council's node told.
  absl::StatusOr<v1::Release> Release(int64_t matched, int64_t others, int64_t cost) {
    std::vector<std::vector<int64_t>> totals = scenario_.Totals(people_);
    totals[0][first_] = matched;
    totals[0][first_ + 1] = others;
    totals[0][first_ + 2] = cost;
    return scenario_.Release(OpenedTableForTest::Open(scenario_.plan(), totals));
  }
  v1::LinkageQuality Quality(int64_t matched, int64_t others, int64_t cost) {
    const absl::StatusOr<v1::Release> release = Release(matched, others, cost);
    EXPECT_TRUE(release.ok()) << release.status();
    if (!release.ok() || release->linkage_size() != 1) return {};
    EXPECT_EQ(Say(CellOf(*release, {"c0"}, "People")), "value 100 [98, 102]");
    EXPECT_EQ(release->linkage(0).not_matched_size(), 2);
    return release->linkage(0);
  }

  Scenario scenario_{{.columns = 2, .measures = {"people", "sum cost"}}};
  query::LinkedPlan linked_;
  size_t first_ = 0;
  std::vector<TestPerson> people_;
};

TEST_F(LinkageFiguresTest, SayHowManyAreMatchedAndWhatIsHeldOfTheOthersAsItWasTold) {
  const v1::LinkageQuality quality = Quality(12'000, 400, 57'000);
  EXPECT_EQ(quality.member(), "council");
  EXPECT_EQ(Say(quality.matched()), "value 12000 [11950, 12050]");
  EXPECT_EQ(Say(quality.matched_percent()), "value 97 [96, 98]");
  EXPECT_EQ(quality.not_matched(0).measure(), "People");
  EXPECT_EQ(Say(quality.not_matched(0)), "value 400 [350, 450]");
  EXPECT_EQ(quality.not_matched(1).measure(), "cost");
  EXPECT_EQ(Say(quality.not_matched(1)), "value 57000 [56500, 57500]");
}

TEST_F(LinkageFiguresTest, GiveARangeForFewerThanFiftyAndNoSumWhereNoneWasTold) {
  const v1::LinkageQuality quality = Quality(1'200, 0, 0);
  EXPECT_EQ(Say(quality.not_matched(0)), "suppressed [0, 49]");
  EXPECT_EQ(Say(quality.matched_percent()), "suppressed [95, 100]");
  EXPECT_EQ(quality.not_matched(1).state(), v1::CELL_STATE_WITHHELD);
  EXPECT_EQ(Say(Quality(0, 100, 0).matched()), "suppressed [0, 49]");
}

// A node that tells what it should have kept to itself.
TEST_F(LinkageFiguresTest, ShowNothingFinerWhateverWasTold) {
  const v1::LinkageQuality fine = Quality(1'234, 30, 12'345);
  EXPECT_EQ(Say(fine.matched()), "value 1200 [1150, 1250]");
  EXPECT_EQ(Say(fine.not_matched(0)), "suppressed [0, 49]");
  EXPECT_EQ(Say(fine.not_matched(1)), "value 12000 [11500, 12500]");
}

TEST_F(LinkageFiguresTest, ShowNothingSmallWhateverWasTold) {
  const v1::LinkageQuality quality = Quality(3, 7, 5);
  EXPECT_EQ(Say(quality.matched()), "suppressed [0, 49]");
  EXPECT_EQ(Say(quality.not_matched(0)), "suppressed [0, 49]");
  EXPECT_EQ(quality.not_matched(1).state(), v1::CELL_STATE_WITHHELD);
}

TEST_F(LinkageFiguresTest, ReleaseNothingWhereTheTablesBesideAreNotTheOpeningsOwn) {
  const auto bent = [&](void (*bend)(query::QualityTable&)) {
    query::LinkedPlan linked = linked_;
    bend(linked.quality[0]);
    scenario_.plan().linked = std::make_shared<const query::LinkedPlan>(linked);
    return Release(1'200, 400, 57'000).status().code();
  };
  EXPECT_EQ(bent([](query::QualityTable&) {}), absl::StatusCode::kOk);
  EXPECT_EQ(bent([](query::QualityTable& it) { it.first += 1; }), absl::StatusCode::kInternal);
  EXPECT_EQ(bent([](query::QualityTable& it) { it.first_test += 1; }), absl::StatusCode::kInternal);
  EXPECT_EQ(bent([](query::QualityTable& it) { it.table.guards[0].clear(); }),
            absl::StatusCode::kInternal);
  EXPECT_EQ(bent([](query::QualityTable& it) { it.table.threshold = 2; }),
            absl::StatusCode::kInternal);
  EXPECT_EQ(bent([](query::QualityTable& it) { it.variables.clear(); }),
            absl::StatusCode::kInternal);
}

TEST_F(LinkageFiguresTest, ReleaseNothingWhereAPositionBesideTheTableIsNotGuarded) {
  scenario_.plan().guards[first_ + 1].clear();
  EXPECT_EQ(Release(1'200, 400, 57'000).status().code(), absl::StatusCode::kInternal);
}

}  // namespace
}  // namespace ginnel::disclosure
