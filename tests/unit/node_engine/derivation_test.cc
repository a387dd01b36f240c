// SPDX-License-Identifier: Apache-2.0
#include "node/engine/derivation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/reason.h"
#include "query/dictionary_check.h"
#include "tests/unit/node_engine/derive_fixture.h"

namespace ginnel::node {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kAge[] = "name: 'age' type: VARIABLE_TYPE_INTEGER lower: 0 upper: 120 from {age {}}";

TEST(Age, TurnsOnTheFirstDayOfTheBirthMonth) {
  Records records = PeopleOf(3);
  records.birth_month = {InMonth("1950-04"), InMonth("1950-05"), InMonth("1950-03")};
  EXPECT_THAT(Derived(records, "2026-03-31", kAge), ElementsAre(75, 75, 76));
  EXPECT_THAT(Derived(records, "2026-04-01", kAge), ElementsAre(76, 75, 76));
  EXPECT_THAT(Derived(records, "2026-04-30", kAge), ElementsAre(76, 75, 76));
  EXPECT_THAT(Derived(records, "2026-05-01", kAge), ElementsAre(76, 76, 76));
}

TEST(Age, IsNotKnownWithoutABirthMonthOrBeforeBirth) {
  Records records = PeopleOf(3);
  records.birth_month = {kMissing, InMonth("2026-05"), InMonth("2026-04")};
  EXPECT_THAT(Derived(records, "2026-04-30", kAge), ElementsAre(kUnknown, kUnknown, 0));
}

TEST(Age, OfSomebodyBornInFebruaryOfALeapYearTurnsOnTheFirstOfFebruary) {
  Records records = PeopleOf(1);
  records.birth_month = {InMonth("2004-02")};
  EXPECT_THAT(Derived(records, "2022-01-31", kAge), ElementsAre(17));
  EXPECT_THAT(Derived(records, "2022-02-01", kAge), ElementsAre(18));
}

TEST(Age, BeforeNineteenSeventyAndBeyondTheBoundIsCappedAndCounted) {
  Records records = PeopleOf(2);
  records.birth_month = {InMonth("1890-01"), InMonth("1926-01")};
  const DerivedColumn column = DeriveAt(records, "2026-04-01", kAge).value();
  EXPECT_THAT(ValuesOf(column), ElementsAre(120, 100));
  EXPECT_EQ(column.capped_people(), 1);
  EXPECT_EQ(column.capped_excess(), 16);
}

constexpr char kRegistered[] = "name: 'registered' type: VARIABLE_TYPE_FLAG from {registered {}}";

Records OneEpisode(const std::string& from, const std::string& to) {
  Records records = PeopleOf(2);  // the second has none
  records.registrations.practices = {"A81001"};
  records.registrations.row = {0};
  records.registrations.practice = {0};
  records.registrations.from = {On(from).value};
  records.registrations.to = {to.empty() ? kOpen : On(to).value};
  return records;
}

TEST(Registered, CoversTheFirstDayAndNotTheDayOfLeaving) {
  const Records records = OneEpisode("2020-05-10", "2026-04-01");
  EXPECT_THAT(Derived(records, "2020-05-09", kRegistered), ElementsAre(0, 0));
  EXPECT_THAT(Derived(records, "2020-05-10", kRegistered), ElementsAre(1, 0));
  EXPECT_THAT(Derived(records, "2026-03-31", kRegistered), ElementsAre(1, 0));
  EXPECT_THAT(Derived(records, "2026-04-01", kRegistered), ElementsAre(0, 0));
  EXPECT_THAT(Derived(OneEpisode("2020-05-10", ""), "2099-01-01", kRegistered), ElementsAre(1, 0));
}

TEST(Registered, EndsAfterTheFirstDayOfTheMonthOfDeath) {
  Records records = OneEpisode("2020-05-10", "");
  records.death_month[0] = InMonth("2026-04");
  EXPECT_THAT(Derived(records, "2026-03-31", kRegistered), ElementsAre(1, 0));
  EXPECT_THAT(Derived(records, "2026-04-01", kRegistered), ElementsAre(1, 0));
  EXPECT_THAT(Derived(records, "2026-04-02", kRegistered), ElementsAre(0, 0));
  EXPECT_THAT(Derived(records, "2026-05-01", kRegistered), ElementsAre(0, 0));
}

TEST(Registered, CountsAnyOfSeveralEpisodes) {
  Records records = OneEpisode("2010-01-01", "2015-01-01");
  records.registrations.row = {0, 0};
  records.registrations.practice = {0, 0};
  records.registrations.from = {On("2010-01-01").value, On("2016-01-01").value};
  records.registrations.to = {On("2015-01-01").value, On("2020-01-01").value};
  EXPECT_THAT(Derived(records, "2014-12-31", kRegistered), ElementsAre(1, 0));
  EXPECT_THAT(Derived(records, "2015-06-01", kRegistered), ElementsAre(0, 0));
  EXPECT_THAT(Derived(records, "2016-01-01", kRegistered), ElementsAre(1, 0));
}

TEST(Died, IsAboutTheMonthsOfThePeriod) {
  Records records = PeopleOf(5);
  records.death_month = {kMissing, InMonth("2025-03"), InMonth("2025-04"), InMonth("2026-03"),
                         InMonth("2026-04")};
  EXPECT_THAT(
      Derived(records, "2026-04-01", "name: 'died' type: VARIABLE_TYPE_FLAG from {died {}}"),
      ElementsAre(0, 0, 1, 1, 0));
}

TEST(Attribute, KeepsMissingApartFromZero) {
  Records records = PeopleOf(3);
  records.attributes["imd"].values = {0, kMissing, 7};
  const std::string imd =
      "name: 'imd' type: VARIABLE_TYPE_INTEGER lower: 0 upper: 10 from {attribute {}}";
  EXPECT_THAT(Derived(records, "2026-04-01", imd), ElementsAre(0, kUnknown, 7));
  EXPECT_THAT(Derived(records, "2026-04-01", imd + " absent: ABSENT_ZERO"), ElementsAre(0, 0, 7));
}

TEST(Attribute, IsCappedAtBothBoundsAndNeverWhereItIsMissing) {
  Records records = PeopleOf(4);
  records.attributes["score"].values = {-50, kMissing, 99, 5000};
  const DerivedColumn column =
      DeriveAt(records, "2026-04-01",
               "name: 'score' type: VARIABLE_TYPE_SCORE scale: '0.1' lower: 1 upper: 100 "
               "from {attribute {}}")
          .value();
  EXPECT_THAT(ValuesOf(column), ElementsAre(10, kUnknown, 99, 1000));
  EXPECT_EQ(column.capped_people(), 2);
  EXPECT_EQ(column.capped_excess(), 60 + 4000);
}

TEST(Attribute, OfACategoryIsTranslatedToTheDictionarysCodes) {
  Records records = PeopleOf(4);
  records.attributes["sex"].codes = {"2", "oddity", "1"};
  records.attributes["sex"].values = {0, 1, 2, kMissing};
  EXPECT_THAT(
      Derived(records, "2026-04-01",
              "name: 'sex' type: VARIABLE_TYPE_CATEGORY codes {code: '1'} codes {code: '2'} "
              "from {attribute {}}"),
      ElementsAre(1, kUnknown, 0, kUnknown));
}

TEST(Attribute, ThatTheDataSetDoesNotHaveIsNeverZero) {
  const auto column = DeriveAt(PeopleOf(2), "2026-04-01",
                               "name: 'housebound' type: VARIABLE_TYPE_FLAG absent: ABSENT_FALSE "
                               "from {attribute {}}",
                               "", {"housebound"});
  ASSERT_FALSE(column.ok());
  EXPECT_EQ(column.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(column.status()), v1::REASON_VARIABLE_NOT_OFFERED);
  EXPECT_THAT(std::string(column.status().message()), HasSubstr("`housebound`"));
}

std::string Diabetes(const std::string& more) {
  return "name: 'diabetes' type: VARIABLE_TYPE_FLAG " + more;
}

Records OneCondition(const std::string& from, const std::string& to) {
  Records records = PeopleOf(2);  // the second has none
  records.conditions["diabetes"].row = {0};
  records.conditions["diabetes"].from = {On(from).value};
  records.conditions["diabetes"].to = {to.empty() ? kOpen : On(to).value};
  return records;
}

TEST(Condition, CountsFromTheDayAfterItWasRecordedUntilItIsResolved) {
  const Records records = OneCondition("2020-05-10", "2026-04-02");
  const std::string diabetes = Diabetes("absent: ABSENT_FALSE from {condition {}}");
  EXPECT_THAT(Derived(records, "2020-05-10", diabetes), ElementsAre(0, 0));
  EXPECT_THAT(Derived(records, "2020-05-11", diabetes), ElementsAre(1, 0));
  EXPECT_THAT(Derived(records, "2026-04-01", diabetes), ElementsAre(1, 0));
  EXPECT_THAT(Derived(records, "2026-04-02", diabetes), ElementsAre(0, 0));
}

TEST(Condition, WithoutARecordBeforeTheIndexDateIsMissingWhereAbsentSaysSo) {
  const std::string diabetes = Diabetes("from {condition {}}");
  EXPECT_THAT(Derived(OneCondition("2020-05-10", ""), "2020-05-10", diabetes),
              ElementsAre(kUnknown, kUnknown));
  EXPECT_THAT(Derived(OneCondition("2020-05-10", ""), "2020-05-11", diabetes),
              ElementsAre(1, kUnknown));
  EXPECT_THAT(Derived(OneCondition("2020-05-10", "2021-01-01"), "2022-01-01", diabetes),
              ElementsAre(0, kUnknown));
}

TEST(Condition, WindowsOfMonthsBeginOnTheSameDayOrTheMonthsLast) {
  const std::string recent = Diabetes("absent: ABSENT_FALSE from {condition {within_months: 12}}");
  // 29 February 2024 less twelve months is 28 February 2023.
  EXPECT_THAT(Derived(OneCondition("2023-02-28", ""), "2024-02-29", recent), ElementsAre(1, 0));
  EXPECT_THAT(Derived(OneCondition("2023-02-27", ""), "2024-02-29", recent), ElementsAre(0, 0));
  EXPECT_THAT(Derived(OneCondition("2025-04-01", ""), "2026-04-01", recent), ElementsAre(1, 0));
  EXPECT_THAT(Derived(OneCondition("2025-03-31", ""), "2026-04-01", recent), ElementsAre(0, 0));
}

TEST(Condition, RecordedAnewCountsInTheWindowAgain) {
  Records records = OneCondition("2010-01-01", "2011-01-01");
  records.conditions["diabetes"].row = {0, 0};
  records.conditions["diabetes"].from = {On("2010-01-01").value, On("2026-01-05").value};
  records.conditions["diabetes"].to = {On("2011-01-01").value, kOpen};
  EXPECT_THAT(Derived(records, "2026-04-01",
                      Diabetes("absent: ABSENT_FALSE from {condition {within_months: 12}}")),
              ElementsAre(1, 0));
}

TEST(Condition, ThatNobodyHasIsFalseAndATableThatWasNotSuppliedIsNot) {
  Records records = OneCondition("2020-05-10", "");
  const std::string copd =
      "name: 'copd' type: VARIABLE_TYPE_FLAG absent: ABSENT_FALSE from {condition {}}";
  EXPECT_THAT(Derived(records, "2026-04-01", copd), ElementsAre(0, 0));
  records.conditions.clear();
  EXPECT_EQ(ReasonOf(DeriveAt(records, "2026-04-01", copd).status()),
            v1::REASON_VARIABLE_NOT_OFFERED);
  EXPECT_TRUE(DeriveAt(records, "2026-04-01", copd, "", {"copd"}).ok());
}

Records Bmi(const std::vector<std::pair<std::string, int32_t>>& values) {
  Records records = PeopleOf(2);
  for (const auto& [day, value] : values) {
    records.observations["bmi"].row.push_back(0);
    records.observations["bmi"].date.push_back(On(day).value);
    records.observations["bmi"].value.push_back(value);
  }
  return records;
}

TEST(Observation, IsTheLatestBeforeTheIndexDate) {
  const std::string bmi =
      "name: 'bmi' type: VARIABLE_TYPE_SCORE lower: 0 upper: 90 from {observation {}}";
  const Records records =
      Bmi({{"2020-01-01", 20}, {"2024-01-01", 24}, {"2024-01-01", 25}, {"2025-01-01", kMissing}});
  EXPECT_THAT(Derived(records, "2020-01-01", bmi), ElementsAre(kUnknown, kUnknown));
  EXPECT_THAT(Derived(records, "2020-01-02", bmi), ElementsAre(20, kUnknown));
  EXPECT_THAT(Derived(records, "2024-01-01", bmi), ElementsAre(20, kUnknown));
  // Of two on one day the later row; a missing value does not hide the one before.
  EXPECT_THAT(Derived(records, "2026-04-01", bmi), ElementsAre(25, kUnknown));
}

TEST(Observation, OutsideItsWindowIsAbsent) {
  const std::string bmi =
      "name: 'bmi' type: VARIABLE_TYPE_SCORE lower: 0 upper: 90 from {observation {within_months: "
      "6}}";
  EXPECT_THAT(Derived(Bmi({{"2025-10-01", 20}}), "2026-04-01", bmi), ElementsAre(20, kUnknown));
  EXPECT_THAT(Derived(Bmi({{"2025-09-30", 20}}), "2026-04-01", bmi),
              ElementsAre(kUnknown, kUnknown));
}

constexpr char kAreas[] = R"(
  levels: 'place' levels: 'locality' levels: 'neighbourhood' levels: 'practice'
  areas {level: 'place' code: 'P'}
  areas {level: 'neighbourhood' code: 'N1' within: 'P'}
  areas {level: 'neighbourhood' code: 'N2' within: 'P'}
  areas {level: 'practice' code: 'A81001' within: 'N1'}
  areas {level: 'practice' code: 'A81002' within: 'N2'})";

