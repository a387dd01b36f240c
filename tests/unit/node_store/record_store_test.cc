// SPDX-License-Identifier: Apache-2.0
#include "node/store/record_store.h"

#include <gmock/gmock.h>

#include <fstream>

#include "tests/unit/node_store/node_store_fixture.h"

namespace ginnel::node {
namespace {

using testing::HasSubstr;

class RecordStoreTest : public NodeStoreTest {
 protected:
  static DataSetInfo InfoOf(const std::string& member) {
    DataSetInfo info;
    info.member = member;
    info.data_from = "2023-04-01";
    info.data_to = "2026-03-31";
    info.loaded_at = "2026-04-02T09:00:00Z";
    info.opt_out_list_date = "2026-04-01";
    info.offers = {"age", "diabetes"};
    return info;
  }

  // More people than one chunk holds, and something in every column.
  static Records RecordsOf(uint32_t people) {
    Records records;
    for (uint32_t i = 0; i < people; ++i) {
      LinkageId id{};
      for (size_t b = 0; b < 4; ++b) id[b] = static_cast<uint8_t>(i >> (24 - 8 * b));
      records.ids.push_back(id);
      records.birth_month.push_back(static_cast<int32_t>(i % 1200) - 480);
      records.death_month.push_back(i % 50 == 0 ? 600 : kMissing);
      records.registrations.row.push_back(i);
      records.registrations.practice.push_back(static_cast<uint16_t>(i % 3));
      records.registrations.from.push_back(static_cast<int32_t>(i % 9000));
      records.registrations.to.push_back(i % 7 == 0 ? 20'000 : kOpen);
      records.attributes["sex"].values.push_back(static_cast<int32_t>(i % 2));
      auto& events = records.events["ae_attendance"];
      events.row.push_back(i / 2);
      events.date.push_back(19'000);
      events.quantity.push_back(1);
      events.cost.push_back(static_cast<int32_t>(i * 37));
      events.code.push_back(0);
      events.provider.push_back(static_cast<uint16_t>(i % 2));
      events.portfolio.push_back(0);
    }
    records.registrations.practices = {"P1", "P2", "P3"};
    records.attributes["sex"].codes = {"1", "2"};
    records.events["ae_attendance"].codes = {""};
    records.events["ae_attendance"].providers = {"", "RR8"};
    records.events["ae_attendance"].portfolios = {""};
    records.conditions["diabetes"] = {.row = {0, 2}, .from = {100, 200}, .to = {kOpen, 300}};
    records.observations["smoking_status"] = {
        .row = {1}, .date = {18'000}, .value = {0}, .codes = {"never", "ex"}};
    return records;
  }

  static void ExpectSame(const Records& a, const Records& b) {
    EXPECT_EQ(a.ids, b.ids);
    EXPECT_EQ(a.birth_month, b.birth_month);
    EXPECT_EQ(a.death_month, b.death_month);
    EXPECT_EQ(a.registrations.row, b.registrations.row);
    EXPECT_EQ(a.registrations.practice, b.registrations.practice);
    EXPECT_EQ(a.registrations.from, b.registrations.from);
    EXPECT_EQ(a.registrations.to, b.registrations.to);
    EXPECT_EQ(a.registrations.practices, b.registrations.practices);
    ASSERT_EQ(a.attributes.size(), b.attributes.size());
    EXPECT_EQ(a.attributes.at("sex").values, b.attributes.at("sex").values);
    EXPECT_EQ(a.attributes.at("sex").codes, b.attributes.at("sex").codes);
    ASSERT_EQ(a.conditions.size(), b.conditions.size());
    EXPECT_EQ(a.conditions.at("diabetes").row, b.conditions.at("diabetes").row);
    EXPECT_EQ(a.conditions.at("diabetes").from, b.conditions.at("diabetes").from);
    EXPECT_EQ(a.conditions.at("diabetes").to, b.conditions.at("diabetes").to);
    ASSERT_EQ(a.observations.size(), b.observations.size());
    const auto& observed_a = a.observations.at("smoking_status");
    const auto& observed_b = b.observations.at("smoking_status");
    EXPECT_EQ(observed_a.row, observed_b.row);
    EXPECT_EQ(observed_a.date, observed_b.date);
    EXPECT_EQ(observed_a.value, observed_b.value);
    EXPECT_EQ(observed_a.codes, observed_b.codes);
    ASSERT_EQ(a.events.size(), b.events.size());
    const auto& events_a = a.events.at("ae_attendance");
    const auto& events_b = b.events.at("ae_attendance");
    EXPECT_EQ(events_a.row, events_b.row);
    EXPECT_EQ(events_a.date, events_b.date);
    EXPECT_EQ(events_a.quantity, events_b.quantity);
    EXPECT_EQ(events_a.cost, events_b.cost);
    EXPECT_EQ(events_a.code, events_b.code);
    EXPECT_EQ(events_a.provider, events_b.provider);
    EXPECT_EQ(events_a.portfolio, events_b.portfolio);
    EXPECT_EQ(events_a.codes, events_b.codes);
    EXPECT_EQ(events_a.providers, events_b.providers);
    EXPECT_EQ(events_a.portfolios, events_b.portfolios);
  }
};

TEST_F(RecordStoreTest, RecordsComeBackAsTheyWereSaved) {
  const Records records = RecordsOf(70'000);
  {
    RecordStore records_store(*database_, marker_);
    const auto info = records_store.SaveRecords(records, InfoOf("harness"));
    ASSERT_TRUE(info.ok()) << info.status();
    EXPECT_EQ(info->generation, 1);
    EXPECT_EQ(info->people, 70'000u);
  }
  Reopen({.must_exist = true});
  RecordStore again(*database_, marker_);
  const auto loaded = again.LoadRecords();
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  ExpectSame(records, *loaded);
  const DataSetInfo info = again.Info().value();
  EXPECT_EQ(info.member, "harness");
  EXPECT_EQ(info.data_to, "2026-03-31");
  EXPECT_EQ(info.opt_out_list_date, "2026-04-01");
  EXPECT_THAT(info.offers, testing::ElementsAre("age", "diabetes"));
}

TEST_F(RecordStoreTest, AnEmptyStoreSaysThatNothingWasIngested) {
  RecordStore empty(*database_, marker_);
  EXPECT_TRUE(absl::IsNotFound(empty.Info().status()));
  EXPECT_TRUE(absl::IsNotFound(empty.LoadRecords().status()));
}

TEST_F(RecordStoreTest, SavingReplacesTheEarlierDataSetWhole) {
  RecordStore records_store(*database_, marker_);
  ASSERT_TRUE(records_store.SaveRecords(RecordsOf(1'000), InfoOf("first")).ok());
  Records second = RecordsOf(10);
  second.attributes["ethnic_category"].values.assign(10, kMissing);
  ASSERT_EQ(records_store.SaveRecords(second, InfoOf("second"))->generation, 2);
  const Records loaded = records_store.LoadRecords().value();
  EXPECT_EQ(loaded.people(), 10u);
  EXPECT_TRUE(loaded.attributes.contains("ethnic_category"));
  EXPECT_EQ(records_store.Info()->member, "second");
}

TEST_F(RecordStoreTest, AFullDiskLeavesTheEarlierDataSetWhole) {
  const Records first = RecordsOf(100);
  ASSERT_TRUE(RecordStore(*database_, marker_).SaveRecords(first, InfoOf("first")).ok());
  Reopen({.max_pages = 100});
  RecordStore records_store(*database_, marker_);
  const absl::Status full =
      records_store.SaveRecords(RecordsOf(100'000), InfoOf("second")).status();
  EXPECT_TRUE(absl::IsResourceExhausted(full)) << full;
  ExpectSame(first, records_store.LoadRecords().value());
  EXPECT_EQ(records_store.Info()->member, "first");
}

TEST_F(RecordStoreTest, AReaderKeepsTheDataSetThatItBeganWith) {
  ASSERT_TRUE(RecordStore(*database_, marker_).SaveRecords(RecordsOf(100), InfoOf("first")).ok());
  auto other = OpenNodeStore(Path("node.db"), key_);
  ASSERT_TRUE(other.ok());
  const absl::Status status =
      database_->Read("read slowly", [&](store::Snapshot& snapshot) -> absl::Status {
        std::string member;
        const auto read = [&] {
          return snapshot.Query("SELECT member FROM data_set",
                                [&](const store::Row& row) { member = row.Text(0); });
        };
        EXPECT_TRUE(read().ok());
        EXPECT_TRUE(RecordStore(**other, marker_).SaveRecords(RecordsOf(5), InfoOf("second")).ok());
        EXPECT_TRUE(read().ok());
        EXPECT_EQ(member, "first");
        return absl::OkStatus();
      });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(RecordStore(*database_, marker_).Info()->member, "second");
}

TEST_F(RecordStoreTest, AMissingChunkIsFoundOut) {
  RecordStore records_store(*database_, marker_);
  ASSERT_TRUE(records_store.SaveRecords(RecordsOf(70'000), InfoOf("first")).ok());
  ASSERT_TRUE(database_
                  ->RunTransaction("damage",
                                   [](store::Transaction& tx) {
                                     return tx.Execute(
                                         "DELETE FROM column_chunk WHERE part = 2 AND chunk = 1");
                                   })
                  .ok());
  const absl::Status status = records_store.LoadRecords().status();
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("birth_month"));
}

}  // namespace
}  // namespace ginnel::node
