// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ginnel::integration {

/// The day as at which the tests ask.
inline constexpr std::string_view kIndexDate = "2026-04-01";

using Row = std::vector<std::string>;

/// The rows of a CSV file of the synthetic city (which quotes nothing), without the heading.
std::vector<Row> Rows(const std::string& path);

/// Of a row of registrations.csv. ISO dates compare as text.
bool RegisteredAtIndexDate(const std::string& from, const std::string& to);

/// Whole years at the index date; the birthday is the first day of the birth month.
int AgeOf(const std::string& birth_month);

/// "0-17", "18-74" or "75+".
std::string AgeBand(int age);

}  // namespace ginnel::integration