std::string AreaOf(const std::string& level) {
  return "name: 'area' type: VARIABLE_TYPE_CATEGORY from {geography {level: '" + level + "'}}";
}

TEST(Geography, RollsThePracticeAtTheIndexDateUpAcrossLevelsWithoutAreas) {
  Records records = PeopleOf(3);
  records.registrations.practices = {"A81002", "A81001", "A81999"};
  records.registrations.row = {0, 0, 1, 2};
  records.registrations.practice = {1, 0, 0, 2};
  records.registrations.from = {On("2020-01-01").value, On("2026-04-01").value,
                                On("2020-01-01").value, On("2020-01-01").value};
  records.registrations.to = {On("2026-04-01").value, kOpen, On("2026-04-01").value, kOpen};
  EXPECT_THAT(Derived(records, "2026-03-31", AreaOf("practice"), kAreas),
              ElementsAre(0, 1, kUnknown));
  EXPECT_THAT(Derived(records, "2026-03-31", AreaOf("neighbourhood"), kAreas),
              ElementsAre(0, 1, kUnknown));
  // Who left in the period is where they were last.
  EXPECT_THAT(Derived(records, "2026-04-01", AreaOf("neighbourhood"), kAreas),
              ElementsAre(1, 1, kUnknown));
  EXPECT_THAT(Derived(records, "2026-03-31", AreaOf("place"), kAreas), ElementsAre(0, 0, kUnknown));
}

TEST(Derivation, OfAVariableThatTheMemberDoesNotOfferIsRefusedByName) {
  Records records = PeopleOf(1);
  const auto column = DeriveAt(records, "2026-04-01", kAge, "", {"sex"});
  ASSERT_FALSE(column.ok());
  EXPECT_EQ(column.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(column.status()), v1::REASON_VARIABLE_NOT_OFFERED);
  EXPECT_THAT(std::string(column.status().message()), HasSubstr("`age`"));
}

TEST(Derivation, ReachesPeopleOfEveryBlock) {
  Records records = PeopleOf(2 * kBlockRows + 3);
  const size_t last = records.people() - 1;
  records.birth_month[kBlockRows] = InMonth("2000-01");
  records.birth_month[last] = InMonth("1980-01");
  const Values ages = Derived(records, "2026-04-01", kAge);
  EXPECT_EQ(ages[kBlockRows - 1], kUnknown);
  EXPECT_EQ(ages[kBlockRows], 26);
  EXPECT_EQ(ages[last], 46);
}

}  // namespace
}  // namespace ginnel::node
