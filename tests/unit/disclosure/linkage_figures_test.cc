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

using Over = query::LinkedSum::Over;
using ::testing::HasSubstr;

query::Plan TableOf(const std::vector<std::string>& measures) {
  query::Plan table = Scenario({.columns = 1, .measures = measures}).plan();
  EXPECT_EQ(table.cells, 1u);
  table.zero_may_be_shown = false;
  return table;
}

class LinkageFiguresTest : public ::testing::Test {
 protected:
  LinkageFiguresTest() {
    query::Plan& plan = scenario_.plan();
    first_ = plan.table_positions();
    linked_.sources.resize(2);
    linked_.sources[1].name = "council";
    query::QualityTable matched{1, Over::kMatched, TableOf({"people"})};
    query::QualityTable others{1, Over::kNotMatched, TableOf({"people", "sum cost as Care"})};
    matched.first = static_cast<uint32_t>(first_);
    others.first = matched.first + static_cast<uint32_t>(matched.table.positions());
    for (query::QualityTable* beside : {&matched, &others}) {
      EXPECT_TRUE(query::PlanTests(beside->table, scenario_.dictionary(), std::vector<int>()).ok());
      linked_.quality.push_back(*beside);
    }
    query::AppendQualityTests(linked_, plan);
    plan.linked = std::make_shared<const query::LinkedPlan>(linked_);
    AddPeople(people_, 100, {.cell = 0, .cost = 27'849});
  }

  absl::StatusOr<v1::Release> Release(int64_t matched, const std::vector<int64_t>& costs) {
    std::vector<std::vector<int64_t>> totals = scenario_.Totals(people_);
    std::vector<int64_t>& member = totals[0];
    member[first_] = matched;
    for (const int64_t cost : costs) {  // pence
      ++member[first_ + 1];
      member[first_ + 2] += cost != 0 ? 1 : 0;
      member[first_ + 3] += cost;
      member[first_ + 4] += (cost / 100) * (cost / 100);
    }
    return scenario_.Release(OpenedTableForTest::Open(scenario_.plan(), totals));
  }
  v1::LinkageQuality Quality(int64_t matched, const std::vector<int64_t>& costs) {
    const absl::StatusOr<v1::Release> release = Release(matched, costs);
    EXPECT_TRUE(release.ok()) << release.status();
    if (!release.ok() || release->linkage_size() != 1) return {};
    EXPECT_EQ(Say(CellOf(*release, {"c0"}, "People")), "value 100 [98, 102]");
    return release->linkage(0);
  }

  Scenario scenario_{{.columns = 2, .measures = {"people", "sum cost"}}};
  query::LinkedPlan linked_;
  size_t first_ = 0;
  std::vector<TestPerson> people_;
};

TEST_F(LinkageFiguresTest, SaysHowManyAreMatchedAndWhatIsHeldOfTheOthers) {
  const v1::LinkageQuality quality = Quality(1200, std::vector<int64_t>(36, 10'000));
  EXPECT_EQ(quality.member(), "council");
  // Told to the nearest hundred, then rounded.
  EXPECT_EQ(Say(quality.matched()), "value 1200 [1148, 1252]");
  EXPECT_EQ(Say(quality.matched_percent()), "value 97 [96, 98]");
  ASSERT_EQ(quality.not_matched_size(), 2);
  EXPECT_EQ(quality.not_matched(0).measure(), "People");
  EXPECT_EQ(Say(quality.not_matched(0)), "value 35 [33, 37]");
  EXPECT_EQ(quality.not_matched(1).measure(), "Care");
  EXPECT_EQ(quality.not_matched(1).value(), "3500");
}

TEST_F(LinkageFiguresTest, SuppressesFewAndNobodyAlike) {
  for (const size_t others : {size_t{0}, size_t{3}, size_t{7}}) {
    const v1::LinkageQuality quality = Quality(1200, std::vector<int64_t>(others, 10'000));
    ASSERT_EQ(quality.not_matched_size(), 2);
    EXPECT_EQ(Say(quality.not_matched(0)), "suppressed [0, 7]") << others;
    EXPECT_EQ(quality.not_matched(1).state(), v1::CELL_STATE_SUPPRESSED) << others;
    EXPECT_EQ(Say(quality.matched_percent()), "suppressed [99, 100]") << others;
  }
  EXPECT_EQ(Say(Quality(0, std::vector<int64_t>(100, 1)).matched()), "suppressed [0, 57]");
}

TEST_F(LinkageFiguresTest, WithholdsASumThatIsMostlyOnePersons) {
  std::vector<int64_t> costs(20, 100);
  costs[7] = 900'000;
  const v1::LinkageQuality quality = Quality(1200, costs);
  ASSERT_EQ(quality.not_matched_size(), 2);
  EXPECT_EQ(Say(quality.not_matched(0)), "value 20 [18, 22]");
  EXPECT_EQ(quality.not_matched(1).state(), v1::CELL_STATE_WITHHELD);
}

TEST_F(LinkageFiguresTest, ReleasesNothingWhereTheTablesBesideAreNotTheOpeningsOwn) {
  const auto bent = [&](void (*bend)(query::QualityTable&)) {
    query::LinkedPlan linked = linked_;
    bend(linked.quality[1]);
    scenario_.plan().linked = std::make_shared<const query::LinkedPlan>(linked);
    return Release(1200, std::vector<int64_t>(36, 10'000)).status();
  };
  EXPECT_TRUE(bent([](query::QualityTable&) {}).ok());
  EXPECT_EQ(bent([](query::QualityTable& table) { table.first += 1; }).code(),
            absl::StatusCode::kInternal);
  EXPECT_EQ(bent([](query::QualityTable& table) { table.first_test += 1; }).code(),
            absl::StatusCode::kInternal);
  EXPECT_EQ(bent([](query::QualityTable& table) { table.table.guards[0].clear(); }).code(),
            absl::StatusCode::kInternal);
  EXPECT_EQ(bent([](query::QualityTable& table) { table.table.threshold = 2; }).code(),
            absl::StatusCode::kInternal);
}

}  // namespace
}  // namespace ginnel::disclosure
