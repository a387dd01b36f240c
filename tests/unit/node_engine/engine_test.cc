// SPDX-License-Identifier: Apache-2.0
#include "node/engine/engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/reason.h"
#include "sharing/encoder.h"
#include "tests/unit/node_engine/engine_fixture.h"

namespace ginnel::node {
namespace {

using Kind = query::Aggregate::Kind;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

static_assert(!std::is_default_constructible_v<governance::VerifiedQuery>,
              "an engine must not be usable without the approval verifier");

// A dry run needs no approval, so nothing may lead from it to an upload: not by itself, and not by
// the figures that it gives out.
template <typename Table>
concept Encodable = requires(const sharing::Encoder& encoder, Table table) {
  encoder.Encode(std::move(table), sharing::RunContext(), std::string());
};
static_assert(Encodable<sharing::LocalTable>);
static_assert(!Encodable<RehearsedTable>, "a dry run must not be encoded");
static_assert(!std::is_constructible_v<sharing::LocalTable, RehearsedTable>);
static_assert(!std::is_convertible_v<RehearsedTable, sharing::LocalTable>);
static_assert(!std::is_constructible_v<sharing::LocalTable, std::vector<int64_t>>);
static_assert(!std::is_constructible_v<RehearsedTable, std::vector<int64_t>, size_t>,
              "only the engine rehearses");

enum Variable { kAge, kFrail, kCost };

query::Dictionary SmallDictionary() {
  return DictionaryOf({"name: 'age' type: VARIABLE_TYPE_INTEGER lower: 0 upper: 120 from {age {}}",
                       "name: 'frail' type: VARIABLE_TYPE_FLAG from {attribute {}}",
                       "name: 'cost' type: VARIABLE_TYPE_AMOUNT scale: '0.01' lower: -100 "
                       "upper: 1000 from {attribute {}}"});
}

// Four people: 20, 40, 80 and unknown; the third is not registered.
Records FourPeople() {
  Records records = PeopleOf(4);
  records.birth_month = {InMonth("2006-04"), InMonth("1986-04"), InMonth("1946-04"), kMissing};
  records.attributes["frail"].values = {0, 1, 1, kMissing};
  records.attributes["cost"].values = {149, 150, 0, -250};
  records.registrations.practices = {"A81001"};
  records.registrations.row = {0, 1, 3};
  records.registrations.practice = {0, 0, 0};
  records.registrations.from = {0, 0, 0};
  records.registrations.to = {kOpen, kOpen, kOpen};
  return records;
}

class EngineTest : public ::testing::Test {
 protected:
  std::vector<int64_t> Compute(const query::Plan& plan) {
    const auto values = ComputeWith(engine_, plan, dictionary_);
    EXPECT_TRUE(values.ok()) << values.status();
    return values.ok() ? *values : std::vector<int64_t>();
  }
  query::Expression Parse(const std::string& text) const {
    return query::ParseExpression(text, dictionary_).value();
  }
  query::PlannedAxis Axis(const std::vector<std::string>& rules) const {
    query::PlannedAxis axis;
    axis.name = "axis";
    for (const std::string& rule : rules) axis.rules.push_back(Parse(rule));
    axis.rules.push_back(True());
    axis.labels.resize(axis.rules.size());
    return axis;
  }

