// SPDX-License-Identifier: Apache-2.0
//
// Subtraction: total − the other cells. The attacker knows the rules, and goes through every table
// that would show the same cells and totals; behind each published table every cell must be able to
// hold everything that the cell itself admits.
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "disclosure/audited_totals.h"
#include "disclosure/margin_network.h"
#include "disclosure/profile.h"
#include "scenario.h"

namespace ginnel::disclosure {
namespace {

std::string Say(const AuditedTotal& total) {
  return absl::StrCat(total.figure.value, total.own_rounding ? "r" : "d", total.figure.low, "-",
                      total.figure.high.value_or(-1), " ");
}

std::string Published(const AuditedTotals& totals) {
  std::string text = Say(totals.whole);
  for (const AuditedTotal& total : totals.columns) text += Say(total);
  for (const AuditedTotal& total : totals.rows) text += Say(total);
  return text;
}

constexpr int64_t kSuppressed = -1;

CountFigure Figure(const Profile& profile, int64_t released) {
  if (released == kSuppressed) {
    return {v1::CELL_STATE_SUPPRESSED, 0, 1, profile.threshold - 1};
  }
  const CountRange range = profile.CountsThatRoundTo(released);
  return {v1::CELL_STATE_VALUE, released, std::max<int64_t>(range.low, profile.threshold),
          range.high};
}

struct Attack {
  size_t published = 0;  // different published margins
  size_t own = 0;        // of them with a margin that is not the sum of the cells
};

// Every exact table behind the same released cells, by what is published beside them.
Attack ExpectNothingLearnt(size_t rows, size_t columns, const std::string& profile_name,
                           const std::vector<int64_t>& released) {
  const Profile profile = *FindProfile(profile_name);
  std::vector<CountFigure> figures;
  for (const int64_t value : released) figures.push_back(Figure(profile, value));
  std::map<std::string, std::vector<std::set<int64_t>>> seen;
  std::set<std::string> with_own;
  std::vector<int64_t> exact(released.size());
  const std::function<void(size_t)> every = [&](size_t cell) {
    if (cell < exact.size()) {
      for (exact[cell] = figures[cell].low; exact[cell] <= *figures[cell].high; ++exact[cell]) {
        every(cell + 1);
      }
      return;
    }
    std::vector<int64_t> opened = exact;
    for (size_t i = 0; i < opened.size(); ++i) opened[i] = figures[i].released() ? opened[i] : 0;
    const auto totals = AuditTotals(rows, columns, profile, figures, opened);
    ASSERT_TRUE(totals.has_value());
    auto& cells = seen[Published(*totals)];
    cells.resize(exact.size());
    for (size_t i = 0; i < exact.size(); ++i) cells[i].insert(exact[i]);
    int64_t sum = 0;
    for (const CountFigure& figure : figures) sum += figure.value;
    if (totals->whole.figure.value != sum) with_own.insert(Published(*totals));
  };
  every(0);
  for (const auto& [published, cells] : seen) {
    for (size_t i = 0; i < cells.size(); ++i) {
      EXPECT_EQ(cells[i].size(), static_cast<size_t>(*figures[i].high - figures[i].low + 1))
          << "cell " << i << " beside " << published;
    }
  }
  return {seen.size(), with_own.size()};
}

constexpr char kNhs[] = "nhs-1-7-round-5";

TEST(TotalsSubtraction, AuditedMarginsOfOneAxisTellNothing) {
  for (size_t cells = 1; cells <= 5; ++cells) {
    const Attack attack = ExpectNothingLearnt(1, cells, kNhs, std::vector<int64_t>(cells, 50));
    EXPECT_GT(attack.published, 0u);
    // From four cells on the audit has something to offer.
    EXPECT_EQ(attack.own > 0, cells >= 4) << cells;
  }
}

TEST(TotalsSubtraction, AuditedMarginsOfCellsAtTheThresholdTellNothing) {
  // 10 to 12: the released 10 of this profile cannot be 8 or 9.
  ExpectNothingLearnt(1, 5, "ons-10-5", {10, 10, 10, 10, 20});
  ExpectNothingLearnt(2, 3, "ons-10-5", {10, 10, 10, 10, 10, 10});
}

TEST(TotalsSubtraction, AuditedMarginsOfTwoAxesTellNothingTogether) {
  EXPECT_GT(ExpectNothingLearnt(2, 2, kNhs, {50, 10, 15, 500}).own, 0u);
  EXPECT_GT(ExpectNothingLearnt(2, 3, "ons-10-5", {50, 10, 10, 10, 50, 10}).own, 0u);
}

TEST(TotalsSubtraction, AuditedMarginsOfOtherProfilesTellNothing) {
  ExpectNothingLearnt(1, 4, "opensafely-midpoint-6", {9, 15, 21, 9});
  ExpectNothingLearnt(2, 2, "opensafely-midpoint-6", {9, 15, 21, 9});
  ExpectNothingLearnt(1, 3, "cohort-discovery-10-10", {10, 20, 30});
  ExpectNothingLearnt(2, 2, "cohort-discovery-10-10", {10, 20, 10, 20});
}

TEST(TotalsSubtraction, AuditedMarginsBesideASuppressedCellTellNothing) {
  ExpectNothingLearnt(2, 2, kNhs, {50, 10, 15, kSuppressed});
  ExpectNothingLearnt(2, 3, "ons-10-5", {50, 10, 50, 10, kSuppressed, 10});
}

TEST(TotalsSubtraction, IndependentRoundingWouldGiveCellsAway) {
  // The attack itself works: beside 10 + 10 a total of 25 leaves 11 and 12 only.
  const MarginNetwork::Margin whole = MarginNetwork::Margin::kWhole;
  MarginNetwork network(1, 2, {{8, 12}, {8, 12}});
  network.Narrow(whole, 0, {23, 27});
  EXPECT_FALSE(network.SumIf(whole, 0, 0, 10).has_value());
  EXPECT_TRUE(network.SumIf(whole, 0, 0, 11).has_value());
}

std::vector<TestPerson> Table(const std::vector<size_t>& counts) {
  std::vector<TestPerson> people;
  for (size_t cell = 0; cell < counts.size(); ++cell) {
    TestPerson person;
    person.cell = cell;
    person.cost = 1'000;
    AddPeople(people, counts[cell], person);
  }
  return people;
}

TEST(TotalsSubtraction, ASuppressedCellIsInNoTotal) {
  for (const v1::Totals totals : {v1::TOTALS_DERIVED, v1::TOTALS_AUDITED}) {
    const Scenario scenario({.rows = 2,
                             .columns = 2,
                             .measures = {"people", "mean cost", "sum cost"},
                             .totals = totals});
    const std::string seen = scenario.Release(Table({102, 103, 104, 1})).SerializeAsString();
    for (size_t small = 2; small < 8; ++small) {
      EXPECT_EQ(scenario.Release(Table({102, 103, 104, small})).SerializeAsString(), seen);
    }
  }
}

TEST(ZeroUnderAFreeFilter, CannotBeToldFromAFew) {
  for (const v1::Totals totals : {v1::TOTALS_DERIVED, v1::TOTALS_AUDITED}) {
    const Scenario scenario({.columns = 2,
                             .measures = {"people", "mean cost", "prevalence asthma"},
                             .totals = totals,
                             .where = "asthma"});
    const std::string seen = scenario.Release(Table({102, 0})).SerializeAsString();
    for (size_t small = 1; small < 8; ++small) {
      EXPECT_EQ(scenario.Release(Table({102, small})).SerializeAsString(), seen);
    }
    EXPECT_NE(scenario.Release(Table({102, 8})).SerializeAsString(), seen);
  }
}

// The attacker knows everyone's spend but one person's, who makes up most of the cell.
TEST(DominantSpender, IsNotInTheReleaseWhateverTheySpend) {
  const Scenario scenario(
      {.columns = 2, .measures = {"people", "mean cost", "sum cost", "per_person cost"}});
  const auto release = [&](int64_t cost) {
    std::vector<TestPerson> people = Table({500, 30});
    TestPerson spender;
    spender.cell = 1;
    spender.cost = cost;
    people.push_back(spender);
    return scenario.Release(people).SerializeAsString();
  };
  EXPECT_EQ(release(1'000'000), release(400'000));
  EXPECT_NE(release(1'000), release(400'000));
}

}  // namespace
}  // namespace ginnel::disclosure
