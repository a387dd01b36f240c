// SPDX-License-Identifier: Apache-2.0
// What the federation opens against what one would count with all the data in one place.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "tests/unit/sharing/federation.h"

namespace ginnel::sharing {
namespace {

using Kind = query::Aggregate::Kind;

class Dice {
 public:
  explicit Dice(uint64_t seed) : random_(seed) {}
  int Below(int limit) { return static_cast<int>(random_.Next() % static_cast<uint64_t>(limit)); }

 private:
  crypto::SeededRandom random_;
};

// A few people of each group at each member: totals of groups are around the threshold.
TestPeople RandomPeople(Dice& dice) {
  TestPeople people;
  for (int group = 0; group < kGroups; ++group) {
    const int style = dice.Below(4);
    const int count = style == 0 ? 0 : style == 1 ? dice.Below(5) : dice.Below(25);
    const int smokers = dice.Below(4);  // of four
    const bool costly = dice.Below(3) > 0;
    for (int i = 0; i < count; ++i) {
      const bool pays = costly && dice.Below(3) > 0;
      people.push_back({group, dice.Below(4) < smokers, pays ? dice.Below(500'000) : 0});
    }
  }
  return people;
}

int64_t Value(Kind kind, bool of_cost, const TestPerson& person) {
  const int64_t pounds = (person.pence + 50) / 100;
  switch (kind) {
    case Kind::kPeople:
    case Kind::kKnown:
      return 1;
    case Kind::kTrue:
      return person.smoker ? 1 : 0;
    case Kind::kContributors:
      return of_cost ? person.pence != 0 : person.smoker;
    case Kind::kSum:
      return person.pence;
    case Kind::kSumOfSquares:
      return pounds * pounds;
  }
  return 0;
}

// In vector order; people of the test are all known to be of one of the first kGroups cells.
std::vector<int64_t> Pool(const query::Plan& plan, const query::Dictionary& dictionary,
                          const TestPeople& people) {
  const int cost = dictionary.Find("cost").value();
  std::vector<int64_t> table(plan.positions());
  for (size_t a = 0; a < plan.aggregates.size(); ++a) {
    for (const TestPerson& person : people) {
      table[plan.Position(static_cast<int>(a), static_cast<size_t>(person.group))] +=
          Value(plan.aggregates[a].kind, plan.aggregates[a].variable == cost, person);
    }
  }
  return table;
}

bool Passes(const query::SmallnessTest& test, uint32_t threshold,
            const std::vector<std::vector<int64_t>>& members) {
  for (const query::LinearForm& form : test.forms) {
    int64_t sum = 0;
    for (size_t m = 0; m < members.size(); ++m) {
      if (static_cast<int>(m) == form.without_member) continue;
      for (const auto& [position, coefficient] : form.terms) {
        sum += coefficient * members[m][position];
      }
    }
    if (sum >= (form.zero_is_small ? 0 : 1) && sum < static_cast<int64_t>(threshold)) return false;
  }
  return true;
}

bool IsCount(Kind kind) { return kind != Kind::kSum && kind != Kind::kSumOfSquares; }

class FederationProperty : public testing::TestWithParam<size_t> {
 protected:
  // Opened and pooled are compared by code that shares nothing with the planner's guards.
  void ExpectNothingSmall(const query::Plan& plan, const std::vector<int64_t>& pooled,
                          const disclosure::OpenedTable& opened) {
    for (size_t a = 0; a < plan.aggregates.size(); ++a) {
      for (size_t cell = 0; cell < plan.cells; ++cell) {
        const size_t position = plan.Position(static_cast<int>(a), cell);
        if (!opened.value(position)) continue;
        if (IsCount(plan.aggregates[a].kind)) {
          EXPECT_TRUE(pooled[position] == 0 || pooled[position] >= 8) << pooled[position];
        }
        // Whatever is opened of a cell, its people were not few, nor were a sum's contributors.
        for (size_t b = 0; b < plan.aggregates.size(); ++b) {
          const bool guards = plan.aggregates[b].kind == Kind::kPeople ||
                              (!IsCount(plan.aggregates[a].kind) &&
                               plan.aggregates[b].kind == Kind::kContributors &&
                               plan.aggregates[b].variable == plan.aggregates[a].variable);
          const int64_t count = pooled[plan.Position(static_cast<int>(b), cell)];
          EXPECT_TRUE(!guards || count == 0 || count >= 8) << count;
        }
      }
    }
  }
};

INSTANTIATE_TEST_SUITE_P(Members, FederationProperty, testing::Values(2u, 3u, 4u));

TEST_P(FederationProperty, OpensThePooledFiguresExactlyAndNoSmallOne) {
  Dice dice(2026 + GetParam());
  Federation federation{std::vector<TestPeople>(GetParam())};
  std::set<std::pair<bool, int64_t>> seen;  // (opened, people of a cell)
  for (int round = 0; round < 8; ++round) {
    std::vector<TestPeople> people;
    for (const std::string& member : federation.members()) {
      people.push_back(RandomPeople(dice));
      federation.Reload(member, people.back());
    }
    governance::SamplePackage package = federation.Package();
    package.query.set_title(absl::StrCat("round ", round));
    const v1::RunPackage run = package.Build();
    const query::Plan plan = federation.PlanOf(run);
    std::vector<std::vector<int64_t>> tables;
    for (const TestPeople& each : people) {
      tables.push_back(Pool(plan, federation.dictionary(), each));
    }
    const std::vector<int64_t> pooled = Pool(plan, federation.dictionary(), Join(people));

    const auto opened = federation.Run(run);
    ASSERT_TRUE(opened.ok()) << opened.status();
    ASSERT_EQ(opened->tests(), plan.tests.size());
    for (size_t t = 0; t < plan.tests.size(); ++t) {
      EXPECT_EQ(opened->passed(t), Passes(plan.tests[t], 8, tables)) << "test " << t;
    }
    for (size_t position = 0; position < plan.positions(); ++position) {
      bool all = true;
      for (int test : plan.guards[position]) {
        all = all && Passes(plan.tests[static_cast<size_t>(test)], 8, tables);
      }
      ASSERT_EQ(opened->value(position).has_value(), all) << position;
      if (all) {
        EXPECT_EQ(*opened->value(position), pooled[position]) << position;
      }
    }
    ExpectNothingSmall(plan, pooled, *opened);
    for (size_t cell = 0; cell < kGroups; ++cell) {
      seen.emplace(opened->value(plan.Position(0, cell)).has_value(), pooled[cell]);
    }
  }
  // The rounds did meet both kinds, or this test says nothing.
  EXPECT_GT(std::count_if(seen.begin(), seen.end(), [](auto& s) { return s.first; }), 5);
  EXPECT_GT(std::count_if(seen.begin(), seen.end(), [](auto& s) { return !s.first; }), 2);
}

}  // namespace
}  // namespace ginnel::sharing
