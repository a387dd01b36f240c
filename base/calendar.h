// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace ginnel {

/// A civil day, as days since 1970-01-01. Records hold days and months, never times.
struct Day {
  int32_t value = 0;
  friend auto operator<=>(const Day&, const Day&) = default;
};

/// A civil month, as months since 1970-01.
struct Month {
  int32_t value = 0;
  friend auto operator<=>(const Month&, const Month&) = default;
};

/// Half-open range of days: `first` is inside, `end` is not.
struct DayRange {
  Day first;
  Day end;
  friend bool operator==(const DayRange&, const DayRange&) = default;
};

/// Parses `text` by `format`: "yyyy-mm-dd", "dd/mm/yyyy", "yyyymmdd" or "dd-mm-yyyy". Days that do
/// not exist are errors.
absl::StatusOr<Day> ParseDay(std::string_view text, std::string_view format = "yyyy-mm-dd");
/// "yyyy-mm", "mm/yyyy", "yyyymm", or any day format (the day is dropped).
absl::StatusOr<Month> ParseMonth(std::string_view text, std::string_view format = "yyyy-mm");
/// "2025/26" (financial year, 1 April to 31 March), "2025-07" (month) or "2025-07..2026-06"
/// (months, both inside).
absl::StatusOr<DayRange> ParsePeriod(std::string_view text);
/// RFC 3339 in UTC, "2026-06-30T12:00:00Z".
absl::StatusOr<absl::Time> ParseRfc3339(std::string_view text);

std::string ToString(Day day);           // "2026-04-01"
std::string ToString(Month month);       // "2026-04"
std::string ToRfc3339(absl::Time time);  // "2026-06-30T12:00:00Z"

Month MonthOf(Day day);
Day FirstDayOf(Month month);
/// The same day of the month `months` earlier; the month's last day where that does not exist.
Day MonthsBefore(Day day, int months);
/// Today in UTC.
Day DayOf(absl::Time time);

}  // namespace ginnel
