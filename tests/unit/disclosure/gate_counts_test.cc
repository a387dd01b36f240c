// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario.h"

namespace ginnel::disclosure {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

std::vector<TestPerson> People(const std::vector<size_t>& counts, size_t members = 2) {
  std::vector<TestPerson> people;
  for (size_t cell = 0; cell < counts.size(); ++cell) {
    TestPerson person;
    person.cell = cell;
    AddPeople(people, counts[cell], person, members);
  }
  return people;
}

TEST(GateCounts, RoundsSuppressesAndShowsZero) {
  const Scenario scenario({.columns = 4});
  const v1::Release release = scenario.Release(People({8, 7, 0, 1003}));
  EXPECT_EQ(Say(CellOf(release, {"c0"}, "People")), "value 10 [8, 12]");
  EXPECT_EQ(Say(CellOf(release, {"c1"}, "People")), "suppressed [1, 7]");
  EXPECT_EQ(Say(CellOf(release, {"c2"}, "People")), "true_zero 0 [0, 0]");
  EXPECT_EQ(Say(CellOf(release, {"c3"}, "People")), "value 1005 [1003, 1007]");
}

TEST(GateCounts, HidesZeroUnderAFreeCondition) {
  const Scenario scenario({.columns = 2, .where = "asthma"});
  const v1::Release release = scenario.Release(People({0, 3}));
  EXPECT_EQ(Say(CellOf(release, {"c0"}, "People")), "suppressed [0, 7]");
  EXPECT_EQ(Say(CellOf(release, {"c1"}, "People")), "suppressed [0, 7]");
}

TEST(GateCounts, WithholdsWhatWouldGiveAnotherMembersFigureAway) {
  const Scenario scenario({.columns = 2, .members = 3});
  std::vector<TestPerson> people = People({60, 60}, 3);
  // The first cell: all but three of them at one member.
  for (TestPerson& person : people) person.member = person.cell == 0 ? 0 : person.member;
  TestPerson few;
  few.member = 1;
  AddPeople(people, 3, few, 1);
  people.back().member = 1;
  for (size_t i = people.size() - 3; i < people.size(); ++i) people[i].member = 1;
  const v1::Release release = scenario.Release(people);
  EXPECT_EQ(Say(CellOf(release, {"c0"}, "People")), "withheld");
  EXPECT_EQ(Say(CellOf(release, {"c1"}, "People")), "value 60 [58, 62]");
  EXPECT_EQ(Say(CellOf(release, {"all"}, "People")), "partial 60 [58, ]");
  EXPECT_THAT(release.notes(), Contains(HasSubstr("1 of 2 figures is withheld")));
}

TEST(GateCounts, DerivedTotalsAddUpAndSayHowFarTheyDrift) {
  const Scenario scenario({.rows = 2, .columns = 2});
  const v1::Release release = scenario.Release(People({12, 22, 32, 42}));
  EXPECT_EQ(Say(CellOf(release, {"all", "c0"}, "People")), "value 40 [36, 44]");
  EXPECT_EQ(Say(CellOf(release, {"r1", "all"}, "People")), "value 70 [66, 74]");
  EXPECT_EQ(Say(CellOf(release, {"all", "all"}, "People")), "value 100 [92, 108]");
  EXPECT_THAT(release.notes(), Contains(HasSubstr("differs from the true one by at most 8.")));
}

TEST(GateCounts, ATotalWithSuppressedPartsIsPartialWithItsTrueRange) {
  const Scenario scenario({.columns = 3});
  EXPECT_EQ(Say(CellOf(scenario.Release(People({20, 3, 0})), {"all"}, "People")),
            "partial 20 [19, 29]");
  EXPECT_EQ(Say(CellOf(scenario.Release(People({6, 3, 0})), {"all"}, "People")),
            "suppressed [2, 14]");
  EXPECT_EQ(Say(CellOf(scenario.Release(People({0, 0, 0})), {"all"}, "People")),
            "true_zero 0 [0, 0]");
}

TEST(GateCounts, AuditedTotalsAreRoundedOnTheirOwnWhereThatSaysNothing) {
  ScenarioOptions options{.rows = 3, .columns = 3, .totals = v1::TOTALS_AUDITED};
  const Scenario scenario(options);
  // All are two above what they are rounded to: the derived total would be 18 short.
  const v1::Release release = scenario.Release(People(std::vector<size_t>(9, 102)));
  const v1::ReleasedCell whole = CellOf(release, {"all", "all"}, "People");
  EXPECT_EQ(whole.value(), "915");
  EXPECT_EQ(Say(whole), "value 915 [913, 918]");
  EXPECT_THAT(release.notes(), Contains(HasSubstr("Totals of People: rounded on their own:")));
}

TEST(GateCounts, ThePublishedMatrixComesOutToTheNearestFive) {
  const Scenario scenario({.rows = 3, .columns = 3, .totals = v1::TOTALS_AUDITED});
  const std::vector<size_t> published = {49'726, 2'210, 124,   138'611, 24'220,
                                         1'710,  4'670, 6'736, 1'316};
  const v1::Release release = scenario.Release(People(published));
  for (size_t cell = 0; cell < published.size(); ++cell) {
    EXPECT_EQ(release.cells(static_cast<int>(cell)).value(),
              std::to_string((published[cell] + 2) / 5 * 5));
  }
  EXPECT_EQ(Say(CellOf(release, {"all", "all"}, "People")), "value 229325 [229323, 229327]");
}

TEST(GateCounts, AuditedTotalsOfTwoCellsStayWhatTheCellsSay) {
  ScenarioOptions options{.columns = 2, .totals = v1::TOTALS_AUDITED};
  const Scenario scenario(options);
  // 12 + 12 = 24 rounds to 25, which would say that each holds at least 11.
  EXPECT_EQ(Say(CellOf(scenario.Release(People({12, 12})), {"all"}, "People")),
            "value 20 [16, 24]");
}

TEST(GateCounts, AuditedTotalsWithASuppressedPartAreDerived) {
  ScenarioOptions options{.columns = 4, .totals = v1::TOTALS_AUDITED};
  const Scenario scenario(options);
  const v1::Release release = scenario.Release(People({102, 102, 102, 5}));
  EXPECT_EQ(Say(CellOf(release, {"all"}, "People")), "partial 300 [295, 313]");
  EXPECT_THAT(release.notes(), Contains("Totals of People: from released cells: all."));
}

TEST(GateCounts, ASuppressedCellLeavesOtherMarginsAudited) {
  const Scenario scenario({.rows = 2, .columns = 5, .totals = v1::TOTALS_AUDITED});
  const v1::Release release =
      scenario.Release(People({102, 102, 102, 102, 102, 102, 102, 102, 102, 5}));
  EXPECT_EQ(Say(CellOf(release, {"r0", "all"}, "People")), "value 505 [503, 510]");
  EXPECT_EQ(Say(CellOf(release, {"r1", "all"}, "People")), "partial 400 [393, 415]");
  EXPECT_EQ(Say(CellOf(release, {"all", "all"}, "People")), "partial 900 [883, 925]");
  EXPECT_THAT(release.notes(), Contains(HasSubstr("rounded on their own: all × c0, all × c1, ")));
}

TEST(GateCounts, OrdersCellsRowMajorThenTotals) {
  const Scenario scenario({.rows = 2, .columns = 2, .measures = {"people", "prevalence asthma"}});
  const v1::Release release = scenario.Release(People({10, 20, 30, 40}));
  std::string order;
  for (int i = 0; i < release.cells_size(); i += 2) {
    EXPECT_EQ(release.cells(i).measure(), "People");
    EXPECT_EQ(release.cells(i + 1).measure(), "Prevalence of asthma");
    order += release.cells(i).labels(0) + "," + release.cells(i).labels(1) + " ";
  }
  EXPECT_EQ(order, "r0,c0 r0,c1 r1,c0 r1,c1 all,c0 all,c1 r0,all r1,all all,all ");
}

TEST(GateCounts, ATableWithoutAxesHasOneCellAndNoTotals) {
  const Scenario scenario({.columns = 1});
  const v1::Release release = scenario.Release(People({41}));
  ASSERT_EQ(release.cells_size(), 1);
  EXPECT_EQ(Say(release.cells(0)), "value 40 [38, 42]");
}

TEST(GateCounts, OtherProfilesRoundTheirWay) {
  const Scenario ons({.columns = 2, .profile = "ons-10-5", .threshold = 10});
  const v1::Release release = ons.Release(People({9, 11}));
  EXPECT_EQ(Say(CellOf(release, {"c0"}, "People")), "suppressed [1, 9]");
  EXPECT_EQ(Say(CellOf(release, {"c1"}, "People")), "value 10 [10, 12]");
  const Scenario midpoint({.columns = 2, .profile = "opensafely-midpoint-6"});
  EXPECT_EQ(Say(CellOf(midpoint.Release(People({8, 13})), {"c0"}, "People")), "value 9 [8, 12]");
}

}  // namespace
}  // namespace ginnel::disclosure
