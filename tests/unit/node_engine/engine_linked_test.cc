// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/reason.h"
#include "node/engine/engine.h"
#include "tests/unit/node_engine/engine_fixture.h"

namespace ginnel::node {
namespace {

using Kind = query::Aggregate::Kind;
using Value = query::LinkedColumn::Value;
using ::testing::ElementsAre;

enum Variable { kFrail, kCost };

query::Dictionary LinkedDictionary() {
  return DictionaryOf(
      {"name: 'frail' type: VARIABLE_TYPE_FLAG absent: ABSENT_FALSE from {attribute {}}",
       "name: 'cost' type: VARIABLE_TYPE_AMOUNT scale: '0.01' lower: 0 upper: 1000 "
       "absent: ABSENT_ZERO from {attribute {}}"});
}

// Rows 0 … 2, of whom the last is not registered.
Records ThreePeople() {
  Records records = PeopleOf(3);
  records.attributes["frail"].values = {0, 1, 1};
  records.attributes["cost"].values = {149, 150, 9000};
  records.registrations.practices = {"A81001"};
  records.registrations.row = {0, 1};
  records.registrations.practice = {0, 0};
  records.registrations.from = {0, 0};
  records.registrations.to = {kOpen, kOpen};
  return records;
}

class EngineLinkedTest : public ::testing::Test {
 protected:
  EngineLinkedTest() {
    plan_ = PlanAt("2026-04-01");
    plan_.population = v1::POPULATION_BASE_REGISTERED;
    plan_.aggregates = {{Kind::kPeople, -1},
                        {Kind::kSum, kCost},
                        {Kind::kSumOfSquares, kCost},
                        {Kind::kTrue, kFrail}};
    // Slots: row 1, somebody else's, row 0, row 2.
    const Records records = ThreePeople();
    LinkageId stranger{};
    stranger.fill(0xee);
    spine_ = {records.ids[1], stranger, records.ids[0], records.ids[2]};
  }

  // One source that this member is all of.
  std::vector<int64_t> Upload(query::LinkedSource source, sharing::SlotRange own = {0, 4},
                              uint64_t block_elements = 1 << 20, size_t piece = 0) {
    return UploadOf(engine_, std::move(source), own, block_elements, piece);
  }
  std::vector<int64_t> UploadOf(Engine& engine, query::LinkedSource source,
                                sharing::SlotRange own = {0, 4}, uint64_t block_elements = 1 << 20,
                                size_t piece = 0) {
    auto table = Compute(engine, std::move(source), own, block_elements);
    EXPECT_TRUE(table.ok()) << table.status();
    return table.ok() ? sharing::LocalTableForTest::Values(*table, piece) : std::vector<int64_t>();
  }
  absl::Status StatusOf(query::LinkedSource source) {
    return Compute(engine_, std::move(source), {0, 4}, 1 << 20).status();
  }
  absl::StatusOr<sharing::LocalTable> Compute(Engine& engine, query::LinkedSource source,
                                              sharing::SlotRange own, uint64_t block_elements) {
    source.members = {0};
    query::LinkedPlan linked;
    linked.sources = {std::move(source)};
    plan_.linked = std::make_shared<const query::LinkedPlan>(std::move(linked));
    const sharing::LinkedLayout layout(*plan_.linked, {spine_.size(), {own}}, block_elements);
    const auto verified = governance::VerifiedQueryForTest::Of(plan_, kTestPeriod, kTestMember);
    return engine.ComputeLinked(verified, plan_, dictionary_, spine_, layout);
  }
  query::LinkedSource ByFrailty(v1::Sector sector) const {
    query::LinkedSource source;
    source.sector = sector;
    source.where = True();
    query::PlannedAxis axis;
    axis.name = "frail";
    axis.labels = {"frail", "not"};
    axis.rules = {query::ParseExpression("frail", dictionary_).value(), True()};
    source.axes = {axis};
    source.codes = 3;
    return source;
  }

