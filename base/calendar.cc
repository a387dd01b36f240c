// SPDX-License-Identifier: Apache-2.0
#include "base/calendar.h"

#include <charconv>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "base/status.h"

namespace ginnel {
namespace {

constexpr absl::CivilDay kEpochDay(1970, 1, 1);
constexpr absl::CivilMonth kEpochMonth(1970, 1);

std::string Str(std::string_view text) { return std::string(text); }

std::optional<int> Digits(std::string_view text, size_t at, size_t count) {
  if (at + count > text.size()) return std::nullopt;
  int value = 0;
  for (char c : text.substr(at, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

// Matches `text` against a picture of y, m and d digits; every other character stands for itself.
struct Parts {
  int year = 0;
  int month = 1;
  int day = 1;
};
std::optional<Parts> MatchPicture(std::string_view text, std::string_view picture) {
  if (text.size() != picture.size()) return std::nullopt;
  Parts parts;
  for (size_t i = 0; i < picture.size();) {
    const char c = picture[i];
    if (c != 'y' && c != 'm' && c != 'd') {
      if (text[i] != c) return std::nullopt;
      ++i;
      continue;
    }
    size_t end = i;
    while (end < picture.size() && picture[end] == c) ++end;
    const std::optional<int> value = Digits(text, i, end - i);
    if (!value) return std::nullopt;
    (c == 'y' ? parts.year : c == 'm' ? parts.month : parts.day) = *value;
    i = end;
  }
  return parts;
}

bool KnownPicture(std::string_view format, bool month) {
  if (format == "yyyy-mm-dd" || format == "dd/mm/yyyy" || format == "yyyymmdd" ||
      format == "dd-mm-yyyy") {
    return true;
  }
  return month && (format == "yyyy-mm" || format == "mm/yyyy" || format == "yyyymm");
}

absl::StatusOr<absl::CivilDay> ParseCivil(std::string_view text, std::string_view format,
                                          bool month) {
  if (!KnownPicture(format, month)) {
    return absl::InvalidArgumentError(
        absl::StrCat("unknown date format '", Str(format),
                     "': use yyyy-mm-dd, dd/mm/yyyy, dd-mm-yyyy or yyyymmdd",
                     month ? ", or yyyy-mm, mm/yyyy or yyyymm" : ""));
  }
  const std::optional<Parts> parts = MatchPicture(text, format);
  if (!parts) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", Str(text), "' is not a date of the form ", Str(format)));
  }
  const absl::CivilDay day(parts->year, parts->month, parts->day);
  if (day.year() != parts->year || day.month() != parts->month || day.day() != parts->day) {
    return absl::InvalidArgumentError(absl::StrCat("'", Str(text), "' is not a day that exists"));
  }
  return day;
}

Day FromCivil(absl::CivilDay day) { return Day{static_cast<int32_t>(day - kEpochDay)}; }
absl::CivilDay ToCivil(Day day) { return kEpochDay + day.value; }

}  // namespace

absl::StatusOr<Day> ParseDay(std::string_view text, std::string_view format) {
  ASSIGN_OR_RETURN(const absl::CivilDay day, ParseCivil(text, format, /*month=*/false));
  return FromCivil(day);
}

absl::StatusOr<Month> ParseMonth(std::string_view text, std::string_view format) {
  ASSIGN_OR_RETURN(const absl::CivilDay day, ParseCivil(text, format, /*month=*/true));
  return MonthOf(FromCivil(day));
}

absl::StatusOr<DayRange> ParsePeriod(std::string_view text) {
  if (text.size() == 7 && text[4] == '/') {
    const std::optional<int> year = Digits(text, 0, 4);
    const std::optional<int> next = Digits(text, 5, 2);
    if (year && next && (*year + 1) % 100 == *next) {
      return DayRange{FromCivil(absl::CivilDay(*year, 4, 1)),
                      FromCivil(absl::CivilDay(*year + 1, 4, 1))};
    }
  } else if (text.size() == 7) {
    const absl::StatusOr<Month> month = ParseMonth(text);
    if (month.ok()) return DayRange{FirstDayOf(*month), FirstDayOf(Month{month->value + 1})};
  } else if (text.size() == 16 && text.substr(7, 2) == "..") {
    const absl::StatusOr<Month> first = ParseMonth(text.substr(0, 7));
    const absl::StatusOr<Month> last = ParseMonth(text.substr(9));
    if (first.ok() && last.ok() && *first <= *last) {
      return DayRange{FirstDayOf(*first), FirstDayOf(Month{last->value + 1})};
    }
  }
  return absl::InvalidArgumentError(
      absl::StrCat("'", Str(text),
                   "' is not a period: write a financial year 2025/26, a month 2025-07, or months "
                   "2025-07..2026-06"));
}

absl::StatusOr<absl::Time> ParseRfc3339(std::string_view text) {
  absl::Time time;
  std::string error;
  if (text.empty() || text.back() != 'Z' ||
      !absl::ParseTime(absl::RFC3339_sec, absl::string_view(text.data(), text.size()), &time,
                       &error)) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", Str(text), "' is not a UTC time of the form 2026-06-30T12:00:00Z"));
  }
  return time;
}

std::string ToString(Day day) { return absl::FormatCivilTime(ToCivil(day)); }
std::string ToString(Month month) { return absl::FormatCivilTime(kEpochMonth + month.value); }
std::string ToRfc3339(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

Month MonthOf(Day day) {
  return Month{static_cast<int32_t>(absl::CivilMonth(ToCivil(day)) - kEpochMonth)};
}
Day FirstDayOf(Month month) { return FromCivil(absl::CivilDay(kEpochMonth + month.value)); }

Day MonthsBefore(Day day, int months) {
  const absl::CivilDay civil = ToCivil(day);
  const absl::CivilMonth month = absl::CivilMonth(civil) - months;
  const absl::CivilDay last = absl::CivilDay(month + 1) - 1;
  return FromCivil(std::min(absl::CivilDay(month) + (civil.day() - 1), last));
}

Day DayOf(absl::Time time) { return FromCivil(absl::ToCivilDay(time, absl::UTCTimeZone())); }

}  // namespace ginnel
