// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "base/reason.h"
#include "query/dictionary_check.h"
#include "tests/unit/node_engine/derive_fixture.h"

namespace ginnel::node {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Event {
  std::string day;
  int32_t quantity;
  int32_t pence;
};

Records Visits(const std::vector<Event>& events) {
  Records records = PeopleOf(2);
  Records::Events& table = records.events["visit"];
  for (const Event& event : events) {
    table.row.push_back(0);
    table.date.push_back(On(event.day).value);
    table.quantity.push_back(event.quantity);
    table.cost.push_back(event.pence);
  }
  return records;
}

std::string VisitCount(const std::string& from) {
  return "name: 'visits' type: VARIABLE_TYPE_COUNT lower: 0 upper: 200 absent: ABSENT_ZERO from "
         "{events {kinds: 'visit' " +
         from + "}}";
}

TEST(Events, InThePeriodIncludeItsFirstAndItsLastDay) {
  const Records records = Visits(
      {{"2025-03-31", 1, 0}, {"2025-04-01", 1, 0}, {"2026-03-31", 1, 0}, {"2026-04-01", 1, 0}});
  EXPECT_THAT(Derived(records, "2026-04-01", VisitCount("")), ElementsAre(2, 0));
  EXPECT_THAT(Derived(records, "2026-09-01", VisitCount("")), ElementsAre(2, 0));
}

TEST(Events, OnTheIndexDateOrLaterAreOutsideEvenInThePeriod) {
  const Records records = Visits({{"2025-04-01", 1, 0}, {"2025-10-01", 1, 0}});
  EXPECT_THAT(Derived(records, "2025-10-01", VisitCount("")), ElementsAre(1, 0));
  EXPECT_THAT(Derived(records, "2025-10-02", VisitCount("")), ElementsAre(2, 0));
}

TEST(Events, OfAWindowThatBeginsBeforeTheRecordsAreRefused) {
  const query::Dictionary dictionary = DictionaryOf({VisitCount("within_months: 6")});
  const auto derive = [&](const char* data_from) {
    Records records = Visits({{"2025-10-01", 1, 0}});
    DataSetInfo info;
    info.member = kTestMember;
    info.people = records.people();
    info.data_from = data_from;
    const auto snapshot = Snapshot::Create(std::move(records), std::move(info)).value();
    return Derive(*snapshot, dictionary, 0, {On("2026-04-01"), ParsePeriod(kTestPeriod).value()});
  };
  EXPECT_TRUE(derive("2025-10-01").ok());
  EXPECT_EQ(ReasonOf(derive("2025-10-02").status()), v1::REASON_DATA_ENDS_BEFORE);
}

TEST(Events, OfAPeriodThatHasNotBegunAreRefused) {
  const auto column = DeriveAt(Visits({{"2025-04-01", 1, 0}}), "2025-04-01", VisitCount(""));
  ASSERT_FALSE(column.ok());
  EXPECT_EQ(ReasonOf(column.status()), v1::REASON_QUERY_INVALID);
}

TEST(Events, InAWindowOfMonthsEndTheDayBeforeTheIndexDate) {
  const Records records = Visits(
      {{"2023-02-27", 1, 0}, {"2023-02-28", 1, 0}, {"2024-02-28", 1, 0}, {"2024-02-29", 1, 0}});
  EXPECT_THAT(Derived(records, "2024-02-29", VisitCount("within_months: 12")), ElementsAre(2, 0));
}

TEST(Events, AddUpRowsQuantitiesOrCosts) {
  const Records records = Visits({{"2025-05-01", 3, 1250}, {"2025-06-01", 2, -50}});
  EXPECT_THAT(Derived(records, "2026-04-01", VisitCount("sum: SUM_ROWS")), ElementsAre(2, 0));
  EXPECT_THAT(Derived(records, "2026-04-01", VisitCount("sum: SUM_QUANTITY")), ElementsAre(5, 0));
  const auto cost = [&](const std::string& scale) {
    return Derived(records, "2026-04-01",
                   "name: 'cost' type: VARIABLE_TYPE_AMOUNT lower: 0 upper: 5000 scale: '" + scale +
                       "' absent: ABSENT_ZERO from {events {kinds: 'visit' sum: SUM_COST}}");
  };
  EXPECT_THAT(cost("0.01"), ElementsAre(1200, 0));
  EXPECT_THAT(cost("0.001"), ElementsAre(12000, 0));
  EXPECT_THAT(cost("1"), ElementsAre(12, 0));
}

TEST(Events, CanBeAskedForWhetherThereIsAnyAndForTheLatest) {
  const Records records =
      Visits({{"2025-05-01", 3, 0}, {"2025-06-01", 2, 0}, {"2026-04-01", 9, 0}});
  EXPECT_THAT(Derived(records, "2026-04-01",
                      "name: 'any' type: VARIABLE_TYPE_FLAG absent: ABSENT_FALSE from {events "
                      "{kinds: 'visit' sum: SUM_ANY}}"),
              ElementsAre(1, 0));
  EXPECT_THAT(Derived(records, "2026-04-01",
                      "name: 'latest' type: VARIABLE_TYPE_INTEGER lower: 0 upper: 9 from {events "
                      "{kinds: 'visit' sum: SUM_LATEST}}"),
              ElementsAre(2, kUnknown));
}

TEST(Events, CountOnlyWithTheWantedCodesAndPortfolios) {
  Records records = Visits({{"2025-05-01", 1, 0}, {"2025-06-01", 1, 0}, {"2025-07-01", 1, 0}});
  Records::Events& table = records.events["visit"];
  table.codes = {"", "E11", "I10"};
  table.code = {1, 2, 1};
  table.portfolios = {"", "urgent"};
  table.portfolio = {0, 1, 1};
  EXPECT_THAT(Derived(records, "2026-04-01", VisitCount("codes: 'E11'")), ElementsAre(2, 0));
  EXPECT_THAT(Derived(records, "2026-04-01", VisitCount("codes: 'E11' codes: 'I10'")),
              ElementsAre(3, 0));
  EXPECT_THAT(Derived(records, "2026-04-01", VisitCount("portfolios: 'urgent'")),
              ElementsAre(2, 0));
  EXPECT_THAT(Derived(records, "2026-04-01", VisitCount("codes: 'E11' portfolios: 'urgent'")),
              ElementsAre(1, 0));
  EXPECT_THAT(Derived(records, "2026-04-01", VisitCount("codes: 'X99'")), ElementsAre(0, 0));
  // Nothing is stated of any event.
  EXPECT_THAT(Derived(Visits({{"2025-05-01", 1, 0}}), "2026-04-01", VisitCount("codes: 'E11'")),
              ElementsAre(0, 0));
}

TEST(Events, CountByTheCodesOfACodeList) {
  v1::Dictionary proto = DictionaryOf({VisitCount("")}, "").proto();
  proto.mutable_variables(0)->mutable_from()->mutable_events()->add_code_lists("stroke@2");
  v1::CodeList& list = *proto.add_code_lists();
  list.set_name("stroke");
  list.set_version(2);
  for (std::string* text : {list.mutable_title(), list.mutable_system(), list.mutable_source(),
                            list.mutable_licence()}) {
    *text = "a test";
  }
  list.add_codes("I63");
  list.add_codes("I64");
  EXPECT_THAT(std::string(query::Dictionary::Create(proto).status().message()),
              HasSubstr("codes of another digest"));
  list.set_sha256(query::DigestOfCodes(list));
  const auto dictionary = query::Dictionary::Create(proto);
  ASSERT_TRUE(dictionary.ok()) << dictionary.status();
  Records records = Visits({{"2025-05-01", 1, 0}, {"2025-06-01", 1, 0}, {"2025-07-01", 1, 0}});
  records.events["visit"].codes = {"", "I64", "I10"};
  records.events["visit"].code = {1, 2, 1};
  const auto column = Derive(*SnapshotOf(records), *dictionary, 0,
                             AsOf{On("2026-04-01"), ParsePeriod(kTestPeriod).value()});
  ASSERT_TRUE(column.ok()) << column.status();
  EXPECT_THAT(ValuesOf(*column), ElementsAre(2, 0));
}

TEST(Events, PastTheEndOfTheRecordsAreRefused) {
  const query::Dictionary dictionary = DictionaryOf({VisitCount("")}, "");
  DataSetInfo info;
  info.member = "north";
  info.data_to = "2026-02-28";
  const auto snapshot = Snapshot::Create(Visits({{"2025-05-01", 1, 0}}), info);
  ASSERT_TRUE(snapshot.ok()) << snapshot.status();
  const DayRange period = ParsePeriod(kTestPeriod).value();
  const auto late = Derive(**snapshot, dictionary, 0, AsOf{On("2026-04-01"), period});
  ASSERT_FALSE(late.ok());
  EXPECT_EQ(ReasonOf(late.status()), v1::REASON_DATA_ENDS_BEFORE);
  EXPECT_THAT(
      std::string(late.status().message()),
      HasSubstr("`visits` is asked up to 2026-03-31, and the records of member north end on "
                "2026-02-28"));
  EXPECT_TRUE(Derive(**snapshot, dictionary, 0, AsOf{On("2026-03-01"), period}).ok());
}

TEST(Events, BeforeTheBeginningOfTheRecordsAreRefused) {
  const query::Dictionary dictionary = DictionaryOf({VisitCount("")}, "");
  DataSetInfo info;
  info.member = "north";
  info.data_from = "2025-04-02";
  const auto snapshot = Snapshot::Create(Visits({{"2025-05-01", 1, 0}}), info);
  ASSERT_TRUE(snapshot.ok()) << snapshot.status();
  const auto early =
      Derive(**snapshot, dictionary, 0, AsOf{On("2026-04-01"), ParsePeriod(kTestPeriod).value()});
  ASSERT_FALSE(early.ok());
  EXPECT_EQ(ReasonOf(early.status()), v1::REASON_DATA_ENDS_BEFORE);
}

Records Registered(const std::vector<std::pair<std::string, std::string>>& episodes) {
  Records records = PeopleOf(2);
  records.registrations.practices = {"P1"};
  for (const auto& [from, to] : episodes) {
    records.registrations.row.push_back(0);
    records.registrations.practice.push_back(0);
    records.registrations.from.push_back(On(from).value);
    records.registrations.to.push_back(to.empty() ? kOpen : On(to).value);
  }
  return records;
}

constexpr char kDays[] =
    "name: 'days' type: VARIABLE_TYPE_COUNT lower: 0 upper: 400 absent: ABSENT_ZERO from "
    "{registered_days {}}";
constexpr char kJoined[] =
    "name: 'joined' type: VARIABLE_TYPE_FLAG absent: ABSENT_FALSE from {joined {}}";

TEST(RegisteredDays, AreThoseOfThePeriodEachOnce) {
  EXPECT_THAT(Derived(Registered({{"2020-01-01", ""}}), "2026-04-01", kDays), ElementsAre(365, 0));
  EXPECT_THAT(Derived(Registered({{"2025-04-01", "2025-04-11"}}), "2026-04-01", kDays),
              ElementsAre(10, 0));
  // At two practices at once, and a gap.
  EXPECT_THAT(Derived(Registered({{"2025-05-01", "2025-05-21"},
                                  {"2025-05-11", "2025-05-31"},
                                  {"2025-06-10", "2025-06-11"}}),
                      "2026-04-01", kDays),
              ElementsAre(31, 0));
  // Only days before the index date.
  EXPECT_THAT(Derived(Registered({{"2020-01-01", ""}}), "2025-04-11", kDays), ElementsAre(10, 0));
}

TEST(RegisteredDays, EndWithTheFirstDayOfTheMonthOfDeath) {
  Records records = Registered({{"2020-01-01", ""}});
  records.death_month = {InMonth("2025-05"), kMissing};
  EXPECT_THAT(Derived(records, "2026-04-01", kDays), ElementsAre(31, 0));
}

TEST(Joined, IsWhoCameInThePeriodAndWasNotThereTheDayBefore) {
  EXPECT_THAT(Derived(Registered({{"2025-04-01", ""}}), "2026-04-01", kJoined), ElementsAre(1, 0));
  EXPECT_THAT(Derived(Registered({{"2025-03-31", ""}}), "2026-04-01", kJoined), ElementsAre(0, 0));
  EXPECT_THAT(Derived(Registered({{"2024-01-01", "2025-02-01"}, {"2025-09-01", ""}}), "2026-04-01",
                      kJoined),
              ElementsAre(1, 0));
  EXPECT_THAT(Derived(Registered({{"2026-04-01", ""}}), "2026-04-01", kJoined), ElementsAre(0, 0));
}

TEST(Events, OfSeveralKindsAddUpAndAnAbsentKindIsNone) {
  Records records = Visits({{"2025-05-01", 1, 0}});
  records.events["call"].row = {0, 1};
  records.events["call"].date = {On("2025-05-02").value, On("2025-05-03").value};
  records.events["call"].quantity = {1, 1};
  records.events["call"].cost = {0, 0};
  EXPECT_THAT(Derived(records, "2026-04-01", VisitCount("kinds: 'call' kinds: 'letter'")),
              ElementsAre(2, 1));
}

TEST(Events, BeyondTheBoundAreCappedAndCounted) {
  std::vector<Event> many(250, Event{"2025-05-01", 1, 0});
  const DerivedColumn column = DeriveAt(Visits(many), "2026-04-01", VisitCount("")).value();
  EXPECT_THAT(ValuesOf(column), ElementsAre(200, 0));
  EXPECT_EQ(column.capped_people(), 1);
  EXPECT_EQ(column.capped_excess(), 50);
}

TEST(Events, WhoseSumExceedsThirtyTwoBitsDoNotWrap) {
  std::vector<Event> dear(3, Event{"2025-05-01", 1, 2'000'000'000});
  const DerivedColumn column =
      DeriveAt(Visits(dear), "2026-04-01",
               "name: 'cost' type: VARIABLE_TYPE_AMOUNT lower: 0 upper: 500000 scale: '0.01' "
               "from {events {kinds: 'visit' sum: SUM_COST}}")
          .value();
  EXPECT_THAT(ValuesOf(column), ElementsAre(50'000'000, kUnknown));
  EXPECT_EQ(column.capped_excess(), 6'000'000'000 - 50'000'000);
}

TEST(Events, WithoutARowAreMissingWhereAbsentSaysSo) {
  EXPECT_THAT(Derived(Visits({{"2024-05-01", 1, 0}}), "2026-04-01",
                      "name: 'visits' type: VARIABLE_TYPE_COUNT lower: 0 upper: 9 from {events "
                      "{kinds: 'visit'}}"),
              ElementsAre(kUnknown, kUnknown));
}

}  // namespace
}  // namespace ginnel::node
