// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario.h"

namespace ginnel::disclosure {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

constexpr char kMeanCost[] = "Mean cost";
constexpr char kTotalCost[] = "Total cost";
constexpr char kCostEach[] = "Cost per person";

Scenario Costs(size_t columns = 2) {
  return Scenario(
      {.columns = columns, .measures = {"people", "mean cost", "sum cost", "per_person cost"}});
}

TEST(GateAmounts, MeansHaveThreeFiguresAndSumsFollowFromThem) {
  std::vector<TestPerson> people;
  AddPeople(people, 1003, {.cell = 0, .cost = 27'849});  // £278.49 each
  AddPeople(people, 503, {.cell = 1, .cost = 853'412});
  const v1::Release release = Costs().Release(people);
  EXPECT_EQ(Say(CellOf(release, {"c0"}, kMeanCost)), "value 278 [277.5, 278.5]");
  EXPECT_EQ(Say(CellOf(release, {"c0"}, kCostEach)), "value 278 [277.5, 278.5]");
  EXPECT_EQ(Say(CellOf(release, {"c0"}, kTotalCost)), "value 279000 [278332, 280450]");
  EXPECT_EQ(Say(CellOf(release, {"c1"}, kMeanCost)), "value 8530 [8525, 8535]");
  // 278 × 1,005 and 8,530 × 505, over 1,510.
  EXPECT_EQ(CellOf(release, {"all"}, kTotalCost).value(), "4589000");
  EXPECT_EQ(CellOf(release, {"all"}, kMeanCost).value(), "3040");
}

TEST(GateAmounts, AMeanOverFewPeopleIsCoarser) {
  const Scenario scenario({.columns = 2, .measures = {"people", "mean visits"}});
  std::vector<TestPerson> people;
  AddPeople(people, 5, {.visits = 4});
  AddPeople(people, 7, {.visits = 5});  // 55 / 12 = 4.58…
  const v1::Release release = scenario.Release(people);
  // 1/8 is below 0.2, the step: 4.58 → 4.6.
  EXPECT_EQ(Say(CellOf(release, {"c0"}, "Mean visits")), "value 4.6 [4.5, 4.7]");
}

TEST(GateAmounts, MissingValuesAreNotInAMeanButTheirPeopleAreInSpendPerHead) {
  const Scenario scenario({.columns = 2, .measures = {"people", "mean score", "per_person score"}});
  std::vector<TestPerson> people;
  AddPeople(people, 1000, {.score = 200});
  AddPeople(people, 1000, {});
  const v1::Release release = scenario.Release(people);
  EXPECT_EQ(Say(CellOf(release, {"c0"}, "Mean score")), "value 20.0 [19.95, 20.05]");
  EXPECT_EQ(CellOf(release, {"c0"}, "Score per person").value(), "10.0");
}

TEST(GateAmounts, FewContributorsAreSuppressedWithTheRangeThatTheBoundsAllow) {
  std::vector<TestPerson> people;
  AddPeople(people, 100, {});
  AddPeople(people, 3, {.cost = 500'000});
  const v1::Release release = Costs().Release(people);
  // At most 7 × £10,000 over at least 103 people.
  EXPECT_EQ(Say(CellOf(release, {"c0"}, kMeanCost)), "suppressed [0.000093, 680]");
  EXPECT_EQ(CellOf(release, {"c0"}, kTotalCost).state(), v1::CELL_STATE_SUPPRESSED);
}

TEST(GateAmounts, AMeanOverAFewPeopleSaysNothing) {
  std::vector<TestPerson> people;
  AddPeople(people, 5, {.cost = 500'000});
  const v1::Release release = Costs().Release(people);
  EXPECT_EQ(Say(CellOf(release, {"c0"}, kMeanCost)), "suppressed [0, 10000]");
  EXPECT_EQ(Say(CellOf(release, {"c0"}, kTotalCost)), "suppressed [0, 70000]");
  EXPECT_EQ(Say(CellOf(release, {"c1"}, kMeanCost)), "not_applicable");
}

TEST(GateAmounts, NoSpendAtAllIsATrueZero) {
  std::vector<TestPerson> people;
  AddPeople(people, 40, {});
  const v1::Release release = Costs().Release(people);
  EXPECT_EQ(Say(CellOf(release, {"c0"}, kMeanCost)), "true_zero 0 [0, 0]");
  EXPECT_EQ(Say(CellOf(release, {"c0"}, kTotalCost)), "true_zero 0 [0, 0]");
}

TEST(GateAmounts, WithholdsASumThatOnePersonDominates) {
  std::vector<TestPerson> people;
  AddPeople(people, 100, {.cost = 1'000});
  AddPeople(people, 1, {.cost = 1'000'000});
  AddPeople(people, 100, {.cell = 1, .cost = 1'000});
  const v1::Release release = Costs().Release(people);
  for (const char* measure : {kMeanCost, kTotalCost, kCostEach}) {
    EXPECT_EQ(Say(CellOf(release, {"c0"}, measure)), "withheld") << measure;
    EXPECT_EQ(CellOf(release, {"all"}, measure).state(), v1::CELL_STATE_PARTIAL) << measure;
    EXPECT_EQ(CellOf(release, {"all"}, measure).low(), "") << measure;
  }
  EXPECT_EQ(CellOf(release, {"all"}, kMeanCost).value(), "10.0");
  EXPECT_THAT(release.notes(), Contains(HasSubstr("a few people make up most of the sum")));
}

TEST(GateAmounts, TotalsOfMeansCarryTheRangeOfHiddenParts) {
  std::vector<TestPerson> people;
  AddPeople(people, 1000, {.cell = 0, .cost = 10'000});
  AddPeople(people, 4, {.cell = 1, .cost = 900'000});
  const v1::Release release = Costs().Release(people);
  const v1::ReleasedCell total = CellOf(release, {"all"}, kMeanCost);
  EXPECT_EQ(total.state(), v1::CELL_STATE_PARTIAL);
  EXPECT_EQ(total.value(), "100");
  // 136.0 in truth; up to seven people with £10,000 each.
  EXPECT_LE(std::stod(total.low()), 135.8);
  EXPECT_GE(std::stod(total.high()), 135.9);
  EXPECT_LT(std::stod(total.high()), 180.0);
}

TEST(GateAmounts, RefusesASumThatNobodyCouldHave) {
  const Scenario scenario = Costs();
  std::vector<TestPerson> people;
  AddPeople(people, 100, {.cost = 1'000});
  auto totals = scenario.Totals(people);
  const size_t sum = scenario.plan().Position(scenario.plan().measures[1].sum, 0);
  totals[0][sum] = 1'000'000'000;  // more than 100 people's bound
  const auto release = scenario.Release(OpenedTableForTest::Open(scenario.plan(), totals));
  EXPECT_EQ(release.status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace ginnel::disclosure
