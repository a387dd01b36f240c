// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.h"

namespace ginnel::query {

// Small pieces of English that reading aloud needs.

/// "a", "a and b", "a, b and c" (or with another last word, such as "or").
std::string JoinWords(const std::vector<std::string>& words, std::string_view last = "and");
/// "1 April 2026".
std::string SayDay(Day day);
/// "a risk score", "an index".
std::string WithArticle(const std::string& noun);
/// `title` with its word `unit` in the singular where `count` is 1: "long-term condition" of
/// "long-term conditions".
std::string Counted(const std::string& title, const std::string& unit, std::string_view count);
/// Whether `title` speaks of things that can be counted, in `unit`: it has the unit, a plural, as
/// one of its words.
bool IsCountable(const std::string& title, const std::string& unit);

}  // namespace ginnel::query
