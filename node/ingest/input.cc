// SPDX-License-Identifier: Apache-2.0
#include "node/ingest/input.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/suggest.h"

namespace ginnel::node {

Input::Input(const config::ColumnMapping& mapping, size_t index)
    : bound_(true),
      column_(index),
      heading_(mapping.column()),
      format_(mapping.format()),
      missing_(mapping.missing().begin(), mapping.missing().end()) {
  for (const auto& recode : mapping.recode()) recode_[recode.from()] = recode.to();
}

bool Input::IsMissing(std::string_view text) const {
  return text.empty() || std::find(missing_.begin(), missing_.end(), text) != missing_.end();
}

std::optional<std::string_view> Input::Read(const CsvRow& row, Problems& problems) const {
  if (!column_) return std::string_view(constant_);
  const std::string_view whole = row.fields[*column_].text;
  const absl::string_view text =
      absl::StripAsciiWhitespace(absl::string_view(whole.data(), whole.size()));
  const std::string_view value(text.data(), text.size());
  if (IsMissing(value)) return std::string_view();
  if (recode_.empty()) return value;
  const auto found = recode_.find(text);
  if (found != recode_.end()) return std::string_view(found->second);
  std::vector<std::string> listed;
  for (const auto& [from, to] : recode_) listed.push_back(from);
  Refuse(row,
         absl::StrCat(Shown(value), " is not listed under `recode` of this column",
                      Suggest(value, listed)),
         problems);
  return std::nullopt;
}

void Input::Refuse(const CsvRow& row, std::string_view message, Problems& problems) const {
  if (!column_) return problems.Add(place_, message);
  const CsvField& field = row.fields[*column_];
  problems.Add({row.file, field.line, field.column},
               absl::StrCat("column `", heading_, "`: ", std::string(message)));
}

}  // namespace ginnel::node
