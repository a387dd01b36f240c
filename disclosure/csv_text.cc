// SPDX-License-Identifier: Apache-2.0
#include "disclosure/csv_text.h"

#include <string_view>

#include "absl/strings/str_cat.h"

namespace ginnel::disclosure {
namespace {

std::string Quoted(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) {
    return text;
  }
  std::string quoted = "\"";
  for (const char c : text) {
    quoted.append(c == '"' ? 2 : 1, c);
  }
  quoted.push_back('"');
  return quoted;
}

}  // namespace

std::string CsvText(const std::string& text) {
  const bool formula =
      !text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos;
  return Quoted(formula ? absl::StrCat("'", text) : text);
}

}  // namespace ginnel::disclosure
