// SPDX-License-Identifier: Apache-2.0
// Whoever belongs to no practice that takes part is in no table, and nobody else has changed: over
// random records, held to a member that never had those people (PeopleAt).
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include "node/store/controlled_people.h"
#include "tests/property/engine/random_records.h"

namespace ginnel::node {
namespace {

Controllers RandomControllers(Dice& dice) {
  v1::Operations operations;
  for (const char* practice : {"A81001", "A81002", "A81003", "A81999", "A80000"}) {
    if (dice.OneIn(2)) continue;
    v1::Controller& controller = *operations.add_controllers();
    controller.set_ods_code(practice);
    controller.set_withdrawn(dice.OneIn(3));
  }
  return Controllers(operations);
}

// What RandomRecords leaves out: codes of events, which only the store has.
void AddEventCodes(Records& records) {
  for (auto& [kind, table] : records.events) {
    table.codes = table.providers = table.portfolios = {""};
    for (auto* column : {&table.code, &table.provider, &table.portfolio})
      column->assign(table.row.size(), 0);
  }
}

// The rule once more, person by person and without a thought for speed.
bool Stays(const Records& records, uint32_t row, const Controllers& controllers) {
  if (!controllers.listed()) return true;
  const Records::Registrations& table = records.registrations;
  std::vector<std::tuple<int32_t, int32_t, bool>> episodes;
  for (size_t i = 0; i < table.row.size(); ++i) {
    if (table.row[i] != row) continue;
    episodes.emplace_back(table.from[i], table.to[i],
                          !controllers.Admits(table.practices[table.practice[i]]));
  }
  const auto newest = std::max_element(episodes.begin(), episodes.end());
  return newest != episodes.end() && !std::get<2>(*newest);
}

using EpisodeList = std::vector<std::tuple<uint32_t, std::string, int32_t, int32_t>>;
EpisodeList EpisodesOf(const Records& records, const Controllers& controllers) {
  const Records::Registrations& table = records.registrations;
  EpisodeList list;
  for (size_t i = 0; i < table.row.size(); ++i) {
    const std::string& practice = table.practices[table.practice[i]];
    if (controllers.Admits(practice))
      list.emplace_back(table.row[i], practice, table.from[i], table.to[i]);
  }
  return list;
}

void ExpectSame(const Records& got, const Records& want) {
  EXPECT_EQ(got.ids, want.ids);
  EXPECT_EQ(got.birth_month, want.birth_month);
  EXPECT_EQ(got.death_month, want.death_month);
  ASSERT_EQ(got.attributes.size(), want.attributes.size());
  for (const auto& [name, column] : want.attributes) {
    EXPECT_EQ(got.attributes.at(name).values, column.values) << name;
    EXPECT_EQ(got.attributes.at(name).codes, column.codes) << name;
  }
  // A table without rows may be left away.
  for (const auto& [code, table] : want.conditions) {
    if (table.row.empty()) continue;
    ASSERT_TRUE(got.conditions.contains(code)) << code;
    EXPECT_EQ(got.conditions.at(code).row, table.row) << code;
    EXPECT_EQ(got.conditions.at(code).from, table.from) << code;
    EXPECT_EQ(got.conditions.at(code).to, table.to) << code;
  }
  for (const auto& [name, table] : want.observations) {
    if (table.row.empty()) continue;
    ASSERT_TRUE(got.observations.contains(name)) << name;
    EXPECT_EQ(got.observations.at(name).row, table.row) << name;
    EXPECT_EQ(got.observations.at(name).date, table.date) << name;
    EXPECT_EQ(got.observations.at(name).value, table.value) << name;
  }
  for (const auto& [kind, table] : want.events) {
    if (table.row.empty()) continue;
    ASSERT_TRUE(got.events.contains(kind)) << kind;
    EXPECT_EQ(got.events.at(kind).row, table.row) << kind;
    EXPECT_EQ(got.events.at(kind).date, table.date) << kind;
    EXPECT_EQ(got.events.at(kind).quantity, table.quantity) << kind;
    EXPECT_EQ(got.events.at(kind).cost, table.cost) << kind;
  }
}

void ExpectNoEmptyTables(const Records& records) {
  for (const auto& [code, table] : records.conditions) EXPECT_FALSE(table.row.empty()) << code;
  for (const auto& [name, table] : records.observations) EXPECT_FALSE(table.row.empty()) << name;
  for (const auto& [kind, table] : records.events) EXPECT_FALSE(table.row.empty()) << kind;
}

TEST(ControlledPeopleProperty, WhoIsLeftOutIsInNoTableAndNobodyElseChanges) {
  for (uint64_t seed = 0; seed < 300; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Dice dice(seed);
    Records records = RandomRecords(static_cast<size_t>(dice.Between(0, 60)), dice);
    AddEventCodes(records);
    const Controllers controllers = RandomControllers(dice);

    std::vector<uint32_t> staying;
    for (uint32_t row = 0; row < records.people(); ++row) {
      if (Stays(records, row, controllers)) staying.push_back(row);
    }
    const Records want = PeopleAt(records, staying);
    const LeftOut counted =
        CountLeftOut(records.registrations, records.people(), controllers).value();
    EXPECT_EQ(counted.people(), records.people() - staying.size());

    const absl::Status kept = KeepControlled(records, controllers);
    ASSERT_TRUE(kept.ok()) << kept;
    ExpectSame(records, want);
    EXPECT_EQ(EpisodesOf(records, Controllers()), EpisodesOf(want, controllers));
    if (controllers.listed()) ExpectNoEmptyTables(records);
    EXPECT_EQ(CountLeftOut(records.registrations, records.people(), controllers)->people(), 0u);
  }
}

}  // namespace
}  // namespace ginnel::node
