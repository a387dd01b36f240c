// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/city_files.h"

#include <cstdlib>

#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/files.h"

namespace ginnel::integration {

std::vector<Row> Rows(const std::string& path) {
  std::vector<Row> rows;
  const std::string text = ReadFile(path).value_or("");
  for (const absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    rows.push_back(absl::StrSplit(absl::StripSuffix(line, "\r"), ','));
  }
  if (!rows.empty()) rows.erase(rows.begin());
  return rows;
}

bool RegisteredAtIndexDate(const std::string& from, const std::string& to) {
  return from <= kIndexDate && (to.empty() || to > kIndexDate);
}

int AgeOf(const std::string& birth_month) {
  const int years = 2026 - std::atoi(birth_month.substr(0, 4).c_str());
  return birth_month.substr(5, 2) > "04" ? years - 1 : years;
}

std::string AgeBand(int age) { return age <= 17 ? "0-17" : age <= 74 ? "18-74" : "75+"; }

}  // namespace ginnel::integration
