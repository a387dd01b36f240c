// SPDX-License-Identifier: Apache-2.0
#include "node/agent/current_engine.h"

#include <gmock/gmock.h>

#include "node/store/person_store.h"
#include "tests/unit/governance/sample_agreement.h"
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

  // The i-th person is registered with practice "P0", "P1" or "P2".
  void SaveRegistered(uint8_t people) {
    Records records;
    for (uint8_t i = 0; i < people; ++i) {
      records.ids.push_back(IdOf(i));
      records.birth_month.push_back(100 + i);
      records.death_month.push_back(kMissing);
      records.registrations.row.push_back(i);
      records.registrations.practice.push_back(static_cast<uint16_t>(i % 3));
      records.registrations.from.push_back(10'000);
      records.registrations.to.push_back(kOpen);
    }
    records.registrations.practices = {"P0", "P1", "P2"};
    ASSERT_TRUE(store_.SaveRecords(records, DataSetInfo{}).ok());
  }
  // The next operations list these practices; a minus before it: withdrawn.
  void List(const std::vector<std::string>& practices) {
    v1::Operations operations;
    for (const std::string& each : practices) {
      v1::Controller& controller = *operations.add_controllers();
      controller.set_withdrawn(each[0] == '-');
      controller.set_ods_code(each[0] == '-' ? each.substr(1) : each);
    }
    controllers_ = Controllers(operations);
  }

  RecordStore store_{*database_, marker_};
  PersonStore people_{*database_, marker_};
  EventLog log_{"test"};
  absl::StatusOr<Controllers> controllers_ = Controllers();
  CurrentEngine current_{store_, [this] { return controllers_; }, log_};
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

TEST_F(CurrentEngineTest, IsWithoutThePeopleOfAPracticeFromItsWithdrawalToItsReturn) {
  SaveRegistered(30);
  List({"P0", "P1", "P2"});
  EXPECT_EQ(MustGet()->snapshot().people(), 30u);
  testing::internal::CaptureStderr();
  List({"P0", "-P1", "P2"});
  const auto without = MustGet();
  EXPECT_EQ(without->snapshot().people(), 20u);
  EXPECT_EQ(without->snapshot().info().people, 20u);
  EXPECT_THAT(without->snapshot().registrations().practices, testing::ElementsAre("P0", "P2"));
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              testing::AllOf(testing::HasSubstr("\"event\":\"data_reloaded\""),
                             testing::HasSubstr("\"cause\":\"controllers\"")));
  List({"P0", "P1", "P2"});
  EXPECT_EQ(MustGet()->snapshot().people(), 30u);
}

TEST_F(CurrentEngineTest, IsTheSameWhileOperationsChangeAndTheirPracticesDoNot) {
  SaveRegistered(6);
  List({"P0", "P1"});
  const auto first = MustGet();
  List({"P1", "-P7", "P0"});
  EXPECT_EQ(MustGet(), first);
}

TEST_F(CurrentEngineTest, HasANewIngestWithoutThosePeopleToo) {
  SaveRegistered(6);
  List({"P0"});
  EXPECT_EQ(MustGet()->snapshot().people(), 2u);
  SaveRegistered(30);
  EXPECT_EQ(MustGet()->snapshot().people(), 10u);
}

TEST_F(CurrentEngineTest, AnswersOverNobodyOnceEveryPracticeHasWithdrawn) {
  SaveRegistered(6);
  List({"P0", "P1", "P2"});
  MustGet();
  List({"-P0", "-P1", "-P2"});
  EXPECT_EQ(MustGet()->snapshot().people(), 0u);
}

TEST_F(CurrentEngineTest, IsNoneWhereNobodyKnowsForWhomTheMemberActs) {
  SaveRegistered(6);
  MustGet();
  controllers_ = absl::FailedPreconditionError("no operations");
  EXPECT_TRUE(absl::IsFailedPrecondition(current_.Get().status()));
  List({"P0"});
  EXPECT_EQ(MustGet()->snapshot().people(), 2u);
}

TEST_F(CurrentEngineTest, AnAnswerInFlightEndsWithTheControllersThatItBeganWith) {
  SaveRegistered(6);
  const auto in_flight = MustGet();
  List({"P0"});
  EXPECT_EQ(MustGet()->snapshot().people(), 2u);
  EXPECT_EQ(in_flight->snapshot().people(), 6u);
}

TEST(ControllersOfAMember, AreThoseOfItsOperationsAndNotKnownWithoutAny) {
  governance::SampleAgreement sample;
  v1::Controller& controller = *sample.operations["north"].add_controllers();
  controller.set_ods_code("Y00001");
  const auto agreement = sample.Load();
  ASSERT_TRUE(agreement.ok()) << agreement.status();
  EXPECT_THAT(ControllersOf(**agreement, "north")->ActedFor(), testing::ElementsAre("Y00001"));
  EXPECT_FALSE(ControllersOf(**agreement, "south")->listed());
  EXPECT_EQ(governance::ReasonFor(ControllersOf(**agreement, "nobody")), v1::REASON_WRONG_STATE);
}

TEST_F(CurrentEngineTest, IsNotThereBeforeTheFirstIngest) {
  EXPECT_TRUE(absl::IsNotFound(current_.Get().status()));
}

}  // namespace
}  // namespace ginnel::node
