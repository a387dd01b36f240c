// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario.h"

namespace ginnel::disclosure {
namespace {

using ::testing::Contains;

constexpr char kAsthma[] = "Prevalence of asthma";
constexpr char kSmi[] = "Prevalence of serious mental illness";
constexpr char kSmoking[] = "Prevalence of smoking";

ScenarioOptions With(const std::string& measure, v1::Totals totals = v1::TOTALS_DERIVED) {
  return {.columns = 2, .measures = {"people", measure}, .totals = totals};
}

void AddWithAsthma(std::vector<TestPerson>& people, size_t cell, size_t with, size_t without) {
  TestPerson person;
  person.cell = cell;
  AddPeople(people, without, person);
  person.asthma = true;
  AddPeople(people, with, person);
}

TEST(GatePercentage, ComesFromRoundedCounts) {
  const Scenario scenario(With("prevalence asthma"));
  std::vector<TestPerson> people;
  AddWithAsthma(people, 0, 12, 91);    // 12 of 103: 10 of 105
  AddWithAsthma(people, 1, 127, 880);  // 125 of 1005
  const v1::Release release = scenario.Release(people);
  EXPECT_EQ(Say(CellOf(release, {"c0"}, kAsthma)), "value 9.5 [7.4, 11.7]");
  EXPECT_EQ(Say(CellOf(release, {"c1"}, kAsthma)), "value 12.4 [12.2, 12.7]");
  EXPECT_EQ(Say(CellOf(release, {"all"}, kAsthma)), "value 12.2 [11.7, 12.6]");
}

TEST(GatePercentage, OfAFewSaysOnlyTheRange) {
  const Scenario scenario(With("prevalence asthma"));
  std::vector<TestPerson> people;
  AddWithAsthma(people, 0, 3, 97);
  AddWithAsthma(people, 1, 0, 100);
  const v1::Release release = scenario.Release(people);
  EXPECT_EQ(Say(CellOf(release, {"c0"}, kAsthma)), "suppressed [0.9, 7.2]");
  EXPECT_EQ(Say(CellOf(release, {"c1"}, kAsthma)), "true_zero 0 [0, 0]");
  EXPECT_EQ(Say(CellOf(release, {"all"}, kAsthma)), "suppressed [0.4, 3.6]");
}

TEST(GatePercentage, OverAFewPeopleSaysNothingWhateverItsNumerator) {
  const Scenario scenario(With("prevalence asthma"));
  std::vector<TestPerson> people;
  AddWithAsthma(people, 0, 0, 5);
  AddWithAsthma(people, 1, 5, 0);
  const v1::Release release = scenario.Release(people);
  EXPECT_EQ(Say(CellOf(release, {"c0"}, kAsthma)), "suppressed [0, 100]");
  EXPECT_EQ(Say(CellOf(release, {"c1"}, kAsthma)), "suppressed [0, 100]");
}

TEST(GatePercentage, OverNobodyIsNotApplicable) {
  const Scenario scenario(With("prevalence asthma"));
  std::vector<TestPerson> people;
  AddWithAsthma(people, 0, 20, 20);
  const v1::Release release = scenario.Release(people);
  EXPECT_EQ(Say(CellOf(release, {"c1"}, kAsthma)), "not_applicable");
  EXPECT_EQ(Say(CellOf(release, {"all"}, kAsthma)), "value 50.0 [42.8, 57.9]");
}

TEST(GatePercentage, CountsOnlyThoseWhoseValueIsKnown) {
  const Scenario scenario(With("prevalence smoker"));
  std::vector<TestPerson> people;
  AddPeople(people, 100, {.smoker = true});
  AddPeople(people, 100, {.smoker = false});
  AddPeople(people, 300, {});
  const v1::Release release = scenario.Release(people);
  EXPECT_EQ(Say(CellOf(release, {"c0"}, "People")), "value 500 [498, 502]");
  EXPECT_EQ(Say(CellOf(release, {"c0"}, kSmoking)), "value 50.0 [48.5, 51.6]");
}

TEST(GatePercentage, WithholdsASensitiveFlagThatNearlyEveryoneHas) {
  const Scenario scenario(With("prevalence smi"));
  std::vector<TestPerson> people;
  AddPeople(people, 4, {.cell = 0});
  AddPeople(people, 96, {.cell = 0, .smi = true});
  AddPeople(people, 10, {.cell = 1});
  AddPeople(people, 10, {.cell = 1, .smi = true});
  const v1::Release release = scenario.Release(people);
  EXPECT_EQ(Say(CellOf(release, {"c0"}, kSmi)), "withheld");
  EXPECT_EQ(Say(CellOf(release, {"c1"}, kSmi)), "value 50.0 [36.3, 66.7]");
  EXPECT_EQ(Say(CellOf(release, {"all"}, kSmi)), "partial 8.3 [6.4, 100]");
}

TEST(GatePercentage, WithholdsASensitiveFlagWhoseShowingWouldNarrowTheCounts) {
  // 8 of 16: rounds to 10 of 15; that 8 are without it would leave only 8 or 9 of 16 or 17.
  const Scenario scenario(With("prevalence smi"));
  std::vector<TestPerson> people;
  AddPeople(people, 8, {.cell = 0});
  AddPeople(people, 8, {.cell = 0, .smi = true});
  const v1::Release release = scenario.Release(people);
  EXPECT_EQ(Say(CellOf(release, {"c0"}, "People")), "value 15 [13, 17]");
  EXPECT_EQ(Say(CellOf(release, {"c0"}, kSmi)), "withheld");
}

TEST(GatePercentage, TakesAuditedCountsForItsTotals) {
  ScenarioOptions options = With("prevalence asthma", v1::TOTALS_AUDITED);
  options.columns = 6;
  const Scenario scenario(options);
  std::vector<TestPerson> people;
  for (size_t cell = 0; cell < 6; ++cell) AddWithAsthma(people, cell, 42, 60);
  const v1::Release release = scenario.Release(people);
  EXPECT_EQ(Say(CellOf(release, {"all"}, "People")), "value 610 [608, 612]");
  // 250 of 610; the sums of the released cells would be 240 of 600.
  EXPECT_EQ(CellOf(release, {"all"}, kAsthma).value(), "41.0");
}

TEST(GatePercentage, DerivesTotalsOfANumeratorThatNearlyFillsItsDenominator) {
  // Totals of both on their own would say something of cells where nearly everyone is counted.
  ScenarioOptions options = With("prevalence asthma", v1::TOTALS_AUDITED);
  options.columns = 6;
  const Scenario scenario(options);
  std::vector<TestPerson> people;
  for (size_t cell = 0; cell < 6; ++cell) AddWithAsthma(people, cell, cell == 0 ? 99 : 42, 3);
  const v1::Release release = scenario.Release(people);
  EXPECT_THAT(release.notes(), Contains("Totals of People: rounded on their own: all."));
  EXPECT_THAT(release.notes(),
              Contains("Totals of Prevalence of asthma: from released cells: all."));
}

}  // namespace
}  // namespace ginnel::disclosure
