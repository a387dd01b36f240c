// SPDX-License-Identifier: Apache-2.0
#include "node/store/person_store.h"

#include <gmock/gmock.h>

#include "node/store/record_store.h"
#include "tests/unit/node_store/node_store_fixture.h"

namespace ginnel::node {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr Day kToday{20'000};

class PersonStoreTest : public NodeStoreTest {
 protected:
  // Nothing that another byte of a column could be by chance.
  static LinkageId IdOf(int person) {
    LinkageId id;
    id.fill(static_cast<uint8_t>(0xA1 + person));
    return id;
  }

  // Three people, the second of whom has something in every column that nobody else has.
  static Records Three() {
    Records records;
    for (int i = 0; i < 3; ++i) {
      records.ids.push_back(IdOf(i));
      records.birth_month.push_back(100 + i);
      records.death_month.push_back(i == 1 ? 600 : kMissing);
      records.attributes["sex"].values.push_back(i % 2);
    }
    records.attributes["sex"].codes = {"1", "2"};
    records.registrations = {.row = {0, 1, 1, 2},
                             .practice = {0, 1, 2, 2},
                             .from = {1, 2, 3, 4},
                             .to = {kOpen, 3, kOpen, kOpen},
                             .practices = {"P-shared", "P-hers", "P-other"}};
    records.conditions["diabetes"] = {.row = {0, 1}, .from = {10, 20}, .to = {kOpen, 30}};
    records.conditions["her_condition"] = {.row = {1}, .from = {10}, .to = {kOpen}};
    records.observations["ltc_count"] = {
        .row = {1, 2}, .date = {18'000, 18'001}, .value = {4, 5}, .codes = {}};
    records.observations["her_observation"] = {
        .row = {1}, .date = {18'000}, .value = {1}, .codes = {}};
    records.events["ae_attendance"] = {.row = {0, 1, 2},
                                       .date = {19'000, 19'001, 19'002},
                                       .quantity = {1, 1, 2},
                                       .cost = {100, 200, 300},
                                       .code = {0, 1, 2},
                                       .provider = {1, 2, 0},
                                       .portfolio = {0, 1, 2},
                                       .codes = {"", "C-hers", "C-other"},
                                       .providers = {"", "V-other", "V-hers"},
                                       .portfolios = {"", "F-hers", "F-other"}};
    records.events["her_event"] = {.row = {1},
                                   .date = {1},
                                   .quantity = {1},
                                   .cost = {0},
                                   .code = {0},
                                   .provider = {0},
                                   .portfolio = {0},
                                   .codes = {""},
                                   .providers = {""},
                                   .portfolios = {""}};
    return records;
  }

  void SetUp() override {
    DataSetInfo info;
    info.member = "harness";
    ASSERT_TRUE(store_.SaveRecords(Three(), info).ok());
  }

  // Every column as it lies in the store, with its name.
  std::string Everything() {
    std::string all;
    EXPECT_TRUE(
        database_
            ->Read(
                "read all",
                [&](store::Snapshot& snapshot) {
                  return snapshot.Query(
                      "SELECT tbl, name, column_part.part, data FROM column_part JOIN column_chunk "
                      "ON column_chunk.part = column_part.id",
                      [&](const store::Row& row) {
                        all += row.Text(0) + row.Text(1) + row.Text(2);
                        all += row.BlobString(3);
                      });
                })
            .ok());
    return all;
  }
  static std::string Bytes(const LinkageId& id) { return {id.begin(), id.end()}; }

  void ExpectWithoutTheSecond() {
    const std::string all = Everything();
    EXPECT_EQ(all.find(Bytes(IdOf(1))), std::string::npos);
    EXPECT_THAT(all, Not(HasSubstr("hers")));
    EXPECT_THAT(all, Not(HasSubstr("her_")));
    const Records left = store_.LoadRecords().value();
    EXPECT_THAT(left.ids, ElementsAre(IdOf(0), IdOf(2)));
    EXPECT_THAT(left.birth_month, ElementsAre(100, 102));
    EXPECT_THAT(left.death_month, ElementsAre(kMissing, kMissing));
    EXPECT_THAT(left.attributes.at("sex").values, ElementsAre(0, 0));
    EXPECT_THAT(left.registrations.row, ElementsAre(0, 1));
    EXPECT_THAT(left.registrations.from, ElementsAre(1, 4));
    EXPECT_THAT(left.registrations.to, ElementsAre(kOpen, kOpen));
    EXPECT_THAT(left.registrations.practices, ElementsAre("P-shared", "P-other"));
    EXPECT_THAT(left.registrations.practice, ElementsAre(0, 1));
    EXPECT_THAT(left.conditions.at("diabetes").row, ElementsAre(0));
    EXPECT_THAT(left.observations.at("ltc_count").row, ElementsAre(1));
    EXPECT_THAT(left.observations.at("ltc_count").value, ElementsAre(5));
    const Records::Events& events = left.events.at("ae_attendance");
    EXPECT_THAT(events.row, ElementsAre(0, 1));
    EXPECT_THAT(events.date, ElementsAre(19'000, 19'002));
    EXPECT_THAT(events.quantity, ElementsAre(1, 2));
    EXPECT_THAT(events.cost, ElementsAre(100, 300));
    EXPECT_EQ(events.codes[events.code[1]], "C-other");
    EXPECT_EQ(events.providers[events.provider[0]], "V-other");
    EXPECT_EQ(events.providers[events.provider[1]], "");
    EXPECT_EQ(events.portfolios[events.portfolio[1]], "F-other");
    EXPECT_EQ(store_.Info()->people, 2u);
  }

  std::string Marks() {
    std::string marks;
    EXPECT_TRUE(database_
                    ->Read("read marks",
                           [&](store::Snapshot& snapshot) {
                             return snapshot.Query(
                                 "SELECT mark FROM objection",
                                 [&](const store::Row& row) { marks += row.BlobString(0); });
                           })
                    .ok());
    return marks;
  }

  RecordStore store_{*database_, marker_};
  PersonStore people_{*database_, marker_};
};

TEST_F(PersonStoreTest, ErasureLeavesNoTraceInAnyColumn) {
  ASSERT_NE(Everything().find(Bytes(IdOf(1))), std::string::npos);
  ASSERT_THAT(Everything(), HasSubstr("C-hers"));
  EXPECT_EQ(store_.Generation().value(), 1);
  EXPECT_TRUE(people_.Erase(IdOf(1)).value());
  EXPECT_EQ(store_.Generation().value(), 2);
  ExpectWithoutTheSecond();
  EXPECT_EQ(store_.Info()->member, "harness");
}

TEST_F(PersonStoreTest, ErasingSomebodyOfWhomNothingIsHeldChangesNothing) {
  const std::string before = Everything();
  EXPECT_FALSE(people_.Erase(IdOf(9)).value());
  EXPECT_EQ(store_.Generation().value(), 1);
  EXPECT_EQ(Everything(), before);
}

TEST_F(PersonStoreTest, WhoWasErasedComesBackWithTheNextIngest) {
  ASSERT_TRUE(people_.Erase(IdOf(1)).value());
  EXPECT_EQ(store_.SaveRecords(Three(), {})->people, 3u);
}

TEST_F(PersonStoreTest, AnObjectionErasesAndHoldsForEveryLaterIngest) {
  const auto objected = people_.Object(IdOf(1), kToday);
  ASSERT_TRUE(objected.ok()) << objected.status();
  EXPECT_TRUE(objected->is_new);
  EXPECT_TRUE(objected->erased);
  ExpectWithoutTheSecond();
  for (int ingest = 0; ingest < 2; ++ingest) {
    const auto saved = store_.SaveRecords(Three(), {});
    ASSERT_TRUE(saved.ok()) << saved.status();
    EXPECT_EQ(saved->people, 2u);
    ExpectWithoutTheSecond();
  }
}

TEST_F(PersonStoreTest, ObjectingTwiceChangesNothing) {
  ASSERT_TRUE(people_.Object(IdOf(1), kToday).ok());
  const int64_t generation = store_.Generation().value();
  const auto again = people_.Object(IdOf(1), Day{kToday.value + 5});
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_FALSE(again->is_new);
  EXPECT_FALSE(again->erased);
  EXPECT_EQ(store_.Generation().value(), generation);
  EXPECT_EQ(people_.Find(IdOf(1))->objected, ToString(kToday));
  EXPECT_EQ(people_.CountObjections().value(), 1);
}

TEST_F(PersonStoreTest, AnObjectionOfSomebodyNotHeldHoldsForLaterIngests) {
  ASSERT_TRUE(people_.Erase(IdOf(1)).value());
  const auto objected = people_.Object(IdOf(1), kToday);
  ASSERT_TRUE(objected.ok()) << objected.status();
  EXPECT_TRUE(objected->is_new);
  EXPECT_FALSE(objected->erased);
  ASSERT_EQ(store_.SaveRecords(Three(), {})->people, 2u);
  ExpectWithoutTheSecond();
}

TEST_F(PersonStoreTest, AnObjectionCanComeBeforeTheFirstIngest) {
  auto empty = OpenNodeStore(Path("empty.db"), key_);
  ASSERT_TRUE(empty.ok()) << empty.status();
  PersonStore people(**empty, marker_);
  ASSERT_TRUE(people.Object(IdOf(1), kToday)->is_new);
  EXPECT_FALSE(people.Erase(IdOf(1)).value());
  EXPECT_FALSE(people.Find(IdOf(1))->data_set.has_value());
  EXPECT_EQ(RecordStore(**empty, marker_).SaveRecords(Three(), {})->people, 2u);
}

TEST_F(PersonStoreTest, WithdrawingAnObjectionLetsTheNextIngestTakeThemUp) {
  ASSERT_TRUE(people_.Object(IdOf(1), kToday).ok());
  EXPECT_TRUE(people_.WithdrawObjection(IdOf(1)).value());
  EXPECT_FALSE(people_.WithdrawObjection(IdOf(1)).value());
  EXPECT_FALSE(people_.Find(IdOf(1))->records.has_value());
  EXPECT_EQ(store_.SaveRecords(Three(), {})->people, 3u);
}

TEST_F(PersonStoreTest, AnObjectionWhoseErasureFailsIsNotKeptEither) {
  ASSERT_TRUE(database_
                  ->RunTransaction("damage",
                                   [](store::Transaction& tx) {
                                     return tx.Execute("DELETE FROM column_chunk WHERE part = 3");
                                   })
                  .ok());
  EXPECT_TRUE(absl::IsDataLoss(people_.Object(IdOf(1), kToday).status()));
  EXPECT_EQ(Marks(), "");
}

TEST_F(PersonStoreTest, TheMarkIsNotTheIdAndIsAnotherUnderEachStoresKey) {
  ASSERT_TRUE(people_.Object(IdOf(1), kToday).ok());
  const std::string mark = Marks();
  ASSERT_EQ(mark.size(), 32u);
  EXPECT_EQ(mark.find(Bytes(IdOf(1)).substr(0, 8)), std::string::npos);
  const crypto::Mac same = ObjectionMarker::Create(key_)->MarkOf(IdOf(1));
  EXPECT_EQ(mark, std::string(same.begin(), same.end()));
  const auto other_key = crypto::StoreKey::Generate(random_);
  EXPECT_NE(ObjectionMarker::Create(other_key)->MarkOf(IdOf(1)), same);
  EXPECT_NE(ObjectionMarker::Create(key_)->MarkOf(IdOf(2)), same);
  // Nor is it made with the key that opens the store.
  EXPECT_NE(crypto::HmacSha256(SecretBytes::CopyOf(key_.view()), IdOf(1)), same);
}

TEST_F(PersonStoreTest, FindsWhatIsHeldOfThatPersonAlone) {
  const auto held = people_.Find(IdOf(1));
  ASSERT_TRUE(held.ok()) << held.status();
  EXPECT_FALSE(held->objected.has_value());
  ASSERT_TRUE(held->records.has_value());
  const Records& records = *held->records;
  EXPECT_THAT(records.ids, ElementsAre(IdOf(1)));
  EXPECT_THAT(records.registrations.practices, ElementsAre("P-hers", "P-other"));
  EXPECT_EQ(records.conditions.size(), 2u);
  EXPECT_THAT(records.observations.at("ltc_count").value, ElementsAre(4));
  EXPECT_THAT(records.events.at("ae_attendance").cost, ElementsAre(200));
  EXPECT_EQ(store_.Generation().value(), 1);
  EXPECT_FALSE(people_.Find(IdOf(9))->records.has_value());
}

TEST_F(PersonStoreTest, TheLastPersonErasedLeavesAnEmptyDataSet) {
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(people_.Erase(IdOf(i)).value());
  EXPECT_EQ(store_.LoadRecords()->people(), 0u);
  EXPECT_TRUE(store_.LoadRecords()->events.empty());
}

TEST_F(PersonStoreTest, AStoreFromBeforeThereWereObjectionsTakesThem) {
  store::Schema earlier = NodeSchema();
  earlier.migrations.resize(1);
  ASSERT_TRUE(store::Database::Open(Path("earlier.db"), key_.view(), earlier).ok());
  auto database = OpenNodeStore(Path("earlier.db"), key_, {.must_exist = true});
  ASSERT_TRUE(database.ok()) << database.status();
  EXPECT_TRUE(PersonStore(**database, marker_).Object(IdOf(1), kToday)->is_new);
}

}  // namespace
}  // namespace ginnel::node
