// SPDX-License-Identifier: Apache-2.0
#include "node/engine/snapshot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/node_engine/engine_fixture.h"

namespace ginnel::node {
namespace {

using ::testing::HasSubstr;

Records OnePerson() {
  Records records = PeopleOf(1);
  records.registrations = {{0}, {0}, {0}, {kOpen}, {"A81001"}};
  records.conditions["asthma"] = {{0}, {10}, {kOpen}};
  records.observations["bmi"] = {{0, 0}, {10, 20}, {25, 26}, {}};
  records.events["visit"].row = {0};
  records.events["visit"].date = {10};
  records.events["visit"].quantity = {1};
  records.events["visit"].cost = {100};
  return records;
}

void ExpectRefused(Records records, const std::string& what) {
  const auto snapshot = Snapshot::Create(std::move(records), DataSetInfo{});
  ASSERT_FALSE(snapshot.ok()) << what;
  EXPECT_EQ(snapshot.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(snapshot.status().message()), HasSubstr(what));
}

TEST(Snapshot, KeepsWhatIsKnownOfTheDataSet) {
  DataSetInfo info;
  info.member = "harness";
  info.generation = 7;
  const auto snapshot = Snapshot::Create(OnePerson(), info).value();
  EXPECT_EQ(snapshot->info().generation, 7);
  EXPECT_EQ(snapshot->people(), 1);
}

TEST(Snapshot, RefusesRecordsWhoseColumnsDoNotAgree) {
  Records records = OnePerson();
  records.birth_month.push_back(1);
  ExpectRefused(records, "persons");
  records = OnePerson();
  records.attributes["sex"].values = {1, 2};
  ExpectRefused(records, "attribute sex");
  records = OnePerson();
  records.conditions["asthma"].to.clear();
  ExpectRefused(records, "condition asthma");
  records = OnePerson();
  records.events["visit"].cost.clear();
  ExpectRefused(records, "event visit");
  records = OnePerson();
  records.registrations.to.push_back(1);
  ExpectRefused(records, "registrations");
}

TEST(Snapshot, RefusesIndicesBeyondTheirTables) {
  Records records = OnePerson();
  records.registrations.practice[0] = 1;
  ExpectRefused(records, "registrations");
  records = OnePerson();
  records.attributes["sex"].codes = {"1"};
  records.attributes["sex"].values = {1};
  ExpectRefused(records, "attribute sex");
  records = OnePerson();
  records.events["visit"].row[0] = 1;
  ExpectRefused(records, "event visit");
}

TEST(Snapshot, RefusesObservationsThatAreNotInTheOrderOfTheirDates) {
  Records records = OnePerson();
  records.observations["bmi"].date = {20, 10};
  ExpectRefused(records, "observation bmi");
}

TEST(Snapshot, StatesItsMemoryAndCountsEventsApart) {
  Records records = PeopleOf(10'000);
  Records::Events& visits = records.events["visit"];
  for (uint32_t row = 0; row < 10'000; ++row) {
    visits.row.push_back(row);
    visits.date.push_back(20'000 + static_cast<int32_t>(row % 300));
    visits.quantity.push_back(1);
    visits.cost.push_back(static_cast<int32_t>(row));
  }
  const Snapshot::Memory use = SnapshotOf(std::move(records))->MemoryUse();
  EXPECT_EQ(use.event_rows, 10'000);
  // Two bytes each for place, date and cost; the quantity is always 1 and takes none.
  EXPECT_GE(use.events, 60'000);
  EXPECT_LT(use.events, 61'000);
  EXPECT_LT(use.persons, 1'000);
}

}  // namespace
}  // namespace ginnel::node
