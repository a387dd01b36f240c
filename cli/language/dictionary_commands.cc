// SPDX-License-Identifier: Apache-2.0
#include "cli/language/dictionary_commands.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iomanip>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/command/json.h"
#include "base/spaced.h"
#include "base/status.h"
#include "cli/language/words_source.h"
#include "query/dictionary.h"
#include "query/dictionary_english.h"
#include "query/model.h"

namespace ginnel::cli {
namespace {

struct Options {
  WordsOptions words;
  std::string name;
  std::string sector;
  bool json = false;
};

std::string SectorsOf(const v1::Variable& variable) {
  std::vector<std::string> names;
  for (const int sector : variable.sectors()) {
    names.push_back(query::SectorName(static_cast<v1::Sector>(sector)));
  }
  return absl::StrJoin(names, ", ");
}

// The members of the agreement whose sector supplies a variable.
std::vector<std::string> SuppliersOf(const v1::Variable& variable,
                                     const v1::Constitution& constitution) {
  const std::set<int> sectors(variable.sectors().begin(), variable.sectors().end());
  std::vector<std::string> members;
  for (const v1::Member& member : constitution.members()) {
    const bool supplies = std::any_of(member.sectors().begin(), member.sectors().end(),
                                      [&](int sector) { return sectors.count(sector) > 0; });
    if (supplies) members.push_back(member.id());
  }
  return members;
}

bool IsOfSector(const v1::Variable& variable, const std::string& sector) {
  return sector.empty() ||
         std::any_of(variable.sectors().begin(), variable.sectors().end(), [&](int each) {
           return query::SectorName(static_cast<v1::Sector>(each)) == sector;
         });
}

absl::Status List(const Options& options, Terminal& terminal) {
  ASSIGN_OR_RETURN(const v1::Constitution constitution, LoadWords(options.words, terminal.clock));
  ASSIGN_OR_RETURN(const query::Dictionary dictionary,
                   query::Dictionary::Create(constitution.dictionary()));
  v1::Dictionary shown = dictionary.proto();
  shown.clear_variables();
  for (const v1::Variable& variable : dictionary.proto().variables()) {
    if (IsOfSector(variable, options.sector)) *shown.add_variables() = variable;
  }
  if (options.json) {
    ASSIGN_OR_RETURN(const std::string json, ToReadableJson(shown));
    terminal.out << json;
    return absl::OkStatus();
  }
  if (shown.variables().empty()) {
    return absl::NotFoundError(
        absl::StrCat("no variable of sector `", options.sector.substr(0, 80), "`"));
  }
  size_t width = 0;
  for (const v1::Variable& variable : shown.variables()) {
    width = std::max(width, variable.name().size());
  }
  for (const v1::Variable& variable : shown.variables()) {
    terminal.out << std::left << std::setw(static_cast<int>(width)) << variable.name() << "  "
                 << std::setw(8) << query::TypeName(variable.type()) << "  " << variable.title()
                 << (variable.sensitive() ? " (sensitive)" : "") << " · " << SectorsOf(variable)
                 << "\n";
  }
  for (const v1::Banding& banding : shown.bandings()) {
    if (options.sector.empty()) {
      terminal.out << "banding " << banding.name() << ": " << banding.variable() << " in "
                   << absl::StrJoin(banding.bands(), ", ") << "\n";
    }
  }
  return absl::OkStatus();
}

std::string Lower(std::string name, size_t prefix) {
  return Spaced(absl::AsciiStrToLower(name.substr(prefix)));
}

std::string SayAbsent(const v1::Variable& variable) {
  switch (variable.absent()) {
    case v1::ABSENT_FALSE:
      return "no record means no";
    case v1::ABSENT_ZERO:
      return "no record means none";
    default:
      return "no record means not known, which is never 0";
  }
}

void PrintLine(Terminal& terminal, const char* what, const std::string& text) {
  if (!text.empty()) terminal.out << "  " << std::left << std::setw(13) << what << text << "\n";
}

void PrintVariable(const v1::Variable& variable, const v1::Constitution& constitution,
                   const query::Dictionary& dictionary, Terminal& terminal) {
  terminal.out << variable.name() << ": " << variable.title() << "\n";
  PrintLine(terminal, "type",
            absl::StrCat(query::TypeName(variable.type()),
                         variable.unit().empty() ? "" : absl::StrCat(", ", variable.unit()),
                         variable.sensitive() ? ", sensitive" : ""));
  if (variable.has_lower()) {
    PrintLine(terminal, "bounds",
              absl::StrCat(variable.lower(), " to ", variable.upper(),
                           "; a value beyond is capped, and counted"));
  }
  std::vector<std::string> codes;
  for (const v1::Code& code : variable.codes()) {
    codes.push_back(code.code() == code.title() ? code.code()
                                                : absl::StrCat(code.code(), " ", code.title()));
  }
  PrintLine(terminal, "codes", absl::StrJoin(codes, "; "));
  PrintLine(terminal, "derived from", query::SayDerivation(variable));
  PrintLine(terminal, "absent", SayAbsent(variable));
  PrintLine(terminal, "sectors", SectorsOf(variable));
  PrintLine(terminal, "members", absl::StrJoin(SuppliersOf(variable, constitution), ", "));
  if (variable.combine() != v1::COMBINE_UNSPECIFIED) {
    PrintLine(terminal, "of several",
              Lower(v1::Combine_Name(variable.combine()), sizeof("COMBINE_") - 1));
  }
  if (variable.cost_basis() != v1::COST_BASIS_UNSPECIFIED) {
    PrintLine(terminal, "cost basis",
              Lower(v1::CostBasis_Name(variable.cost_basis()), sizeof("COST_BASIS_") - 1));
  }
  std::vector<std::string> users;
  for (const v1::Banding& banding : dictionary.proto().bandings()) {
    if (banding.variable() == variable.name()) users.push_back("banding " + banding.name());
  }
  const int index = *dictionary.Find(variable.name());
  for (const v1::SegmentationModel& model : constitution.models()) {
    const auto axes = query::AxesOfModel(model, dictionary);
    if (!axes.ok()) continue;
    const bool reads = std::any_of(axes->begin(), axes->end(), [&](const auto& axis) {
      return std::any_of(axis.rules.begin(), axis.rules.end(), [&](const auto& rule) {
        const std::vector<int> read = query::VariablesOf(rule);
        return std::find(read.begin(), read.end(), index) != read.end();
      });
    });
    if (reads) users.push_back("model " + model.model());
  }
  PrintLine(terminal, "used by", absl::StrJoin(users, ", "));
}

absl::Status Show(const Options& options, Terminal& terminal) {
  ASSIGN_OR_RETURN(const v1::Constitution constitution, LoadWords(options.words, terminal.clock));
  ASSIGN_OR_RETURN(const query::Dictionary dictionary,
                   query::Dictionary::Create(constitution.dictionary()));
  ASSIGN_OR_RETURN(const int index, dictionary.Find(options.name));
  if (options.json) {
    ASSIGN_OR_RETURN(const std::string json, ToReadableJson(dictionary.variable(index)));
    terminal.out << json;
    return absl::OkStatus();
  }
  PrintVariable(dictionary.variable(index), constitution, dictionary, terminal);
  return absl::OkStatus();
}

}  // namespace

void AddDictionaryCommands(CLI::App& app, Terminal& terminal) {
  CLI::App* group = app.add_subcommand("dictionary", "The words in which questions are asked");
  group->require_subcommand(1);
  CLI::App* list = group->add_subcommand("list", "Every variable, and the bandings");
  auto listing = std::make_shared<Options>();
  AddWordsOptions(*list, listing->words);
  list->add_option("--sector", listing->sector, "only what this sector supplies: general_practice");
  list->add_flag("--json", listing->json, "print JSON");
  list->footer(
      "Examples:\n  ginnel dictionary list --as people/analyst\n"
      "  ginnel dictionary list --dictionary models/dictionary.yaml --sector acute");
  list->callback([listing, &terminal] { terminal.outcome = List(*listing, terminal); });
  CLI::App* show = group->add_subcommand(
      "show", "One variable: what it means, how nodes derive it, who supplies it, what uses it");
  auto showing = std::make_shared<Options>();
  show->add_option("NAME", showing->name, "the variable's name")->required();
  AddWordsOptions(*show, showing->words);
  show->add_flag("--json", showing->json, "print JSON");
  show->footer("Examples:\n  ginnel dictionary show cost_gp --as people/analyst");
  show->callback([showing, &terminal] { terminal.outcome = Show(*showing, terminal); });
}

}  // namespace ginnel::cli
