// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/suggest.h"
#include "node/ingest/dated_rows.h"
#include "node/ingest/person_rows.h"

namespace ginnel::node {
namespace {

// A number that may be left out.
template <typename Decode>
std::optional<int32_t> ReadNumberOr(int32_t missing, const Input& input, const CsvRow& row,
                                    Decode decode, Problems& problems) {
  if (!input.bound()) return missing;
  const std::optional<std::string_view> text = input.Read(row, problems);
  if (!text) return std::nullopt;
  if (text->empty()) return missing;
  const absl::StatusOr<int32_t> number = decode(*text);
  if (number.ok()) return *number;
  input.Refuse(row, std::string(number.status().message()), problems);
  return std::nullopt;
}

void RefuseName(const Input& input, std::string_view name, std::string_view what,
                const std::vector<std::string>& known, const CsvRow& row, Problems& problems) {
  input.Refuse(row,
               name.empty()
                   ? absl::StrCat("the ", std::string(what), " is missing")
                   : absl::StrCat(Shown(name), " is no ", std::string(what), " of the dictionary",
                                  Suggest(name, known), " (or recode it)"),
               problems);
}

}  // namespace

ObservationRows::ObservationRows(const BoundFile& file, const DecodeTerms& terms, Staging& staging)
    : name_(file.Of("name")),
      date_(file.Of("date")),
      value_(file.Of("value")),
      terms_(terms),
      staging_(staging) {
  for (const auto& [name, variable] : terms.targets.observations) {
    decoders_.emplace(name, ValueDecoder(terms.dictionary, variable, value_.format(), terms.today));
  }
}

void ObservationRows::Add(const CsvRow& row, const RowPerson& person, Problems& problems) {
  const std::optional<std::string_view> name = name_.Read(row, problems);
  const std::optional<int32_t> date = ReadDay(date_, row, terms_.today, problems);
  const std::optional<std::string_view> text = value_.Read(row, problems);
  if (!name || !date || !text) return;
  const auto decoder = decoders_.find(*name);
  if (decoder == decoders_.end()) {
    std::vector<std::string> known;
    for (const auto& [key, value] : decoders_) known.push_back(key);
    return RefuseName(name_, *name, "observation", known, row, problems);
  }
  if (text->empty()) return;
  const absl::StatusOr<ValueDecoder::Decoded> decoded = decoder->second.Decode(*text);
  if (!decoded.ok()) return value_.Refuse(row, std::string(decoded.status().message()), problems);
  auto table = staging_.observations.find(*name);
  if (table == staging_.observations.end()) {
    table = staging_.observations.emplace(std::string(*name), Records::Observations()).first;
    table->second.codes = decoder->second.codes();
  }
  table->second.row.push_back(person.index);
  table->second.date.push_back(*date);
  table->second.value.push_back(decoded->value);
  if (decoded->capped) staging_.capped[decoder->second.variable()].push_back(person.index);
}

EventRows::EventRows(const BoundFile& file, const DecodeTerms& terms, Staging& staging)
    : kind_(file.Of("kind")),
      date_(file.Of("date")),
      code_(file.Of("code")),
      provider_(file.Of("provider")),
      portfolio_(file.Of("portfolio")),
      quantity_(file.Of("quantity")),
      cost_(file.Of("cost")),
      terms_(terms),
      staging_(staging) {}

void EventRows::Add(const CsvRow& row, const RowPerson& person, Problems& problems) {
  const std::optional<std::string_view> kind = kind_.Read(row, problems);
  const std::optional<int32_t> date = ReadDay(date_, row, terms_.today, problems);
  const std::optional<int32_t> quantity = ReadNumberOr(1, quantity_, row, DecodeQuantity, problems);
  const std::optional<int32_t> cost = ReadNumberOr(0, cost_, row, DecodeCost, problems);
  if (!kind || !date || !quantity || !cost) return;
  auto found = staging_.events.find(*kind);
  if (found == staging_.events.end()) {
    const std::vector<std::string>& known = terms_.targets.event_kinds;
    if (!std::binary_search(known.begin(), known.end(), *kind)) {
      return RefuseName(kind_, *kind, "kind of event", known, row, problems);
    }
    found = staging_.events.emplace(std::string(*kind), Records::Events()).first;
    staging_.event_codes.emplace(std::string(*kind), Staging::EventCodes());
  }
  Staging::EventCodes& codes = staging_.event_codes.find(*kind)->second;
  const std::optional<uint16_t> code = ReadOwnCode(code_, row, person, codes.codes, problems);
  const std::optional<uint16_t> provider =
      ReadOwnCode(provider_, row, person, codes.providers, problems);
  const std::optional<uint16_t> portfolio =
      ReadOwnCode(portfolio_, row, person, codes.portfolios, problems);
  if (!code || !provider || !portfolio) return;
  Records::Events& table = found->second;
  table.row.push_back(person.index);
  table.date.push_back(*date);
  table.quantity.push_back(*quantity);
  table.cost.push_back(*cost);
  table.code.push_back(*code);
  table.provider.push_back(*provider);
  table.portfolio.push_back(*portfolio);
  if (*date < terms_.data_from.value || *date > terms_.data_to.value) ++staging_.outside_dates;
}

std::unique_ptr<TableRows> TableRows::Create(config::Table table, const BoundFile& file,
                                             uint32_t file_index,
                                             const std::vector<std::string>& file_names,
                                             const DecodeTerms& terms, Staging& staging) {
  switch (table) {
    case config::TABLE_REGISTRATIONS:
      return std::make_unique<RegistrationRows>(file, terms, staging);
    case config::TABLE_CONDITIONS:
      return std::make_unique<ConditionRows>(file, terms, staging);
    case config::TABLE_OBSERVATIONS:
      return std::make_unique<ObservationRows>(file, terms, staging);
    case config::TABLE_EVENTS:
      return std::make_unique<EventRows>(file, terms, staging);
    default:
      return std::make_unique<PersonRows>(file, file_index, file_names, terms, staging);
  }
}

}  // namespace ginnel::node
