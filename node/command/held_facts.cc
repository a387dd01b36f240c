// SPDX-License-Identifier: Apache-2.0
#include "node/command/held_facts.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/calendar.h"
#include "base/spaced.h"
#include "node/ingest/targets.h"

namespace ginnel::node {
namespace {

// A day or month, or "" for none and for the open end of what goes on.
template <typename When>
std::string Date(int32_t value) {
  return value == kMissing || value == kOpen ? "" : ToString(When{value});
}

std::string Decimal(int64_t value, int decimals) {
  int64_t unit = 1;
  for (int i = 0; i < decimals; ++i) unit *= 10;
  const int64_t size = value < 0 ? -value : value;
  std::string text = absl::StrCat(value < 0 ? "-" : "", size / unit);
  if (decimals > 0) absl::StrAppend(&text, absl::StrFormat(".%0*d", decimals, size % unit));
  return text;
}

std::string CodeAt(const CodeTable& codes, size_t index) {
  return index < codes.size() ? codes[index] : "";
}

// The titles that the dictionary has for what records hold.
class Titles {
 public:
  explicit Titles(const query::Dictionary& dictionary)
      : dictionary_(dictionary), targets_(dictionary) {
    for (int i = 0; i < dictionary.size(); ++i) {
      const v1::Variable& variable = dictionary.variable(i);
      if (variable.from().has_condition())
        conditions_.emplace(SourceOf(variable), TitleOf(variable));
    }
  }

  const v1::Variable* Attribute(const std::string& name) const {
    return Variable(targets_.attributes, name);
  }
  const v1::Variable* Observation(const std::string& name) const {
    return Variable(targets_.observations, name);
  }
  std::string Condition(const std::string& code) const {
    const auto at = conditions_.find(code);
    return at == conditions_.end() ? Spaced(code) : at->second;
  }
  static std::string TitleOf(const v1::Variable& variable) {
    return variable.title().empty() ? Spaced(variable.name()) : variable.title();
  }

  // As the member's file would say it, with the code's title or the unit.
  std::string Value(const v1::Variable* variable, int32_t value, const CodeTable& codes) const {
    if (value == kMissing) return "";
    if (!codes.empty() && value >= 0) {
      const std::string code = CodeAt(codes, static_cast<size_t>(value));
      const std::string title = variable == nullptr ? "" : CodeTitle(*variable, code);
      return title.empty() ? code : absl::StrCat(title, " (", code, ")");
    }
    if (variable == nullptr) return absl::StrCat(value);
    switch (variable->type()) {
      case v1::VARIABLE_TYPE_FLAG:
        return value != 0 ? "yes" : "no";
      case v1::VARIABLE_TYPE_MONTH:
        return ToString(Month{value});
      default:
        return Number(*variable, value);
    }
  }

 private:
  const v1::Variable* Variable(const std::map<std::string, int>& variables,
                               const std::string& name) const {
    const auto at = variables.find(name);
    return at == variables.end() ? nullptr : &dictionary_.variable(at->second);
  }
  static std::string CodeTitle(const v1::Variable& variable, const std::string& code) {
    for (const v1::Code& known : variable.codes()) {
      if (known.code() == code) return known.title();
    }
    return "";
  }
  std::string Number(const v1::Variable& variable, int32_t value) const {
    const int index = dictionary_.Find(variable.name()).value_or(-1);
    const std::string number = Decimal(value, index < 0 ? 0 : dictionary_.decimals(index));
    if (variable.unit() == "GBP") return absl::StrCat("£", number);
    return variable.unit().empty() ? number : absl::StrCat(number, " ", variable.unit());
  }

  const query::Dictionary& dictionary_;
  const Targets targets_;
  std::map<std::string, std::string> conditions_;
};

std::string TitleFor(const v1::Variable* variable, const std::string& name) {
  return variable == nullptr ? Spaced(name) : Titles::TitleOf(*variable);
}

void AddEvents(const std::string& kind, const Records::Events& table, HeldFacts& facts) {
  constexpr int kPenceDecimals = 2;
  for (size_t i = 0; i < table.row.size(); ++i) {
    HeldFacts::Event event;
    event.kind = kind;
    event.title = Spaced(kind);
    event.date = Date<Day>(table.date[i]);
    event.code = CodeAt(table.codes, table.code[i]);
    event.provider = CodeAt(table.providers, table.provider[i]);
    event.portfolio = CodeAt(table.portfolios, table.portfolio[i]);
    event.quantity = table.quantity[i];
    if (table.cost[i] != 0) event.cost = Decimal(table.cost[i], kPenceDecimals);
    facts.events.push_back(std::move(event));
  }
}

}  // namespace

HeldFacts FactsOf(const Records& records, const query::Dictionary& dictionary) {
  const Titles titles(dictionary);
  HeldFacts facts;
  if (records.people() == 0) return facts;
  facts.birth_month = Date<Month>(records.birth_month[0]);
  facts.death_month = Date<Month>(records.death_month[0]);
  const Records::Registrations& episodes = records.registrations;
  for (size_t i = 0; i < episodes.row.size(); ++i) {
    facts.registrations.push_back({CodeAt(episodes.practices, episodes.practice[i]),
                                   Date<Day>(episodes.from[i]), Date<Day>(episodes.to[i])});
  }
  for (const auto& [name, column] : records.attributes) {
    const v1::Variable* variable = titles.Attribute(name);
    facts.attributes.push_back(
        {name, TitleFor(variable, name), titles.Value(variable, column.values[0], column.codes)});
  }
  for (const auto& [code, table] : records.conditions) {
    for (size_t i = 0; i < table.row.size(); ++i) {
      facts.conditions.push_back(
          {code, titles.Condition(code), Date<Day>(table.from[i]), Date<Day>(table.to[i])});
    }
  }
  for (const auto& [name, table] : records.observations) {
    const v1::Variable* variable = titles.Observation(name);
    for (size_t i = 0; i < table.row.size(); ++i) {
      facts.observations.push_back({name, TitleFor(variable, name), Date<Day>(table.date[i]),
                                    titles.Value(variable, table.value[i], table.codes)});
    }
  }
  for (const auto& [kind, table] : records.events) AddEvents(kind, table, facts);

  const auto sort = [](auto& list, auto key) {
    std::stable_sort(list.begin(), list.end(),
                     [&](const auto& a, const auto& b) { return key(a) < key(b); });
  };
  sort(facts.attributes, [](const auto& f) { return f.name; });
  sort(facts.conditions, [](const auto& f) { return std::tie(f.from, f.code); });
  sort(facts.observations, [](const auto& f) { return std::tie(f.date, f.name); });
  sort(facts.events, [](const auto& f) { return std::tie(f.date, f.kind); });
  return facts;
}

}  // namespace ginnel::node
