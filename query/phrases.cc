// SPDX-License-Identifier: Apache-2.0
#include "query/phrases.h"

#include <array>

#include "absl/strings/str_cat.h"

namespace ginnel::query {
namespace {

constexpr std::array<const char*, 12> kMonths = {"January",   "February", "March",    "April",
                                                 "May",       "June",     "July",     "August",
                                                 "September", "October",  "November", "December"};

// Where `unit` stands in `title` as a whole word; npos if it does not.
size_t FindWord(const std::string& title, const std::string& unit) {
  const auto is_edge = [&](size_t at) { return at >= title.size() || title[at] == ' '; };
  for (size_t at = title.find(unit); at != std::string::npos; at = title.find(unit, at + 1)) {
    if ((at == 0 || title[at - 1] == ' ') && is_edge(at + unit.size())) return at;
  }
  return std::string::npos;
}

}  // namespace

std::string JoinWords(const std::vector<std::string>& words, std::string_view last) {
  std::string joined;
  for (size_t i = 0; i < words.size(); ++i) {
    if (i > 0) {
      joined += i + 1 < words.size() ? ", " : absl::StrCat(" ", std::string(last), " ");
    }
    joined += words[i];
  }
  return joined;
}

std::string SayDay(Day day) {
  const int32_t month = MonthOf(day).value;
  const int32_t of_year = ((month % 12) + 12) % 12;
  const int32_t year = 1970 + (month - of_year) / 12;
  const int32_t of_month = day.value - FirstDayOf(Month{month}).value + 1;
  return absl::StrCat(of_month, " ", kMonths[static_cast<size_t>(of_year)], " ", year);
}

std::string WithArticle(const std::string& noun) {
  const bool vowel = !noun.empty() && std::string_view("aeiou").find(noun[0]) != std::string::npos;
  return absl::StrCat(vowel ? "an " : "a ", noun);
}

bool IsCountable(const std::string& title, const std::string& unit) {
  return unit.size() > 1 && unit.back() == 's' && FindWord(title, unit) != std::string::npos;
}

std::string Counted(const std::string& title, const std::string& unit, std::string_view count) {
  if (count != "1" || !IsCountable(title, unit)) return title;
  std::string singular = title;
  return singular.erase(FindWord(title, unit) + unit.size() - 1, 1);
}

}  // namespace ginnel::query