  const query::Dictionary dictionary_ = SmallDictionary();
  Engine engine_{SnapshotOf(FourPeople())};
};

TEST_F(EngineTest, ComputesEveryKindOfAggregate) {
  query::Plan plan = PlanAt("2026-04-01");
  plan.aggregates = {{Kind::kPeople, -1},          {Kind::kTrue, kFrail},
                     {Kind::kKnown, kFrail},       {Kind::kKnown, kAge},
                     {Kind::kContributors, kCost}, {Kind::kSum, kCost},
                     {Kind::kSumOfSquares, kCost}};
  // Whole pounds, halves up: 1.49 → 1, 1.50 → 2, 0 → 0, −2.50 → −2.
  EXPECT_THAT(Compute(plan), ElementsAre(4, 2, 3, 3, 3, 49, 1 + 4 + 0 + 4));
}

TEST_F(EngineTest, CountsTheRegisteredOrEverybodyHeld) {
  query::Plan plan = PlanAt("2026-04-01");
  plan.aggregates = {{Kind::kPeople, -1}, {Kind::kSum, kCost}};
  plan.population = v1::POPULATION_BASE_REGISTERED;
  EXPECT_THAT(Compute(plan), ElementsAre(3, 49));
  plan.population = v1::POPULATION_BASE_HELD;
  EXPECT_THAT(Compute(plan), ElementsAre(4, 49));
  plan.population = v1::POPULATION_BASE_UNSPECIFIED;
  EXPECT_FALSE(ComputeWith(engine_, plan, dictionary_).ok());
}

TEST_F(EngineTest, DoesNotSelectAPersonForWhomTheConditionIsAnError) {
  query::Plan plan = PlanAt("2026-04-01");
  plan.aggregates = {{Kind::kPeople, -1}};
  plan.where = Parse("age < 50");
  EXPECT_THAT(Compute(plan), ElementsAre(2));
  plan.where = Parse("!(age < 50)");
  EXPECT_THAT(Compute(plan), ElementsAre(1));
}

TEST_F(EngineTest, LaysCellsOutWithTheLastAxisFastest) {
  query::Plan plan = PlanAt("2026-04-01");
  plan.axes = {Axis({"age < 30", "age < 50"}), Axis({"frail"})};
  plan.cells = 6;
  plan.aggregates = {{Kind::kPeople, -1}, {Kind::kSum, kCost}};
  EXPECT_THAT(Compute(plan), ElementsAre(0, 1, 1, 0, 1, 1,  // people
                                         0, 149, 150, 0, 0, -250));
}

TEST_F(EngineTest, PutsAPersonInTheFirstSegmentThatMatches) {
  query::Plan plan = PlanAt("2026-04-01");
  plan.axes = {Axis({"frail", "age >= 0"})};
  plan.cells = 3;
  plan.aggregates = {{Kind::kPeople, -1}};
  EXPECT_THAT(Compute(plan), ElementsAre(2, 1, 1));
}

TEST_F(EngineTest, AgreesWithItselfWhateverTheNumberOfCells) {
  // 2 × 5 cells are counted by masks, 2 × 60 by byte, 2 × 200 by number: unreachable segments pad
  // the table.
  for (size_t segments : {5, 60, 200}) {
    query::Plan plan = PlanAt("2026-04-01");
    std::vector<std::string> rules(segments - 3, "age > 110");
    rules.push_back("age < 50");
    rules.push_back("frail");
    plan.axes = {Axis({"age == 20"}), Axis(rules)};
    plan.cells = 2 * segments;
    plan.aggregates = {{Kind::kPeople, -1},
                       {Kind::kTrue, kFrail},
                       {Kind::kContributors, kCost},
                       {Kind::kSum, kCost},
                       {Kind::kSumOfSquares, kCost}};
    const std::vector<int64_t> values = Compute(plan);
    std::vector<int64_t> expected(plan.positions(), 0);
    const auto put = [&](int aggregate, size_t first, size_t second, int64_t value) {
      expected[plan.Position(aggregate, first * segments + second)] = value;
    };
    const size_t young = segments - 3, frail = segments - 2, rest = segments - 1;
    put(0, 0, young, 1);
    put(0, 1, young, 1);
    put(0, 1, frail, 1);
    put(0, 1, rest, 1);
    put(1, 1, young, 1);
    put(1, 1, frail, 1);
    put(2, 0, young, 1);
    put(2, 1, young, 1);
    put(2, 1, rest, 1);
    put(3, 0, young, 149);
    put(3, 1, young, 150);
    put(3, 1, rest, -250);
    put(4, 0, young, 1);
    put(4, 1, young, 4);
    put(4, 1, rest, 4);
    EXPECT_EQ(values, expected) << segments;
  }
}

TEST_F(EngineTest, CountsACohortAsItWasAndItsFiguresAsTheyAre) {
  query::Plan plan = PlanAt("2026-04-01");
  plan.where = Parse("age >= 79");  // the third, on both days
  plan.axes = {Axis({"age < 80"})};
  plan.cells = 2;
  plan.aggregates = {{Kind::kPeople, -1}, {Kind::kSum, kAge}};
  EXPECT_THAT(Compute(plan), ElementsAre(0, 1, 0, 80));
  plan.baseline = query::Moment{On("2025-04-01"), {On("2024-04-01"), On("2025-04-01")}};
  EXPECT_THAT(Compute(plan), ElementsAre(1, 0, 80, 0));
}

TEST_F(EngineTest, RefusesAPlanOfAnotherCohortThanTheApprovedQuery) {
  query::Plan plan = PlanAt("2026-04-01");
  plan.aggregates = {{Kind::kPeople, -1}};
  const auto verified = governance::VerifiedQueryForTest::Of(plan, kTestPeriod, kTestMember);
  plan.baseline = query::Moment{On("2025-04-01"), {On("2024-04-01"), On("2025-04-01")}};
  const auto refused = engine_.Compute(verified, plan, dictionary_);
  EXPECT_EQ(ReasonOf(refused.status()), v1::REASON_APPROVAL_OTHER_QUERY);
}

TEST_F(EngineTest, RehearsesWhatItWouldCompute) {
  query::Plan plan = PlanAt("2026-04-01");
  plan.axes = {Axis({"age < 50", "frail"})};
  plan.cells = 3;
  plan.aggregates = {{Kind::kPeople, -1},
                     {Kind::kTrue, kFrail},
                     {Kind::kContributors, kCost},
                     {Kind::kSum, kCost},
                     {Kind::kSumOfSquares, kCost}};
  const std::vector<int64_t> computed = Compute(plan);
  const absl::StatusOr<RehearsedTable> rehearsed = engine_.Rehearse(plan, dictionary_);
  ASSERT_TRUE(rehearsed.ok()) << rehearsed.status();
  ASSERT_EQ(rehearsed->size(), computed.size());
  for (size_t aggregate = 0; aggregate < plan.aggregates.size(); ++aggregate) {
    for (size_t cell = 0; cell < plan.cells; ++cell) {
      EXPECT_EQ(rehearsed->figure(aggregate, cell),
                computed[plan.Position(static_cast<int>(aggregate), cell)]);
    }
  }
}

TEST_F(EngineTest, RehearsingSaysWhatTheBoundsCutOff) {
  Records records = FourPeople();
  records.attributes["cost"].values = {100'000, 100'001, 150'000, -10'003};  // −100 to 1,000
  Engine engine(SnapshotOf(records));
  query::Plan plan = PlanAt("2026-04-01");
  plan.aggregates = {{Kind::kPeople, -1}, {Kind::kSum, kCost}, {Kind::kSum, kAge}};
  const absl::StatusOr<RehearsedTable> rehearsed = engine.Rehearse(plan, dictionary_);
  ASSERT_TRUE(rehearsed.ok()) << rehearsed.status();
  ASSERT_EQ(rehearsed->capped().size(), 1u);
  EXPECT_EQ(rehearsed->capped()[0].variable, kCost);
  EXPECT_EQ(rehearsed->capped()[0].values, 3u);
  EXPECT_EQ(rehearsed->capped()[0].left_out, 1 + 50'000 + 3);
}

TEST_F(EngineTest, RehearsesNothingThatItCouldNotCompute) {
  Engine engine(SnapshotOf(FourPeople(), {"age"}));
  query::Plan plan = PlanAt("2026-04-01");
  plan.aggregates = {{Kind::kTrue, kFrail}};
  EXPECT_EQ(ReasonOf(engine.Rehearse(plan, dictionary_).status()), v1::REASON_VARIABLE_NOT_OFFERED);
}

TEST_F(EngineTest, GivesZerosForADataSetOfNobody) {
  Engine nobody(SnapshotOf(PeopleOf(0)));
  query::Plan plan = PlanAt("2026-04-01");
  plan.population = v1::POPULATION_BASE_REGISTERED;
  plan.aggregates = {{Kind::kPeople, -1}, {Kind::kSum, kAge}};
  EXPECT_THAT(ComputeWith(nobody, plan, dictionary_).value(), ElementsAre(0, 0));
}

TEST_F(EngineTest, RefusesAVariableThatTheMemberDoesNotOfferAndNamesIt) {
  Engine engine(SnapshotOf(FourPeople(), {"age"}));
  query::Plan plan = PlanAt("2026-04-01");
  plan.aggregates = {{Kind::kPeople, -1}};
  plan.where = Parse("age > 3 && frail");
  const auto values = ComputeWith(engine, plan, dictionary_);
  ASSERT_FALSE(values.ok());
  EXPECT_EQ(values.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(values.status()), v1::REASON_VARIABLE_NOT_OFFERED);
  EXPECT_THAT(std::string(values.status().message()), HasSubstr("`frail`"));
}

TEST_F(EngineTest, RefusesToCountTheRegisteredWithoutRegistrations) {
  Records records = FourPeople();
  records.registrations = {};
  Engine engine(SnapshotOf(std::move(records)));
  query::Plan plan = PlanAt("2026-04-01");
  plan.population = v1::POPULATION_BASE_REGISTERED;
  plan.aggregates = {{Kind::kPeople, -1}};
  EXPECT_EQ(ReasonOf(ComputeWith(engine, plan, dictionary_).status()),
            v1::REASON_VARIABLE_NOT_OFFERED);
}

TEST_F(EngineTest, RefusesAPlanThatIsNotOfTheApprovedQuery) {
  query::Plan plan = PlanAt("2026-04-01");
  plan.aggregates = {{Kind::kPeople, -1}};
  const auto approved = governance::VerifiedQueryForTest::Of(plan, kTestPeriod, kTestMember);
  ASSERT_TRUE(engine_.Compute(approved, plan, dictionary_).ok());
  const auto refused = [&](const query::Plan& other) {
    const auto table = engine_.Compute(approved, other, dictionary_);
    return !table.ok() && ReasonOf(table.status()) == v1::REASON_APPROVAL_OTHER_QUERY;
  };
  query::Plan other = plan;
  other.index_date = On("2026-05-01");
  EXPECT_TRUE(refused(other));
  other = plan;
  other.period = ParsePeriod("2024/25").value();
  EXPECT_TRUE(refused(other));
  other = plan;
  other.population = v1::POPULATION_BASE_REGISTERED;
  EXPECT_TRUE(refused(other));
  other = plan;
  other.threshold = 1;
  EXPECT_TRUE(refused(other));
}

TEST_F(EngineTest, RefusesARunWhoseRosterLacksThisMember) {
  const query::Plan plan = PlanAt("2026-04-01");
  const auto approved = governance::VerifiedQueryForTest::Of(plan, kTestPeriod, "kilburn");
  EXPECT_EQ(ReasonOf(engine_.Compute(approved, plan, dictionary_).status()),
            v1::REASON_ROSTER_MISMATCH);
}

TEST_F(EngineTest, RefusesPlansThatContradictThemselves) {
  query::Plan plan = PlanAt("2026-04-01");
  plan.aggregates = {{Kind::kPeople, -1}};
  plan.axes = {Axis({"frail"})};
  EXPECT_FALSE(ComputeWith(engine_, plan, dictionary_).ok());  // one cell, two segments
  plan.cells = 2;
  ASSERT_TRUE(ComputeWith(engine_, plan, dictionary_).ok());
  plan.axes[0].rules.back() = Parse("age > 3");  // not everyone falls in a segment
  EXPECT_FALSE(ComputeWith(engine_, plan, dictionary_).ok());
  plan = PlanAt("2026-04-01");
  plan.aggregates = {{Kind::kTrue, kAge}};
  EXPECT_FALSE(ComputeWith(engine_, plan, dictionary_).ok());
}

TEST(Engine, HasRoomForTheColumnsOfALargeQuestionHoweverManyPeopleItHolds) {
  EXPECT_EQ(Engine::CacheBytesFor(1000), size_t{64} << 20);
  EXPECT_EQ(Engine::CacheBytesFor(10'000'000), 320'000'000u);
}

}  // namespace
}  // namespace ginnel::node
