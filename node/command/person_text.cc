// SPDX-License-Identifier: Apache-2.0
#include "node/command/person_text.h"

#include <initializer_list>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/json_text.h"
#include "node/command/held_facts.h"

namespace ginnel::node {
namespace {

std::string Or(const std::string& text, const std::string& otherwise) {
  return text.empty() ? otherwise : text;
}

template <typename List, typename Line>
void AppendSection(const char* heading, const List& list, std::string& text, Line line) {
  absl::StrAppend(&text, heading, list.empty() ? ": none\n" : "\n");
  for (const auto& fact : list) absl::StrAppend(&text, "  ", line(fact), "\n");
}

std::string EventLine(const HeldFacts::Event& event) {
  std::string line = absl::StrCat(event.date, "  ", event.title);
  if (!event.code.empty()) absl::StrAppend(&line, ", code ", event.code);
  if (!event.provider.empty()) absl::StrAppend(&line, ", provider ", event.provider);
  if (!event.portfolio.empty()) absl::StrAppend(&line, ", portfolio ", event.portfolio);
  absl::StrAppend(&line, ", quantity ", event.quantity);
  if (!event.cost.empty()) absl::StrAppend(&line, ", £", event.cost);
  return line;
}

void AppendFacts(const HeldFacts& facts, std::string& text) {
  absl::StrAppend(&text, "Birth month: ", Or(facts.birth_month, "not known"),
                  "\nDeath month: ", Or(facts.death_month, "none"), "\n");
  AppendSection("Registrations", facts.registrations, text, [](const auto& f) {
    return absl::StrCat(f.from, " to ", Or(f.to, "now"), ", practice ", f.practice);
  });
  AppendSection("About the person", facts.attributes, text, [](const auto& f) {
    return absl::StrCat(f.title, ": ", Or(f.value, "not known"));
  });
  AppendSection("Conditions", facts.conditions, text, [](const auto& f) {
    return absl::StrCat(f.from, "  ", f.title,
                        f.to.empty() ? ", not resolved" : ", resolved " + f.to);
  });
  AppendSection("Observations", facts.observations, text, [](const auto& f) {
    return absl::StrCat(f.date, "  ", f.title, ": ", Or(f.value, "not known"));
  });
  AppendSection("Events", facts.events, text, EventLine);
}

std::string Quoted(const std::string& text) {
  std::string out;
  AppendJsonString(text, out);
  return out;
}

std::string OrNull(const std::string& text) { return text.empty() ? "null" : Quoted(text); }

std::string Object(std::initializer_list<std::pair<const char*, std::string>> fields) {
  return absl::StrCat("{",
                      absl::StrJoin(fields, ",",
                                    [](std::string* out, const auto& field) {
                                      absl::StrAppend(out, "\"", field.first, "\":", field.second);
                                    }),
                      "}");
}

template <typename List, typename Item>
std::string Array(const List& list, Item item) {
  return absl::StrCat(
      "[",
      absl::StrJoin(list, ",", [&](std::string* out, const auto& fact) { *out += item(fact); }),
      "]");
}

std::string FactsJson(const HeldFacts& facts) {
  const std::string registrations = Array(facts.registrations, [](const auto& f) {
    return Object(
        {{"practice", Quoted(f.practice)}, {"from", OrNull(f.from)}, {"to", OrNull(f.to)}});
  });
  const std::string attributes = Array(facts.attributes, [](const auto& f) {
    return Object(
        {{"name", Quoted(f.name)}, {"title", Quoted(f.title)}, {"value", OrNull(f.value)}});
  });
  const std::string conditions = Array(facts.conditions, [](const auto& f) {
    return Object({{"code", Quoted(f.code)},
                   {"title", Quoted(f.title)},
                   {"from", OrNull(f.from)},
                   {"to", OrNull(f.to)}});
  });
  const std::string observations = Array(facts.observations, [](const auto& f) {
    return Object({{"name", Quoted(f.name)},
                   {"title", Quoted(f.title)},
                   {"date", OrNull(f.date)},
                   {"value", OrNull(f.value)}});
  });
  const std::string events = Array(facts.events, [](const auto& f) {
    return Object({{"kind", Quoted(f.kind)},
                   {"title", Quoted(f.title)},
                   {"date", OrNull(f.date)},
                   {"code", OrNull(f.code)},
                   {"provider", OrNull(f.provider)},
                   {"portfolio", OrNull(f.portfolio)},
                   {"quantity", absl::StrCat(f.quantity)},
                   {"cost", OrNull(f.cost)}});
  });
  return absl::StrCat(",\"birth_month\":", OrNull(facts.birth_month),
                      ",\"death_month\":", OrNull(facts.death_month),
                      ",\"registrations\":", registrations, ",\"attributes\":", attributes,
                      ",\"conditions\":", conditions, ",\"observations\":", observations,
                      ",\"events\":", events);
}

}  // namespace

std::string HeldAsText(const HeldPerson& held, const query::Dictionary& dictionary) {
  std::string text;
  if (!held.data_set) {
    text = "Nothing is held of this person: this node holds no data yet.\n";
  } else {
    const DataSetInfo& data = *held.data_set;
    text =
        absl::StrCat(held.records ? "Held of this person in" : "Nothing is held of this person in",
                     " data set ", data.generation, " of ", data.member, ", ", data.data_from,
                     " to ", data.data_to, ", loaded ", data.loaded_at, "\n");
  }
  if (held.records) AppendFacts(FactsOf(*held.records, dictionary), text);
  absl::StrAppend(&text, held.objected
                             ? absl::StrCat("An objection stands since ", *held.objected, ".\n")
                             : "No objection stands.\n");
  return text;
}

std::string HeldAsJson(const HeldPerson& held, const query::Dictionary& dictionary) {
  std::string data_set = "null";
  if (held.data_set) {
    const DataSetInfo& data = *held.data_set;
    data_set = Object({{"generation", absl::StrCat(data.generation)},
                       {"member", Quoted(data.member)},
                       {"data_from", Quoted(data.data_from)},
                       {"data_to", Quoted(data.data_to)},
                       {"loaded_at", Quoted(data.loaded_at)}});
  }
  return absl::StrCat("{\"held\":", held.records ? "true" : "false",
                      ",\"objection\":", held.objected ? Quoted(*held.objected) : "null",
                      ",\"data_set\":", data_set,
                      held.records ? FactsJson(FactsOf(*held.records, dictionary)) : "", "}\n");
}

}  // namespace ginnel::node
