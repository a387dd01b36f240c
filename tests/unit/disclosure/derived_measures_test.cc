// SPDX-License-Identifier: Apache-2.0
//
// Measures that are worked out from released figures, through the gate.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario.h"

namespace ginnel::disclosure {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

std::string IntervalOf(const v1::ReleasedCell& cell) {
  return cell.interval_low() + "–" + cell.interval_high();
}

TEST(DerivedMeasures, ARateIsReleasedEventsOverReleasedPeople) {
  const Scenario scenario({.measures = {"people", "sum visits", "rate visits per 1000"}});
  std::vector<TestPerson> people;
  AddPeople(people, 1000, {.cell = 0, .visits = 1});
  AddPeople(people, 500, {.cell = 1, .visits = 3});
  const v1::Release release = scenario.Release(people);
  const v1::ReleasedCell cell = CellOf(release, {"c0"}, "Visits per 1,000 people");
  EXPECT_EQ(cell.value(), "1000");
  EXPECT_EQ(IntervalOf(cell), "939–1060");  // Byar: 1,000 events
  EXPECT_EQ(CellOf(release, {"all"}, "Visits per 1,000 people").value(), "1670");
  EXPECT_THAT(release.notes(), Contains(HasSubstr("Byar")));
}

TEST(DerivedMeasures, ARateOverNobodyIsNotApplicableAndOverFewIsHidden) {
  const Scenario scenario({.measures = {"rate visits per 100"}});
  std::vector<TestPerson> people;
  AddPeople(people, 5, {.cell = 0, .visits = 1});
  const v1::Release release = scenario.Release(people);
  EXPECT_EQ(Say(CellOf(release, {"c0"}, "Visits per 100 people")), "withheld");
  EXPECT_EQ(Say(CellOf(release, {"c1"}, "Visits per 100 people")), "not_applicable");
}

TEST(DerivedMeasures, AFewEventsOfManyPeopleAreSuppressedWithTheirRange) {
  const Scenario scenario({.measures = {"rate asthma per 1000"}});
  std::vector<TestPerson> people;
  AddPeople(people, 997, {});
  AddPeople(people, 3, {.asthma = true});
  const v1::Release release = scenario.Release(people);
  // 1 to 7 of 998 to 1,002.
  EXPECT_EQ(Say(CellOf(release, {"c0"}, "Asthma per 1,000 people")), "suppressed [0.998, 7.02]");
}

TEST(DerivedMeasures, SharesAreOfTheWholeTable) {
  const Scenario scenario({.measures = {"share people", "share cost", "share asthma"}});
  std::vector<TestPerson> people;
  AddPeople(people, 300, {.cell = 0, .cost = 10'000, .asthma = true});
  AddPeople(people, 100, {.cell = 1, .cost = 90'000, .asthma = true});
  const v1::Release release = scenario.Release(people);
  EXPECT_EQ(CellOf(release, {"c0"}, "Share of all people").value(), "75.0");
  EXPECT_EQ(CellOf(release, {"c1"}, "Share of all cost").value(), "75.0");
  EXPECT_EQ(CellOf(release, {"c1"}, "Share of all asthma").value(), "25.0");
  EXPECT_EQ(CellOf(release, {"all"}, "Share of all cost").value(), "100");
}

TEST(DerivedMeasures, APrevalenceHasWilsonsInterval) {
  const Scenario scenario({.measures = {"prevalence asthma", "with asthma"}});
  std::vector<TestPerson> people;
  AddPeople(people, 80, {.asthma = true});
  AddPeople(people, 120, {});
  const v1::Release release = scenario.Release(people);
  const v1::ReleasedCell cell = CellOf(release, {"c0"}, "Prevalence of asthma");
  EXPECT_EQ(cell.value(), "40.0");
  EXPECT_EQ(IntervalOf(cell), "33.5–46.9");  // Wilson: 80 of 200
  EXPECT_EQ(Say(CellOf(release, {"c0"}, "People with asthma")), "value 80 [78, 82]");
}

TEST(DerivedMeasures, ADeviationIsShownBesideItsMeanAndPooledInTotals) {
  const Scenario scenario({.measures = {"mean visits", "deviation visits"}});
  std::vector<TestPerson> people;
  AddPeople(people, 500, {.cell = 0, .visits = 2});
  AddPeople(people, 500, {.cell = 0, .visits = 6});
  AddPeople(people, 1000, {.cell = 1, .visits = 4});
  const v1::Release release = scenario.Release(people);
  constexpr char kDeviation[] = "Standard deviation of visits";
  EXPECT_EQ(CellOf(release, {"c0"}, kDeviation).value(), "2.00");

  EXPECT_EQ(CellOf(release, {"c1"}, kDeviation).value(), "0.6");  // or less
  EXPECT_EQ(CellOf(release, {"all"}, kDeviation).value(), "1.48");
}

TEST(DerivedMeasures, AModelExplainsTheVarianceBetweenItsSegments) {
  const Scenario scenario({.measures = {"explained visits"}});
  std::vector<TestPerson> people;
  AddPeople(people, 500, {.cell = 0, .visits = 1});
  AddPeople(people, 500, {.cell = 0, .visits = 3});
  AddPeople(people, 500, {.cell = 1, .visits = 7});
  AddPeople(people, 500, {.cell = 1, .visits = 9});
  const v1::Release release = scenario.Release(people);
  // Within 1, between 9: 90 %.
  EXPECT_EQ(CellOf(release, {"all"}, "Variance explained of visits").value(), "90.0");
  EXPECT_EQ(Say(CellOf(release, {"c0"}, "Variance explained of visits")), "not_applicable");
}

TEST(DerivedMeasures, InequalityIsShownInTheTotalsOverItsAxis) {
  const Scenario scenario({.columns = 4,
                           .measures = {"prevalence asthma", "gap prevalence asthma along segment",
                                        "slope_index prevalence asthma along segment",
                                        "relative_index prevalence asthma along segment"}});
  std::vector<TestPerson> people;
  for (size_t cell = 0; cell < 4; ++cell) {
    AddPeople(people, 400 - 100 * cell, {.cell = cell, .asthma = true});
    AddPeople(people, 600 + 100 * cell, {.cell = cell});
  }
  const v1::Release release = scenario.Release(people);
  EXPECT_EQ(CellOf(release, {"all"}, "Prevalence of asthma").value(), "25.0");
  EXPECT_EQ(CellOf(release, {"all"}, "Gap in prevalence of asthma").value(), "15.0");
  EXPECT_EQ(CellOf(release, {"all"}, "Slope index of inequality in prevalence of asthma").value(),
            "40.0");  // from 45 to 5
  EXPECT_EQ(
      CellOf(release, {"all"}, "Relative index of inequality in prevalence of asthma").value(),
      "9.00");
  EXPECT_EQ(Say(CellOf(release, {"c0"}, "Gap in prevalence of asthma")), "not_applicable");
}

TEST(DerivedMeasures, ImpactIsWhatTheBestQuarterDoesBetter) {
  const Scenario scenario({.columns = 4, .measures = {"impactable visits along segment at 100"}});
  std::vector<TestPerson> people;
  for (size_t cell = 0; cell < 4; ++cell) {
    AddPeople(people, 1000, {.cell = cell, .visits = static_cast<int64_t>(cell) + 1});
  }
  const v1::Release release = scenario.Release(people);
  // Rates 1 to 4; the best quarter's is 1.75.
  constexpr char kTitle[] = "Impactable cost of visits";
  EXPECT_EQ(CellOf(release, {"c0"}, kTitle).value(), "0");
  EXPECT_EQ(CellOf(release, {"c3"}, kTitle).value(), "225000");
  EXPECT_EQ(CellOf(release, {"all"}, kTitle).value(), "375000");
}

TEST(DerivedMeasures, OneOverAnother) {
  const Scenario scenario({.measures = {"ratio cost to visits"}});
  std::vector<TestPerson> people;
  AddPeople(people, 1000, {.visits = 2, .cost = 30'000});
  const v1::Release release = scenario.Release(people);
  EXPECT_EQ(CellOf(release, {"c0"}, "Cost to visits").value(), "150");
}

TEST(DerivedMeasures, ATotalWithHiddenPartsMakesAPartialFigure) {
  const Scenario scenario({.measures = {"people", "rate asthma per 100"}});
  std::vector<TestPerson> people;
  AddPeople(people, 100, {.cell = 0, .asthma = true});
  AddPeople(people, 100, {.cell = 0});
  AddPeople(people, 5, {.cell = 1, .asthma = true});
  const v1::Release release = scenario.Release(people);
  EXPECT_EQ(CellOf(release, {"all"}, "Asthma per 100 people").state(), v1::CELL_STATE_PARTIAL);
}

}  // namespace
}  // namespace ginnel::disclosure
