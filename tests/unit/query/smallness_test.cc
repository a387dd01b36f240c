// SPDX-License-Identifier: Apache-2.0
#include "query/smallness.h"

#include <gmock/gmock.h>

#include <set>

#include "documents.h"

namespace ginnel::query {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using Kind = Aggregate::Kind;

v1::Query With(const std::vector<std::string>& measures) {
  v1::Query query = MatrixQuery();
  query.mutable_measures()->Assign(measures.begin(), measures.end());
  return query;
}

Plan Planned(const v1::Query& query) {
  absl::StatusOr<Plan> plan = PlanFor(query, Partnership());
  EXPECT_TRUE(plan.ok()) << plan.status();
  return plan.ok() ? *std::move(plan) : Plan();
}

size_t Position(const Plan& plan, Kind kind, size_t cell) {
  for (size_t a = 0; a < plan.aggregates.size(); ++a) {
    if (plan.aggregates[a].kind == kind) return plan.Position(static_cast<int>(a), cell);
  }
  ADD_FAILURE() << "no such aggregate";
  return 0;
}

// Whether the guards of `position` would let these totals of the cell through, with no member alone
// in them.
bool Opens(const Plan& plan, size_t position, const std::vector<int64_t>& totals) {
  for (int test : plan.guards[position]) {
    for (const LinearForm& form : plan.tests[static_cast<size_t>(test)].forms) {
      int64_t x = 0;
      for (const auto& [at, coefficient] : form.terms) x += coefficient * totals[at];
      if (x < plan.threshold && (x > 0 || form.zero_is_small)) return false;
    }
  }
  return true;
}

TEST(PlanTests, GuardEveryPosition) {
  const Plan plan = Planned(With({"people", "mean age", "sum cost_gp", "prevalence smi"}));
  for (size_t p = 0; p < plan.positions(); ++p) {
    EXPECT_FALSE(plan.guards[p].empty()) << p;
    if (plan.own_test[p] >= 0) {
      EXPECT_THAT(plan.guards[p], Contains(plan.own_test[p])) << p;
    }
    const size_t people = Position(plan, Kind::kPeople, p % plan.cells);
    EXPECT_THAT(plan.guards[p], Contains(plan.own_test[people])) << p;
  }
}

TEST(PlanTests, GiveEachCountAndNoSumATestOfItsOwn) {
  const Plan plan = Planned(With({"mean age"}));
  std::set<int> seen;
  for (size_t a = 0; a < plan.aggregates.size(); ++a) {
    const bool sum =
        plan.aggregates[a].kind == Kind::kSum || plan.aggregates[a].kind == Kind::kSumOfSquares;
    for (size_t cell = 0; cell < plan.cells; ++cell) {
      const int own = plan.own_test[plan.Position(static_cast<int>(a), cell)];
      if (sum) {
        EXPECT_EQ(own, -1);
        continue;
      }
      ASSERT_GE(own, 0);
      EXPECT_TRUE(seen.insert(own).second);
      const SmallnessTest& test = plan.tests[static_cast<size_t>(own)];
      ASSERT_EQ(test.forms.size(), 1u);
      EXPECT_EQ(test.forms[0].without_member, -1);
      EXPECT_FALSE(test.forms[0].zero_is_small);
    }
  }
}

TEST(PlanTests, TestTheRemainderWithoutEachMember) {
  const Plan plan = Planned(With({"people"}));
  const size_t position = Position(plan, Kind::kPeople, 4);
  ASSERT_EQ(plan.guards[position].size(), 2u);
  const SmallnessTest& remainders = plan.tests[static_cast<size_t>(plan.guards[position][1])];
  ASSERT_EQ(remainders.forms.size(), 3u);
  for (int m = 0; m < 3; ++m) {
    EXPECT_EQ(remainders.forms[static_cast<size_t>(m)].without_member, m);
    EXPECT_FALSE(remainders.forms[static_cast<size_t>(m)].zero_is_small);
    EXPECT_EQ(remainders.forms[static_cast<size_t>(m)].terms[0].first, position);
  }
}

TEST(PlanTests, LeaveRemaindersOutBelowThreeMembers) {
  v1::Query query = With({"people"});
  query.clear_members();
  query.add_members("beck");
  query.add_members("moor");
  const Plan plan = Planned(query);
  for (const SmallnessTest& test : plan.tests) {
    for (const LinearForm& form : test.forms) EXPECT_EQ(form.without_member, -1);
  }
}

TEST(PlanTests, TreatZeroAsSmallUnderAFreeCondition) {
  v1::Query query = With({"people"});
  query.mutable_population()->set_where("age > 5");
  const Plan plan = Planned(query);
  EXPECT_TRUE(plan.tests[static_cast<size_t>(plan.own_test[0])].forms[0].zero_is_small);
  std::vector<int64_t> totals(plan.positions(), 0);
  EXPECT_FALSE(Opens(plan, 0, totals));
  EXPECT_TRUE(Opens(Planned(With({"people"})), 0, totals));
}

TEST(PlanTests, TestTheExceptionsOfSensitiveFlags) {
  const Plan plan = Planned(With({"prevalence smi"}));
  const size_t people = Position(plan, Kind::kPeople, 0);
  const size_t with_smi = Position(plan, Kind::kTrue, 0);
  std::vector<int64_t> totals(plan.positions(), 0);
  totals[people] = 100;
  totals[with_smi] = 50;
  EXPECT_TRUE(Opens(plan, with_smi, totals));
  totals[with_smi] = 100;  // everyone in the cell
  EXPECT_FALSE(Opens(plan, with_smi, totals));
  totals[with_smi] = 93;  // all but seven
  EXPECT_FALSE(Opens(plan, with_smi, totals));
  EXPECT_TRUE(Opens(plan, people, totals));
  totals[with_smi] = 92;
  EXPECT_TRUE(Opens(plan, with_smi, totals));
}

TEST(PlanTests, DoNotTestTheExceptionsOfOtherFlags) {
  const Plan plan = Planned(With({"prevalence diabetes"}));
  std::vector<int64_t> totals(plan.positions(), 100);
  EXPECT_TRUE(Opens(plan, Position(plan, Kind::kTrue, 0), totals));
}

TEST(PlanTests, GuardSumsByPeopleKnownAndContributors) {
  const Plan plan = Planned(With({"mean age"}));
  for (Kind sum : {Kind::kSum, Kind::kSumOfSquares}) {
    for (Kind count : {Kind::kPeople, Kind::kKnown, Kind::kContributors}) {
      std::vector<int64_t> totals(plan.positions(), 100);
      EXPECT_TRUE(Opens(plan, Position(plan, sum, 2), totals));
      totals[Position(plan, count, 2)] = 7;
      EXPECT_FALSE(Opens(plan, Position(plan, sum, 2), totals));
      EXPECT_TRUE(Opens(plan, Position(plan, sum, 3), totals)) << "another cell";
      for (int test : plan.guards[Position(plan, count, 2)]) {
        EXPECT_THAT(plan.guards[Position(plan, sum, 2)], Contains(test));
      }
    }
  }
}

TEST(PlanTests, RefuseATableOfTooManyTests) {
  v1::Query query = MatrixQuery();
  query.mutable_by()->Clear();
  query.add_by("banding age-five-years");
  query.add_by("variable ethnic_category");
  query.add_by("banding imd-2019-deciles");
  query.add_by("variable housebound");
  query.clear_measures();
  for (int i = 0; i < 60; ++i) {
    const v1::Variable& variable = CoreDictionary().variable(i);
    const bool number =
        variable.type() == v1::VARIABLE_TYPE_INTEGER || variable.type() == v1::VARIABLE_TYPE_SCORE;
    const bool supplied = variable.sectors(0) == v1::SECTOR_GENERAL_PRACTICE;
    if (supplied && (number || variable.type() == v1::VARIABLE_TYPE_FLAG)) {
      query.add_measures((number ? "mean " : "prevalence ") + variable.name());
    }
  }
  const std::string error = ErrorOf(PlanFor(query, Partnership()));
  EXPECT_THAT(error, HasSubstr("use coarser axes or fewer measures"));
}

TEST(PlanTests, FailClosedOnASumWithoutContributors) {
  Plan plan;
  plan.aggregates = {{Kind::kPeople, -1}, {Kind::kSum, 0}};
  EXPECT_TRUE(absl::IsInternal(PlanTests(plan, CoreDictionary(), 3)));
  plan.aggregates = {{Kind::kContributors, 0}, {Kind::kSum, 0}};
  EXPECT_TRUE(absl::IsInternal(PlanTests(plan, CoreDictionary(), 3)));
}

}  // namespace
}  // namespace ginnel::query
