// SPDX-License-Identifier: Apache-2.0
#include "node/agent/current_engine.h"

#include <gmock/gmock.h>

#include "node/store/person_store.h"
#include "tests/unit/node_store/node_store_fixture.h"

namespace ginnel::node {
namespace {

class CurrentEngineTest : public NodeStoreTest {
 protected:
  static LinkageId IdOf(uint8_t person) { return {person}; }

  void Save(uint8_t people) {
    Records records;
    for (uint8_t i = 0; i < people; ++i) {
      records.ids.push_back(IdOf(i));
      records.birth_month.push_back(100 + i);
      records.death_month.push_back(kMissing);
    }
    ASSERT_TRUE(store_.SaveRecords(records, DataSetInfo{}).ok());
  }
  std::shared_ptr<Engine> MustGet() {
    auto engine = current_.Get();
    EXPECT_TRUE(engine.ok()) << engine.status();
    return engine.value_or(nullptr);
  }

  RecordStore store_{*database_, marker_};
  PersonStore people_{*database_, marker_};
  EventLog log_{"test"};
  CurrentEngine current_{store_, log_};
};

TEST_F(CurrentEngineTest, IsTheSameWhileNothingChanges) {
  Save(5);
  const auto first = MustGet();
  ASSERT_NE(first, nullptr);
  testing::internal::CaptureStderr();
  EXPECT_EQ(MustGet(), first);
  ASSERT_TRUE(people_.Erase(IdOf(77)).ok());  // of whom nothing is held
  ASSERT_TRUE(people_.Object(IdOf(78), Day{20'000}).ok());
  EXPECT_EQ(MustGet(), first);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST_F(CurrentEngineTest, TakesUpANewIngest) {
  Save(5);
  MustGet();
  Save(8);
  testing::internal::CaptureStderr();
  EXPECT_EQ(MustGet()->snapshot().people(), 8u);
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              testing::HasSubstr("\"id\":401,\"event\":\"data_reloaded\""));
}

TEST_F(CurrentEngineTest, HasNobodyWhomAnotherProcessErasedOrWhoObjected) {
  Save(5);
  MustGet();
  auto other = OpenNodeStore(Path("node.db"), key_);
  ASSERT_TRUE(other.ok()) << other.status();
  PersonStore elsewhere(**other, marker_);
  ASSERT_TRUE(elsewhere.Erase(IdOf(1)).value());
  EXPECT_EQ(MustGet()->snapshot().people(), 4u);
  ASSERT_TRUE(elsewhere.Object(IdOf(2), Day{20'000}).ok());
  EXPECT_EQ(MustGet()->snapshot().people(), 3u);
}

TEST_F(CurrentEngineTest, AnAnswerInFlightKeepsTheDataSetThatItBeganWith) {
  Save(5);
  const auto in_flight = MustGet();
  ASSERT_TRUE(people_.Erase(IdOf(1)).value());
  EXPECT_EQ(MustGet()->snapshot().people(), 4u);
  EXPECT_EQ(in_flight->snapshot().people(), 5u);
}

TEST_F(CurrentEngineTest, IsNoneRatherThanTheEarlierOneWhereTheNewCannotBeLoaded) {
  Save(5);
  MustGet();
  Save(4);
  ASSERT_TRUE(database_
                  ->RunTransaction("damage",
                                   [](store::Transaction& tx) {
                                     return tx.Execute("DELETE FROM column_chunk WHERE part = 2");
                                   })
                  .ok());
  EXPECT_TRUE(absl::IsDataLoss(current_.Get().status())) << current_.Get().status();
  EXPECT_TRUE(absl::IsDataLoss(current_.Get().status()));
  Save(3);
  EXPECT_EQ(MustGet()->snapshot().people(), 3u);
}

TEST_F(CurrentEngineTest, AnswersOverNobodyOnceTheLastPersonIsErased) {
  Save(1);
  ASSERT_TRUE(people_.Erase(IdOf(0)).value());
  EXPECT_EQ(MustGet()->snapshot().people(), 0u);
}

TEST_F(CurrentEngineTest, IsNotThereBeforeTheFirstIngest) {
  EXPECT_TRUE(absl::IsNotFound(current_.Get().status()));
}

}  // namespace
}  // namespace ginnel::node
