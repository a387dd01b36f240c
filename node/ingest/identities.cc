// SPDX-License-Identifier: Apache-2.0
#include "node/ingest/identities.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace ginnel::node {
namespace {

std::string_view Trimmed(std::string_view text) {
  const absl::string_view trimmed =
      absl::StripAsciiWhitespace(absl::string_view(text.data(), text.size()));
  return {trimmed.data(), trimmed.size()};
}

std::optional<size_t> FindColumn(const CsvReader& reader, const std::string& name,
                                 Problems& problems) {
  const auto& heading = reader.heading();
  const auto at = std::find_if(heading.begin(), heading.end(),
                               [&](const CsvField& field) { return field.text == name; });
  if (at != heading.end()) return static_cast<size_t>(at - heading.begin());
  problems.Add({reader.name(), 1, 1}, absl::StrCat("the identities have no column `", name,
                                                   "`: write it as their first "
                                                   "line, or name another in the mapping"));
  return std::nullopt;
}

}  // namespace

Identities Identities::Read(CsvReader& reader, const std::string& local,
                            const std::string& nhs_number, Problems& problems) {
  Identities identities;
  if (!reader.ReadHeading(problems)) return identities;
  const std::optional<size_t> id = FindColumn(reader, local, problems);
  const std::optional<size_t> number = FindColumn(reader, nhs_number, problems);
  if (!id || !number) return identities;
  while (reader.Next(problems)) {
    const CsvRow& row = reader.row();
    const absl::StatusOr<crypto::NhsNumber> parsed =
        crypto::NhsNumber::Parse(row.fields[*number].text);
    if (!parsed.ok()) {
      ++identities.invalid_;
      continue;
    }
    const std::string_view own = Trimmed(row.fields[*id].text);
    if (own.empty()) {
      ++identities.invalid_;
      continue;
    }
    // Own ids are kept as they are, in memory that is neither locked nor wiped.
    if (const auto same = crypto::NhsNumber::Parse(own); same.ok() && *same == *parsed) {
      problems.Add({reader.name(), row.line, row.fields[*id].column},
                   "the own id is the NHS number itself: say `nhs_number` in the files, and no "
                   "`identities`");
      return identities;
    }
    const uint32_t person = identities.numbers_.Add(*parsed);
    const auto [at, added] = identities.index_.emplace(std::string(own), person);
    if (!added && at->second != person) {
      problems.Add({reader.name(), row.line, row.fields[*id].column},
                   "this local id stands with two NHS numbers: each has one");
    }
  }
  return identities;
}

std::optional<crypto::NhsNumber> Identities::Find(std::string_view local) const {
  const std::string_view own = Trimmed(local);
  const auto at = index_.find(absl::string_view(own.data(), own.size()));
  if (at == index_.end()) return std::nullopt;
  return numbers_.at(at->second);
}

}  // namespace ginnel::node