  const query::Dictionary dictionary_ = LinkedDictionary();
  Engine engine_{SnapshotOf(ThreePeople()), Engine::Options{}, ThreePeople().ids};
  query::Plan plan_;
  std::vector<LinkageId> spine_;
};

TEST_F(EngineLinkedTest, GivesEachSlotOneCodeColumnByColumn) {
  // Codes: not counted, frail, not frail. A stranger is not frail, as the dictionary says of people
  // without a record.
  EXPECT_THAT(Upload(ByFrailty(v1::SECTOR_ACUTE)), ElementsAre(0, 0, 0, 0,  //
                                                               1, 0, 0, 1,  //
                                                               0, 1, 1, 0));
}

TEST_F(EngineLinkedTest, CountsOnlyPeopleRegisteredWhereTheSourceKnowsWhoIs) {
  query::LinkedSource source = ByFrailty(v1::SECTOR_GENERAL_PRACTICE);
  source.counts_registered = true;
  EXPECT_THAT(Upload(source), ElementsAre(0, 1, 0, 1,  //
                                          1, 0, 0, 0,  //
                                          0, 0, 1, 0));
}

// Where the agreement says that this member's people are in some cells over the axes alone.
TEST_F(EngineLinkedTest, LeavesOutCodesThatTheAgreementSaysNobodyHas) {
  query::LinkedSource source = ByFrailty(v1::SECTOR_GENERAL_PRACTICE);
  source.counts_registered = true;
  source.axes[0].labels = {"frail", "of another place", "not"};
  source.axes[0].rules = {query::ParseExpression("frail", dictionary_).value(),
                          query::ParseExpression("cost > 500", dictionary_).value(), True()};
  source.held = {0, 2};
  EXPECT_THAT(Upload(source), ElementsAre(0, 1, 0, 1,  //
                                          1, 0, 0, 0,  //
                                          0, 0, 1, 0));
}

TEST_F(EngineLinkedTest, NeverAnswersForSomebodyInACellThatTheAgreementSaysNobodyIsIn) {
  query::LinkedSource source = ByFrailty(v1::SECTOR_GENERAL_PRACTICE);
  source.counts_registered = true;
  for (const std::vector<uint32_t>& held : {std::vector<uint32_t>{1}, {}}) {
    source.held = held;
    source.codes = static_cast<uint32_t>(held.size()) + 1;
    EXPECT_TRUE(absl::IsInternal(StatusOf(source))) << StatusOf(source);
  }
}

TEST_F(EngineLinkedTest, FillsItsOwnRangeOfSlotsInBlocks) {
  query::LinkedSource source = ByFrailty(v1::SECTOR_GENERAL_PRACTICE);
  // Blocks of two slots; of the first the member has the second slot, of the second the first.
  EXPECT_THAT(Upload(source, {1, 2}, 6), ElementsAre(0, 0, 1,  //
                                                     0, 0, 1));
}

TEST_F(EngineLinkedTest, PutsFiguresBesideTheCodesThatTheyAreOf) {
  query::LinkedSource source = ByFrailty(v1::SECTOR_ACUTE);
  source.figures = {{1, Value::kAggregate, 1, false}, {1, Value::kAggregate, 2, false}};
  const std::vector<int64_t> upload = Upload(source);
  ASSERT_EQ(upload.size(), 20u);
  EXPECT_THAT(std::vector<int64_t>(upload.begin() + 12, upload.end()),
              ElementsAre(150, 0, 0, 9000,  //
                          0, 0, 149, 0));
}

TEST_F(EngineLinkedTest, GivesFiguresOfEverybodyWithoutCodes) {
  query::LinkedSource source;
  source.sector = v1::SECTOR_ACUTE;
  source.where = True();
  source.figures = {{1, Value::kAggregate, 0, false},
                    {2, Value::kAggregate, 0, false},
                    {2, Value::kWholeUnits, 0, false},
                    {1, Value::kKnown, 0, true},
                    {3, Value::kAggregate, 0, true}};
  EXPECT_THAT(Upload(source), ElementsAre(150, 0, 149, 9000,  //
                                          4, 0, 1, 8100,      // £1.50 is two pounds
                                          2, 0, 1, 90,        //
                                          1, 1, 1, 1,         // no record means none
                                          1, 0, 0, 1));
}

TEST_F(EngineLinkedTest, AddsUpWhatItCanAloneOverItsOwnSlots) {
  query::LinkedSource source = ByFrailty(v1::SECTOR_GENERAL_PRACTICE);
  source.codes = 0;
  source.axes.clear();
  source.sums = {{0, 0, 5}, {1, 0, 6}};
  EXPECT_THAT(Upload(source, {0, 3}), ElementsAre(3, 299));
  source = ByFrailty(v1::SECTOR_GENERAL_PRACTICE);
  source.codes = 3;
  source.sums = {{0, 1, 5}, {0, 2, 6}, {1, 2, 7}};
  const std::vector<int64_t> upload = Upload(source, {0, 3});
  EXPECT_THAT(std::vector<int64_t>(upload.end() - 3, upload.end()), ElementsAre(1, 2, 149));
}

using Over = query::LinkedSum::Over;

// Of people who cost so much each, of whom `matched` are on the spine: what is told.
class BesideTheTableTest : public EngineLinkedTest {
 protected:
  std::vector<int64_t> Told(const std::vector<int32_t>& costs, size_t matched,
                            sharing::SlotRange asked) {
    Records records = PeopleOf(costs.size());
    records.attributes["frail"].values.assign(costs.size(), 0);
    records.attributes["cost"].values = costs;
    spine_.assign(records.ids.begin(), records.ids.begin() + static_cast<ptrdiff_t>(matched));
    Engine engine{SnapshotOf(records), Engine::Options{}, records.ids};
    plan_.threshold = 8;
    query::LinkedSource source;
    source.sector = v1::SECTOR_ACUTE;
    source.where = query::ParseExpression("frail", dictionary_).value();  // nobody
    source.sums = {
        {0, 0, 5, Over::kMatched}, {0, 0, 6, Over::kNotMatched}, {1, 0, 7, Over::kNotMatched}};
    return UploadOf(engine, source, asked);
  }
  std::vector<int64_t> Told(const std::vector<int32_t>& costs, size_t matched) {
    return Told(costs, matched, {0, matched});
  }
};

TEST_F(BesideTheTableTest, PeopleAreToldToTheNearestHundredOnly) {
  const std::vector<int32_t> costs(360, 0);
  EXPECT_THAT(Told(costs, 49), ElementsAre(0, 300, 0));
  EXPECT_THAT(Told(costs, 50), ElementsAre(100, 300, 0));
  EXPECT_THAT(Told(costs, 149), ElementsAre(100, 200, 0));
  EXPECT_THAT(Told(costs, 350), ElementsAre(400, 0, 0));
}

TEST_F(BesideTheTableTest, WhoHasASlotOfAPracticeThatIsNotAskedIsNotMatched) {
  EXPECT_THAT(Told(std::vector<int32_t>(360, 0), 350, {0, 200}), ElementsAre(200, 200, 0));
}

TEST_F(BesideTheTableTest, ASumIsOfThePeopleNotMatchedToTheNearestHundredAndTwoFigures) {
  std::vector<int32_t> costs(360, 100);                       // £1 each
  EXPECT_THAT(Told(costs, 200), ElementsAre(200, 200, 200));  // £160
  costs.assign(360, 77'700);
  EXPECT_THAT(Told(costs, 200), ElementsAre(200, 200, 120'000));  // £124,320
}

TEST_F(BesideTheTableTest, ASumOfFewOrMostlyOfOneIsNotTold) {
  std::vector<int32_t> costs(360, 0);
  for (size_t row = 200; row < 207; ++row) costs[row] = 90'000;
  EXPECT_THAT(Told(costs, 200), ElementsAre(200, 200, 0));
  costs[207] = 90'000;  // eight contribute
  EXPECT_THAT(Told(costs, 200), ElementsAre(200, 200, 7'200));
  for (size_t row = 208; row < 360; ++row) costs[row] = 100;
  costs[207] = 99'000;
  EXPECT_THAT(Told(costs, 200), ElementsAre(200, 200, 7'400));
  for (size_t row = 200; row < 207; ++row) costs[row] = 100;  // £990 of £1,149
  EXPECT_THAT(Told(costs, 200), ElementsAre(200, 200, 0));
}

// Alone it would answer for its own people what is asked of all members together.
TEST_F(EngineLinkedTest, IsNotComputedAsIfNobodyWereLinked) {
  plan_.linked = std::make_shared<const query::LinkedPlan>();
  EXPECT_EQ(ComputeWith(engine_, plan_, dictionary_).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(engine_.Rehearse(plan_, dictionary_).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(EngineLinkedTest, ReadsTheSameInWhateverPieces) {
  query::LinkedSource source = ByFrailty(v1::SECTOR_ACUTE);
  source.figures = {{1, Value::kAggregate, 1, false}};
  source.sums = {{0, 1, 5}};
  const std::vector<int64_t> whole = Upload(source);
  ASSERT_EQ(whole.size(), 17u);
  for (const size_t piece : {1u, 3u, 5u, 16u}) {
    EXPECT_EQ(Upload(source, {0, 4}, 1 << 20, piece), whole) << piece;
  }
}

TEST_F(EngineLinkedTest, RefusesASpineOfAnotherLengthAndAnEngineWithoutIds) {
  query::LinkedPlan linked;
  linked.sources = {ByFrailty(v1::SECTOR_ACUTE)};
  linked.sources[0].members = {0};
  plan_.linked = std::make_shared<const query::LinkedPlan>(linked);
  const auto verified = governance::VerifiedQueryForTest::Of(plan_, kTestPeriod, kTestMember);
  const sharing::LinkedLayout longer(*plan_.linked, {5, {{0, 0}}});
  EXPECT_EQ(engine_.ComputeLinked(verified, plan_, dictionary_, spine_, longer).status().code(),
            absl::StatusCode::kInvalidArgument);
  Engine without{SnapshotOf(ThreePeople()), Engine::Options{}};
  const sharing::LinkedLayout layout(*plan_.linked, {4, {{0, 0}}});
  EXPECT_EQ(ReasonOf(without.ComputeLinked(verified, plan_, dictionary_, spine_, layout).status()),
            v1::REASON_WRONG_STATE);
}

}  // namespace
}  // namespace ginnel::node
