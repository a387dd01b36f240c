// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "node/engine/engine.h"
#include "node/engine/program.h"
#include "query/row_evaluator.h"
#include "tests/property/engine/random_query.h"
#include "tests/property/engine/random_records.h"
#include "tests/property/engine/reference.h"
#include "tests/unit/node_engine/engine_fixture.h"

namespace ginnel::node {
namespace {

TEST(EngineProperty, EvaluatesAnyExpressionAsRowByRowEvaluationDoes) {
  const query::Dictionary dictionary = EveryDerivation();
  Dice dice(20260401);
  const Records records = RandomRecords(200, dice);
  const AsOf as_of{On("2026-04-01"), ParsePeriod(kTestPeriod).value()};
  std::vector<std::vector<std::optional<int64_t>>> people;
  for (uint32_t row = 0; row < records.people(); ++row) {
    people.push_back(ValuesOfPerson(records, row, dictionary, as_of));
  }
  DerivedColumns columns(SnapshotOf(records), 1 << 24);
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    const query::Expression expression = RandomExpression(dictionary, 4, dice, &text);
    const ColumnSet set = columns.Get(dictionary, query::VariablesOf(expression), as_of, 1).value();
    const absl::StatusOr<Program> program = Program::Compile(expression, set);
    ASSERT_TRUE(program.ok()) << text << ": " << program.status();
    Scratch scratch;
    program->Reserve(scratch);
    const Scratch::Truth& answer = program->Run(0, scratch);
    for (size_t row = 0; row < people.size(); ++row) {
      const std::optional<int64_t> expected = query::EvaluateRow(expression, people[row]);
      ASSERT_EQ(TestBit(answer.known, row), expected.has_value()) << text << ", person " << row;
      ASSERT_EQ(TestBit(answer.truth, row), expected.value_or(0) != 0)
          << text << ", person " << row;
    }
  }
}

// Members that say what they offer: a small one may have no row in a table, and means it.
std::shared_ptr<const Snapshot> MemberOf(const Records& records,
                                         const query::Dictionary& dictionary) {
  std::vector<std::string> offers;
  for (const v1::Variable& variable : dictionary.proto().variables()) {
    offers.push_back(variable.name());
  }
  return SnapshotOf(records, std::move(offers));
}

// Sizes about the edges of words and blocks.
constexpr size_t kSizes[] = {0, 1, 2, 63, 64, 65, 200, 257};

TEST(EngineProperty, TabulatesAnyPlanAsRowByRowTabulationDoes) {
  const query::Dictionary dictionary = EveryDerivation();
  for (uint64_t seed = 1; seed <= 160; ++seed) {
    SCOPED_TRACE(seed);
    Dice dice(seed);
    const Records records = RandomRecords(kSizes[seed % std::size(kSizes)], dice);
    Engine engine(MemberOf(records, dictionary));
    const query::Plan plan = RandomPlan(dictionary, dice);
    const auto values = ComputeWith(engine, plan, dictionary);
    ASSERT_TRUE(values.ok()) << values.status();
    ASSERT_EQ(*values, ReferenceTable(records, plan, dictionary));
  }
}

TEST(EngineProperty, GivesTheSameTableOnAnyNumberOfThreadsAndFromTheCache) {
  const query::Dictionary dictionary = EveryDerivation();
  Dice dice(7);
  // More than one claim of blocks for each of several threads.
  const auto snapshot = SnapshotOf(RandomRecords(20 * kBlockRows + 17, dice));
  const query::Plan plan = RandomPlan(dictionary, dice);
  Engine one(snapshot, {.threads = 1, .cache_bytes = 0});
  Engine many(snapshot, {.threads = 5, .cache_bytes = 1 << 26});
  const auto expected = ComputeWith(one, plan, dictionary).value();
  EXPECT_EQ(one.cache_bytes(), 0);
  EXPECT_EQ(ComputeWith(many, plan, dictionary).value(), expected);
  EXPECT_GT(many.cache_bytes(), 0);
  EXPECT_EQ(ComputeWith(many, plan, dictionary).value(), expected);
}

TEST(EngineProperty, FiguresOfMembersAddUpToThoseOfAllPeopleInOnePlace) {
  const query::Dictionary dictionary = EveryDerivation();
  for (uint64_t seed = 1; seed <= 25; ++seed) {
    SCOPED_TRACE(seed);
    Dice dice(seed * 1000);
    const Records records = RandomRecords(300 + seed, dice);
    const query::Plan plan = RandomPlan(dictionary, dice);
    Engine pooled(MemberOf(records, dictionary));
    // A member may hold nobody, or everybody.
    const int32_t members = dice.Between(1, 5);
    std::vector<std::vector<uint32_t>> held(static_cast<size_t>(members));
    for (uint32_t row = 0; row < records.people(); ++row) {
      held[static_cast<size_t>(dice.Between(0, dice.Between(0, members - 1)))].push_back(row);
    }
    std::vector<int64_t> sum(plan.positions(), 0);
    for (const std::vector<uint32_t>& rows : held) {
      Engine member(MemberOf(PeopleAt(records, rows), dictionary));
      const auto values = ComputeWith(member, plan, dictionary);
      ASSERT_TRUE(values.ok()) << values.status();
      for (size_t i = 0; i < sum.size(); ++i) sum[i] += (*values)[i];
    }
    ASSERT_EQ(sum, ComputeWith(pooled, plan, dictionary).value());
  }
}

}  // namespace
}  // namespace ginnel::node
