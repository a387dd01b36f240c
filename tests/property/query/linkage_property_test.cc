// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>

#include "../../unit/query/documents.h"
#include "linked_city.h"
#include "query/expression_text.h"
#include "query/linkage/conditions.h"
#include "query/linkage/linked_plan.h"
#include "query/row_evaluator.h"
#include "random_expression.h"

namespace ginnel::query {
namespace {

struct Tally {
  int planned = 0;
  int selected = 0;  // people in any cell
  int widest = 0;    // terms of so many sources
  int by_area = 0;   // plans in which general practice has fewer codes somewhere than elsewhere
  std::map<std::string, int> refused;
};

std::string Text(const v1::Query& query, const v1::Constitution& constitution) {
  return query.ShortDebugString() + " " + constitution.models(0).ShortDebugString();
}

// Plans random questions until `wanted` are accepted, and asks each of `people` people.
Tally AskMany(LinkedCity city, int wanted, int people) {
  Tally tally;
  for (int tries = 0; tally.planned < wanted && tries < 40 * wanted; ++tries) {
    const v1::Query query = city.Query();
    const auto roster = RosterOf(query, city.constitution(), city.dictionary());
    const absl::StatusOr<Plan> plan =
        roster.ok() ? PlanQuery(query, city.constitution(), city.dictionary(), *roster, 8)
                    : roster.status();
    if (!plan.ok()) {
      EXPECT_TRUE(absl::IsInvalidArgument(plan.status())) << plan.status();
      continue;
    }
    ++tally.planned;
    const auto by_area = [](const LinkedSource& source) { return source.held.has_value(); };
    const auto& sources = plan->linked->sources;
    tally.by_area += std::any_of(sources.begin(), sources.end(), by_area) ? 1 : 0;
    for (const LinkedTerm& term : plan->linked->terms) {
      tally.widest = std::max(tally.widest, static_cast<int>(term.factors.size()));
    }
    for (int i = 0; i < people; ++i) {
      const LinkedPerson person = city.Person(plan->linked->sources, *roster);
      const std::vector<int64_t> pooled =
          PooledAnswer(person, *plan, city.constitution(), city.dictionary(), *roster);
      const std::vector<int64_t> linked = LinkedAnswer(person, *plan, city.dictionary());
      for (int64_t figure : pooled) tally.selected += figure != 0 ? 1 : 0;
      EXPECT_EQ(pooled, linked) << Text(query, city.constitution());
      if (pooled != linked) return tally;
    }
  }
  return tally;
}

TEST(LinkageProperty, TwoMembersAnswerAsOnePooledRow) {
  const Tally tally = AskMany(LinkedCity({"gp-a", "trust-a"}, 1), 80, 40);
  EXPECT_EQ(tally.planned, 80);
  EXPECT_GT(tally.selected, 1000);
  EXPECT_EQ(tally.widest, 2);
}

TEST(LinkageProperty, ThreeMembersAnswerAsOnePooledRow) {
  const Tally tally = AskMany(LinkedCity({"gp-a", "trust-a", "council"}, 2), 80, 40);
  EXPECT_EQ(tally.planned, 80);
  EXPECT_GT(tally.selected, 1000);
  EXPECT_EQ(tally.widest, 3);
}

TEST(LinkageProperty, TwoTrustsOfOneSectorAnswerAsOnePooledRow) {
  const Tally tally = AskMany(LinkedCity({"trust-a", "gp-a", "trust-b", "gp-b"}, 3), 50, 40);
  EXPECT_EQ(tally.planned, 50);
  EXPECT_GT(tally.selected, 1000);
}

TEST(LinkageProperty, FourSourcesAnswerAsOnePooledRow) {
  const Tally tally = AskMany(LinkedCity({"gp-a", "trust-a", "trust-b", "council"}, 4), 30, 40);
  EXPECT_EQ(tally.planned, 30);
  EXPECT_GT(tally.selected, 500);
  EXPECT_EQ(tally.widest, 4);
}

TEST(LinkageProperty, PracticesOfDifferentAreasAnswerAsOnePooledRow) {
  LinkedCity city({"gp-a", "trust-a", "gp-b", "council", "gp-c", "gp-d"}, 5);
  city.KeepWithin("gp-a", "place", {"p"});
  city.KeepWithin("gp-b", "ward", {"c"});
  city.KeepWithin("gp-d", "ward", {"a", "c"});
  const Tally tally = AskMany(std::move(city), 200, 50);
  EXPECT_EQ(tally.planned, 200);
  EXPECT_GT(tally.selected, 1000);
  EXPECT_GT(tally.by_area, 30);
}

TEST(LinkageProperty, WhetherAConditionIsKnownOrTrueIsItselfNeverAnError) {
  RandomExpression random(CoreDictionary(), 7);
  for (int i = 0; i < 2000; ++i) {
    const auto e = ParseExpression(random.Condition(3), CoreDictionary());
    ASSERT_TRUE(e.ok());
    const Expression known = IsKnown(*e, CoreDictionary());
    const Expression is_true = IsTrue(*e, CoreDictionary());
    for (int p = 0; p < 10; ++p) {
      std::vector<std::optional<int64_t>> row = random.Person();
      for (int v = 0; v < CoreDictionary().size(); ++v) {
        std::optional<int64_t>& value = row[static_cast<size_t>(v)];
        if (!value && IsNeverMissing(v, CoreDictionary())) value = 0;
      }
      const std::optional<int64_t> value = EvaluateRow(*e, row);
      ASSERT_EQ(EvaluateRow(known, row), std::optional<int64_t>(value.has_value() ? 1 : 0))
          << ToText(*e, CoreDictionary());
      ASSERT_EQ(EvaluateRow(is_true, row), std::optional<int64_t>(value.value_or(0)));
    }
  }
}

}  // namespace
}  // namespace ginnel::query
