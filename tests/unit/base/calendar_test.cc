// SPDX-License-Identifier: Apache-2.0
#include "base/calendar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ginnel {
namespace {

TEST(Calendar, ReadsEachFormatOfADay) {
  const Day day = *ParseDay("2026-04-01");
  EXPECT_EQ(ParseDay("01/04/2026", "dd/mm/yyyy").value(), day);
  EXPECT_EQ(ParseDay("01-04-2026", "dd-mm-yyyy").value(), day);
  EXPECT_EQ(ParseDay("20260401", "yyyymmdd").value(), day);
  EXPECT_EQ(ToString(day), "2026-04-01");
  EXPECT_EQ(ParseDay("1970-01-01")->value, 0);
  EXPECT_EQ(ParseDay("1969-12-31")->value, -1);
}

TEST(Calendar, RefusesDaysThatDoNotExist) {
  for (const char* text : {"2026-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-4-1", "",
                           "2026-04-01 ", "2026/04/01", "+026-04-01"}) {
    EXPECT_EQ(ParseDay(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
  EXPECT_TRUE(ParseDay("2024-02-29").ok());
}

TEST(Calendar, NamesTheFormatsItKnowsWhenAskedForAnother) {
  EXPECT_THAT(std::string(ParseDay("1.4.2026", "d.m.yyyy").status().message()),
              testing::HasSubstr("use yyyy-mm-dd"));
}

TEST(Calendar, ReadsMonthsAndDropsTheDay) {
  const Month month = *ParseMonth("2026-04");
  EXPECT_EQ(ParseMonth("04/2026", "mm/yyyy").value(), month);
  EXPECT_EQ(ParseMonth("202604", "yyyymm").value(), month);
  EXPECT_EQ(ParseMonth("30/04/2026", "dd/mm/yyyy").value(), month);
  EXPECT_EQ(ToString(month), "2026-04");
  EXPECT_EQ(FirstDayOf(month), *ParseDay("2026-04-01"));
  EXPECT_FALSE(ParseMonth("2026-13").ok());
}

TEST(Calendar, AFinancialYearRunsFromAprilToMarch) {
  const DayRange year = *ParsePeriod("2025/26");
  EXPECT_EQ(ToString(year.first), "2025-04-01");
  EXPECT_EQ(ToString(year.end), "2026-04-01");
  EXPECT_EQ(*ParsePeriod("1999/00"), (DayRange{*ParseDay("1999-04-01"), *ParseDay("2000-04-01")}));
}

TEST(Calendar, PeriodsOfMonthsIncludeBothEnds) {
  EXPECT_EQ(*ParsePeriod("2025-07"), (DayRange{*ParseDay("2025-07-01"), *ParseDay("2025-08-01")}));
  EXPECT_EQ(*ParsePeriod("2025-07..2026-06"),
            (DayRange{*ParseDay("2025-07-01"), *ParseDay("2026-07-01")}));
  for (const char* text : {"2025/27", "2025", "2026-06..2025-07", "2025-07...2026-06", "25/26"}) {
    EXPECT_FALSE(ParsePeriod(text).ok()) << text;
  }
}

TEST(Calendar, MonthsBeforeKeepsTheDayOrTakesTheLast) {
  EXPECT_EQ(MonthsBefore(*ParseDay("2026-03-31"), 1), *ParseDay("2026-02-28"));
  EXPECT_EQ(MonthsBefore(*ParseDay("2024-03-31"), 1), *ParseDay("2024-02-29"));
  EXPECT_EQ(MonthsBefore(*ParseDay("2026-01-15"), 13), *ParseDay("2024-12-15"));
  EXPECT_EQ(MonthsBefore(*ParseDay("2026-01-15"), 0), *ParseDay("2026-01-15"));
}

TEST(Calendar, TimesAreInUtcAndRoundTrip) {
  const absl::Time time = *ParseRfc3339("2026-06-30T12:00:00Z");
  EXPECT_EQ(ToRfc3339(time), "2026-06-30T12:00:00Z");
  EXPECT_EQ(DayOf(time), *ParseDay("2026-06-30"));
  EXPECT_FALSE(ParseRfc3339("2026-06-30T12:00:00+01:00").ok());
  EXPECT_FALSE(ParseRfc3339("2026-06-30").ok());
}

}  // namespace
}  // namespace ginnel
