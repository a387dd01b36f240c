// SPDX-License-Identifier: Apache-2.0
//
// Over drawn tables: the release is a function of what may be known, and what it says is true.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <vector>

#include "scenario.h"

namespace ginnel::disclosure {
namespace {

constexpr size_t kRows = 2;
constexpr size_t kColumns = 3;
constexpr size_t kCells = kRows * kColumns;

class Draw {
 public:
  explicit Draw(uint64_t seed) : random_(seed) {}
  size_t Below(size_t end) { return random_() % end; }
  int64_t Between(int64_t low, int64_t high) {
    return low + static_cast<int64_t>(Below(static_cast<size_t>(high - low + 1)));
  }
  bool Chance(double p) { return static_cast<double>(Below(1'000'000)) < p * 1e6; }

  TestPerson Person(size_t cell, size_t members) {
    TestPerson person;
    person.cell = cell;
    person.member = Below(members);
    person.visits = Between(0, 12);
    person.cost = Chance(0.02) ? Between(0, 900'000) : Between(0, 40'000);
    if (Chance(0.8)) person.score = Between(0, 1000);
    person.asthma = Chance(0.2);
    person.smi = Chance(0.15);
    if (Chance(0.7)) person.smoker = Chance(0.3);
    return person;
  }

  size_t CellSize() {
    switch (Below(4)) {
      case 0:
        return Below(8);
      case 1:
        return 8 + Below(20);
      default:
        return 50 + Below(200);
    }
  }

