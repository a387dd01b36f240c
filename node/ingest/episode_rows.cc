// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/suggest.h"
#include "node/ingest/dated_rows.h"

namespace ginnel::node {
namespace {

bool EndsAfter(int32_t from, int32_t to, const Input& input, const CsvRow& row,
               Problems& problems) {
  if (to >= from) return true;
  input.Refuse(row, "it ends before it begins", problems);
  return false;
}

}  // namespace

std::optional<int32_t> ReadDayOr(int32_t missing, const Input& input, const CsvRow& row, Day today,
                                 Problems& problems) {
  if (!input.bound()) return missing;
  const std::optional<std::string_view> text = input.Read(row, problems);
  if (!text) return std::nullopt;
  if (text->empty()) return missing;
  const absl::StatusOr<int32_t> day = DecodeDay(*text, input.format(), today);
  if (day.ok()) return *day;
  input.Refuse(row, std::string(day.status().message()), problems);
  return std::nullopt;
}

std::optional<int32_t> ReadDay(const Input& input, const CsvRow& row, Day today,
                               Problems& problems) {
  const std::optional<int32_t> day = ReadDayOr(kMissing, input, row, today, problems);
  if (day != kMissing) return day;
  input.Refuse(row, "the date is missing", problems);
  return std::nullopt;
}

std::optional<uint16_t> ReadOwnCode(const Input& input, const CsvRow& row, const RowPerson& person,
                                    CodeIndex& codes, Problems& problems) {
  constexpr size_t kLongestCode = 64;
  if (!input.bound()) return 0;
  const std::optional<std::string_view> text = input.Read(row, problems);
  if (!text) return std::nullopt;
  const int known = codes.Find(*text);
  if (known >= 0) return static_cast<uint16_t>(known);
  // An NHS number must not come into the store as a code: each would be a new one, so new ones are
  // looked at.
  const absl::StatusOr<crypto::NhsNumber> number = crypto::NhsNumber::Parse(*text);
  if (number.ok() && *number == person.number) {
    input.Refuse(row, "this column holds the person's NHS number: map another one", problems);
    return std::nullopt;
  }
  if (text->size() > kLongestCode) {
    input.Refuse(row, absl::StrCat("a code of more than ", kLongestCode, " bytes"), problems);
    return std::nullopt;
  }
  const absl::StatusOr<uint16_t> added = codes.Add(*text);
  if (added.ok()) return *added;
  input.Refuse(row, std::string(added.status().message()), problems);
  return std::nullopt;
}

RegistrationRows::RegistrationRows(const BoundFile& file, const DecodeTerms& terms,
                                   Staging& staging)
    : practice_(file.Of("practice")),
      from_(file.Of("from")),
      to_(file.Of("to")),
      today_(terms.today),
      staging_(staging) {}

void RegistrationRows::Add(const CsvRow& row, const RowPerson& person, Problems& problems) {
  const std::optional<std::string_view> practice_text = practice_.Read(row, problems);
  if (practice_text && practice_text->empty())
    practice_.Refuse(row, "the practice is missing", problems);
  const std::optional<int32_t> from = ReadDay(from_, row, today_, problems);
  const std::optional<int32_t> to = ReadDayOr(kOpen, to_, row, today_, problems);
  if (!practice_text || practice_text->empty() || !from || !to ||
      !EndsAfter(*from, *to, to_, row, problems))
    return;
  const std::optional<uint16_t> practice =
      ReadOwnCode(practice_, row, person, staging_.practices, problems);
  if (!practice) return;
  staging_.registrations.row.push_back(person.index);
  staging_.registrations.practice.push_back(*practice);
  staging_.registrations.from.push_back(*from);
  staging_.registrations.to.push_back(*to);
}

ConditionRows::ConditionRows(const BoundFile& file, const DecodeTerms& terms, Staging& staging)
    : code_(file.Of("code")),
      from_(file.Of("from")),
      to_(file.Of("to")),
      terms_(terms),
      staging_(staging) {}

void ConditionRows::Add(const CsvRow& row, const RowPerson& person, Problems& problems) {
  const std::optional<std::string_view> code = code_.Read(row, problems);
  const std::optional<int32_t> from = ReadDay(from_, row, terms_.today, problems);
  const std::optional<int32_t> to = ReadDayOr(kOpen, to_, row, terms_.today, problems);
  if (!code || !from || !to || !EndsAfter(*from, *to, to_, row, problems)) return;
  auto found = staging_.conditions.find(*code);
  if (found == staging_.conditions.end()) {
    const std::vector<std::string>& known = terms_.targets.conditions;
    if (!std::binary_search(known.begin(), known.end(), *code)) {
      return code_.Refuse(row,
                          code->empty()
                              ? "the code is missing"
                              : absl::StrCat(Shown(*code), " is no condition of the dictionary",
                                             Suggest(*code, known), " (or recode it)"),
                          problems);
    }
    found = staging_.conditions.emplace(std::string(*code), Records::Conditions()).first;
  }
  found->second.row.push_back(person.index);
  found->second.from.push_back(*from);
  found->second.to.push_back(*to);
}

}  // namespace ginnel::node
