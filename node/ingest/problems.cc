// SPDX-License-Identifier: Apache-2.0
#include "node/ingest/problems.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/utf8.h"

namespace ginnel::node {

void Problems::Add(const Place& place, std::string_view message) {
  Keep(absl::StrCat(std::string(place.file), ":", place.line, ":", place.column, ": ",
                    std::string(message)));
}

void Problems::Keep(std::string line) {
  if (full() || std::find(lines_.begin(), lines_.end(), line) != lines_.end()) return;
  lines_.push_back(std::move(line));
}

void Problems::Take(const Problems& other) {
  for (const std::string& line : other.lines_) Keep(line);
}

absl::Status Problems::ToStatus() const {
  if (empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(absl::StrJoin(lines_, "\n"), full() ? "\nand perhaps more" : "",
                   "\nnothing was loaded and the earlier data is as it was: mend ",
                   lines_.size() == 1 ? "this" : "these", " and ingest again"));
}

std::string Shown(std::string_view value) {
  constexpr size_t kDigits = 9;
  constexpr size_t kLongest = 40;
  const auto digits =
      std::count_if(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (static_cast<size_t>(digits) >= kDigits) return "a value with many digits (not shown)";
  std::string text(value.substr(0, kLongest));
  text.resize(ValidUtf8Prefix(text));
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  }
  return absl::StrCat("'", text, value.size() > kLongest ? "…" : "", "'");
}

}  // namespace ginnel::node