 private:
  std::mt19937_64 random_;
};

ScenarioOptions Options(v1::Totals totals, bool free, size_t members) {
  return {.rows = kRows,
          .columns = kColumns,
          .measures = {"people", "mean visits", "sum visits", "mean cost", "sum cost",
                       "per_person cost", "mean score", "per_person score", "sum score",
                       "prevalence asthma", "prevalence smi", "prevalence smoker"},
          .members = members,
          .totals = totals,
          .where = free ? "asthma" : ""};
}

std::vector<TestPerson> DrawTable(Draw& draw, size_t members) {
  std::vector<TestPerson> people;
  for (size_t cell = 0; cell < kCells; ++cell) {
    const size_t size = draw.CellSize();
    for (size_t i = 0; i < size; ++i) people.push_back(draw.Person(cell, members));
  }
  return people;
}

std::map<size_t, size_t> Sizes(const std::vector<TestPerson>& people) {
  std::map<size_t, size_t> sizes;
  for (const TestPerson& person : people) ++sizes[person.cell];
  return sizes;
}

// Puts other people into every small cell.
std::vector<TestPerson> RedrawSmallCells(const std::vector<TestPerson>& people, Draw& draw,
                                         bool free, size_t members) {
  std::vector<TestPerson> other;
  const auto sizes = Sizes(people);
  for (const TestPerson& person : people) {
    if (sizes.at(person.cell) >= 8) other.push_back(person);
  }
  for (size_t cell = 0; cell < kCells; ++cell) {
    const auto found = sizes.find(cell);
    const size_t size = found == sizes.end() ? 0 : found->second;
    if (size < 8 && (free || size > 0)) {
      const int64_t now = draw.Between(free ? 0 : 1, 7);
      for (int64_t i = 0; i < now; ++i) other.push_back(draw.Person(cell, members));
    }
  }
  return other;
}

TEST(ReleaseProperty, PeopleInSmallCellsChangeNothing) {
  Draw draw(1);
  for (const v1::Totals totals : {v1::TOTALS_DERIVED, v1::TOTALS_AUDITED}) {
    for (const bool free : {false, true}) {
      for (const size_t members : {size_t{2}, size_t{4}}) {
        const Scenario scenario(Options(totals, free, members));
        for (int i = 0; i < 25; ++i) {
          const auto people = DrawTable(draw, members);
          const auto other = RedrawSmallCells(people, draw, free, members);
          EXPECT_EQ(scenario.Release(people).DebugString(), scenario.Release(other).DebugString());
        }
      }
    }
  }
}

// Which few people of a large cell have a flag, and which few spend.
TEST(ReleaseProperty, SmallNumeratorsAndContributorsChangeNothing) {
  Draw draw(2);
  const Scenario scenario(Options(v1::TOTALS_AUDITED, false, 2));
  for (int i = 0; i < 40; ++i) {
    std::vector<TestPerson> people;
    for (size_t cell = 0; cell < kCells; ++cell) {
      AddPeople(people, 50 + draw.Below(200), {.cell = cell});
    }
    const auto with_a_few = [&] {
      std::vector<TestPerson> changed = people;
      for (size_t cell = 0; cell < kCells; ++cell) {
        int64_t flags = draw.Between(1, 7);
        int64_t spenders = draw.Between(1, 7);
        for (TestPerson& person : changed) {
          if (person.cell != cell) continue;
          person.asthma = flags-- > 0;
          person.cost = spenders-- > 0 ? draw.Between(1, 900'000) : 0;
        }
      }
      return changed;
    };
    EXPECT_EQ(scenario.Release(with_a_few()).DebugString(),
              scenario.Release(with_a_few()).DebugString());
  }
}

struct Truth {
  double value = 0;
  bool defined = true;
};

// The true figure of `measure` over the people of a cell or total.
Truth TrueFigure(const std::string& measure, const std::vector<TestPerson>& people) {
  double count = 0, visits = 0, cost = 0, score = 0, scored = 0, asthma = 0, smi = 0, smoker = 0,
         answered = 0;
  for (const TestPerson& person : people) {
    count += 1;
    visits += static_cast<double>(person.visits);
    cost += static_cast<double>(person.cost) / 100;
    score += static_cast<double>(person.score.value_or(0)) / 10;
    scored += person.score.has_value() ? 1 : 0;
    asthma += person.asthma ? 1 : 0;
    smi += person.smi ? 1 : 0;
    smoker += person.smoker.value_or(false) ? 1 : 0;
    answered += person.smoker.has_value() ? 1 : 0;
  }
  const auto over = [](double a, double b) { return Truth{b > 0 ? a / b : 0, b > 0}; };
  if (measure == "People") return {count};
  if (measure == "Mean visits") return over(visits, count);
  if (measure == "Total visits") return {visits};
  if (measure == "Mean cost" || measure == "Cost per person") return over(cost, count);
  if (measure == "Total cost") return {cost};
  if (measure == "Mean score") return over(score, scored);
  if (measure == "Total score") return {score};
  if (measure == "Score per person") return over(score, count);
  if (measure == "Prevalence of asthma") return over(100 * asthma, count);
  if (measure == "Prevalence of serious mental illness") return over(100 * smi, count);
  if (measure == "Prevalence of smoking") return over(100 * smoker, answered);
  ADD_FAILURE() << "a measure without its truth: " << measure;
  return {};
}

bool IsIn(const TestPerson& person, const v1::ReleasedCell& cell) {
  const std::string row = "r" + std::to_string(person.cell / kColumns);
  const std::string column = "c" + std::to_string(person.cell % kColumns);
  return (cell.labels(0) == "all" || cell.labels(0) == row) &&
         (cell.labels(1) == "all" || cell.labels(1) == column);
}

TEST(ReleaseProperty, TheTruthIsWithinWhatIsSaid) {
  Draw draw(3);
  std::map<v1::CellState, int> states;
  for (const v1::Totals totals : {v1::TOTALS_DERIVED, v1::TOTALS_AUDITED}) {
    const Scenario scenario(Options(totals, false, 2));
    for (int i = 0; i < 40; ++i) {
      const auto people = DrawTable(draw, 2);
      const v1::Release release = scenario.Release(people);
      for (const v1::ReleasedCell& cell : release.cells()) {
        std::vector<TestPerson> inside;
        for (const TestPerson& person : people) {
          if (IsIn(person, cell)) inside.push_back(person);
        }
        const Truth truth = TrueFigure(cell.measure(), inside);
        ++states[cell.state()];
        if (!truth.defined) continue;
        constexpr double kRounding = 1e-6;
        if (!cell.low().empty()) {
          EXPECT_LE(std::stod(cell.low()), truth.value + kRounding) << cell.ShortDebugString();
        }
        if (!cell.high().empty()) {
          EXPECT_GE(std::stod(cell.high()), truth.value - kRounding) << cell.ShortDebugString();
        }
        if (cell.state() == v1::CELL_STATE_TRUE_ZERO) {
          EXPECT_EQ(truth.value, 0);
        }
        EXPECT_EQ(cell.value().empty(), cell.state() == v1::CELL_STATE_SUPPRESSED ||
                                            cell.state() == v1::CELL_STATE_WITHHELD ||
                                            cell.state() == v1::CELL_STATE_NOT_APPLICABLE);
      }
    }
  }
  for (const v1::CellState state :
       {v1::CELL_STATE_VALUE, v1::CELL_STATE_SUPPRESSED, v1::CELL_STATE_WITHHELD,
        v1::CELL_STATE_TRUE_ZERO, v1::CELL_STATE_PARTIAL}) {
    EXPECT_GT(states[state], 0) << "the draw never made " << v1::CellState_Name(state);
  }
}

TEST(ReleaseProperty, DerivedTotalsAddUp) {
  Draw draw(4);
  const Scenario scenario(Options(v1::TOTALS_DERIVED, false, 2));
  for (int i = 0; i < 40; ++i) {
    const v1::Release release = scenario.Release(DrawTable(draw, 2));
    for (const char* measure : {"People", "Total visits", "Total cost", "Total score"}) {
      long sum = 0;
      for (size_t cell = 0; cell < kCells; ++cell) {
        const auto part = CellOf(
            release, {"r" + std::to_string(cell / kColumns), "c" + std::to_string(cell % kColumns)},
            measure);
        sum += part.value().empty() ? 0 : std::stol(part.value());
      }
      const auto total = CellOf(release, {"all", "all"}, measure);
      EXPECT_EQ(total.value().empty() ? 0 : std::stol(total.value()), sum) << measure;
    }
  }
}

// Rounding again what is already public changes nothing: figures in one rounding class look the
// same.
TEST(ReleaseProperty, CountsOfOneRoundingClassLookTheSame) {
  const Scenario scenario({.columns = 2, .measures = {"people", "prevalence asthma"}});
  std::map<std::string, int> views;
  for (size_t with = 18; with <= 22; ++with) {
    for (size_t without = 40; without <= 60; ++without) {
      if (with + without < 68 || with + without > 72) continue;
      std::vector<TestPerson> people;
      AddPeople(people, with, {.asthma = true});
      AddPeople(people, without, {});
      ++views[scenario.Release(people).DebugString()];
    }
  }
  EXPECT_EQ(views.size(), 1u);
}

}  // namespace
}  // namespace ginnel::disclosure
