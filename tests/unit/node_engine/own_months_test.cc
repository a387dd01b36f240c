// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "base/reason.h"
#include "tests/unit/node_engine/derive_fixture.h"

namespace ginnel::node {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kAdmissions[] =
    "name: 'admissions' type: VARIABLE_TYPE_COUNT lower: 0 upper: 60 absent: ABSENT_ZERO from "
    "{events {kinds: 'spell'}}";
constexpr char kSpells[] =
    "name: 'spells' type: VARIABLE_TYPE_COUNT lower: 0 upper: 60 absent: ABSENT_ZERO from {events "
    "{kinds: 'spell'}}";
constexpr char kVisits[] =
    "name: 'visits' type: VARIABLE_TYPE_COUNT lower: 0 upper: 200 absent: ABSENT_ZERO from {events "
    "{kinds: 'visit'}}";
constexpr char kCancer[] =
    "name: 'cancer' type: VARIABLE_TYPE_FLAG absent: ABSENT_FALSE from {condition {}}";
constexpr char kAge[] = "name: 'age' type: VARIABLE_TYPE_INTEGER lower: 0 upper: 110 from {age {}}";
constexpr char kDied[] = "name: 'died' type: VARIABLE_TYPE_FLAG from {died {}}";

void Add(Records& records, const std::string& kind, uint32_t row, const std::string& day) {
  Records::Events& table = records.events[kind];
  table.row.push_back(row);
  table.date.push_back(On(day).value);
  table.quantity.push_back(1);
  table.cost.push_back(0);
}

// Of `variable` in month `month` around the first admission (or `around`) of 2025/26.
absl::StatusOr<DerivedColumn> DeriveAround(const Records& records, const char* variable, int month,
                                           const char* around = kAdmissions,
                                           const std::string& data_to = "") {
  const query::Dictionary dictionary = DictionaryOf({variable, around});
  DataSetInfo info;
  info.member = kTestMember;
  info.people = records.people();
  info.data_to = data_to;
  const auto snapshot = Snapshot::Create(Records(records), info).value();
  const AsOf as_of{On("2027-04-01"), ParsePeriod(kTestPeriod).value(), &dictionary.variable(1),
                   month};
  return Derive(*snapshot, dictionary, 0, as_of);
}

Values Around(const Records& records, const char* variable, int month,
              const char* around = kAdmissions) {
  const auto column = DeriveAround(records, variable, month, around);
  EXPECT_TRUE(column.ok()) << column.status();
  return column.ok() ? ValuesOf(*column) : Values();
}

TEST(OwnMonths, BeginOnTheDayOfTheFirstEventOfThePeriod) {
  Records records = PeopleOf(2);
  Add(records, "spell", 0, "2025-03-31");  // before the period
  Add(records, "spell", 0, "2025-06-10");
  Add(records, "spell", 0, "2025-09-01");
  for (const char* day : {"2025-05-09", "2025-05-10", "2025-06-09", "2025-06-10", "2025-07-09",
                          "2025-07-10", "2025-07-11"}) {
    Add(records, "visit", 0, day);
  }
  Add(records, "visit", 1, "2025-06-10");  // of somebody without an admission
  EXPECT_THAT(Around(records, kVisits, -2), ElementsAre(1, 0));
  EXPECT_THAT(Around(records, kVisits, -1), ElementsAre(2, 0));
  EXPECT_THAT(Around(records, kVisits, 0), ElementsAre(2, 0));
  EXPECT_THAT(Around(records, kVisits, 1), ElementsAre(2, 0));
  EXPECT_THAT(Around(records, kSpells, 0), ElementsAre(1, 0));
}

TEST(OwnMonths, FollowEachOtherWithoutGapWhereMonthsAreShorter) {
  Records records = PeopleOf(1);
  Add(records, "spell", 0, "2026-01-31");
  for (const char* day : {"2026-02-27", "2026-02-28", "2026-03-30", "2026-03-31"}) {
    Add(records, "visit", 0, day);
  }
  EXPECT_THAT(Around(records, kVisits, 0), ElementsAre(1));  // to 27 February
  EXPECT_THAT(Around(records, kVisits, 1), ElementsAre(2));  // to 30 March
  EXPECT_THAT(Around(records, kVisits, 2), ElementsAre(1));
}

TEST(OwnMonths, MayBeAroundTheDayOnWhichAConditionWasRecorded) {
  Records records = PeopleOf(2);
  records.conditions["cancer"].row = {0, 1};
  records.conditions["cancer"].from = {On("2025-06-10").value, On("2019-01-01").value};
  records.conditions["cancer"].to = {kOpen, kOpen};
  Add(records, "visit", 0, "2025-06-10");
  Add(records, "visit", 1, "2025-06-10");
  EXPECT_THAT(Around(records, kVisits, 0, kCancer), ElementsAre(1, 0));
}

TEST(OwnMonths, NeedRecordsOfTheMonthsOfAll) {
  Records records = PeopleOf(1);
  Add(records, "spell", 0, "2025-06-10");
  EXPECT_TRUE(DeriveAround(records, kVisits, 1, kAdmissions, "2026-05-30").ok());
  const auto column = DeriveAround(records, kVisits, 1, kAdmissions, "2026-05-29");
  ASSERT_FALSE(column.ok());
  EXPECT_EQ(ReasonOf(column.status()), v1::REASON_DATA_ENDS_BEFORE);
}

TEST(OwnMonths, AreNotOfWhatHappensOnNoDayNorOfDeaths) {
  Records records = PeopleOf(1);
  Add(records, "visit", 0, "2025-06-10");
  EXPECT_THAT(std::string(DeriveAround(records, kVisits, 0, kAge).status().message()),
              HasSubstr("`age` happens on no day"));
  EXPECT_FALSE(DeriveAround(records, kDied, 0).ok());
}

TEST(HadEvent, IsTrueOfWhoHasOneInThePeriodWhateverWindowTheVariableHas) {
  Records records = PeopleOf(3);
  Add(records, "spell", 0, "2025-03-31");
  Add(records, "spell", 1, "2025-04-01");
  Add(records, "spell", 2, "2026-03-31");
  const query::Dictionary dictionary = DictionaryOf(
      {"name: 'admissions' type: VARIABLE_TYPE_COUNT lower: 0 upper: 60 absent: ABSENT_ZERO from "
       "{events {kinds: 'spell' within_months: 1}}"});
  const AsOf as_of{On("2027-04-01"), ParsePeriod(kTestPeriod).value()};
  const auto column = DeriveHadEvent(*SnapshotOf(records), dictionary, 0, as_of);
  ASSERT_TRUE(column.ok()) << column.status();
  EXPECT_THAT(ValuesOf(*column), ElementsAre(0, 1, 1));
  const auto not_offered = DeriveHadEvent(*SnapshotOf(records, {"visits"}), dictionary, 0, as_of);
  EXPECT_EQ(ReasonOf(not_offered.status()), v1::REASON_VARIABLE_NOT_OFFERED);
}

}  // namespace
}  // namespace ginnel::node
