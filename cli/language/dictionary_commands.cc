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
#include "cli/language/supplies.h"
#include "cli/language/words_source.h"
#include "ginnel/v1/dictionary_report.pb.h"
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

absl::Status PrintJson(v1::Dictionary dictionary, const Supplies& supplies, Terminal& terminal) {
  v1::DictionaryReport report;
  *report.mutable_dictionary() = std::move(dictionary);
  for (const v1::MemberSupply& member : supplies.members) *report.add_members() = member;
  report.set_not_asked(supplies.not_asked);
  ASSIGN_OR_RETURN(const std::string json, ToReadableJson(report));
  terminal.out << json;
  return absl::OkStatus();
}

// Where an agreement was named and nobody could be asked: a reader would take silence for an
// answer.
void NoteUnanswered(const Options& options, const Supplies& supplies, Terminal& terminal) {
  if (supplies.Asked() || options.words.offline || !options.words.dictionary.empty()) return;
  terminal.err << "who offers what is not known: " << supplies.not_asked
               << "\nshown is whose sector supplies it; ask again once the coordinator can be "
                  "reached, or write --offline\n";
}

absl::Status List(const Options& options, Terminal& terminal, const Dial& dial) {
  ASSIGN_OR_RETURN(const v1::Constitution constitution, LoadWords(options.words, terminal.clock));
  ASSIGN_OR_RETURN(const query::Dictionary dictionary,
                   query::Dictionary::Create(constitution.dictionary()));
  v1::Dictionary shown = dictionary.proto();
  shown.clear_variables();
  for (const v1::Variable& variable : dictionary.proto().variables()) {
    if (IsOfSector(variable, options.sector)) *shown.add_variables() = variable;
  }
  if (shown.variables().empty()) {
    return absl::NotFoundError(
        absl::StrCat("no variable of sector `", options.sector.substr(0, 80), "`"));
  }
  const Supplies supplies = AskForSupplies(options.words, terminal.clock, dial);
  if (options.json) return PrintJson(std::move(shown), supplies, terminal);
  NoteUnanswered(options, supplies, terminal);
  size_t width = 0;
  for (const v1::Variable& variable : shown.variables()) {
    width = std::max(width, variable.name().size());
  }
  for (const v1::Variable& variable : shown.variables()) {
    terminal.out << std::left << std::setw(static_cast<int>(width)) << variable.name() << "  "
                 << std::setw(8) << query::TypeName(variable.type()) << "  " << variable.title()
                 << (variable.sensitive() ? " (sensitive)" : "") << " · "
                 << (supplies.Asked()
                         ? "offered by " + SayWhoOffers(variable.name(), supplies.members)
                         : SectorsOf(variable))
                 << "\n";
  }
  for (const v1::Banding& banding : shown.bandings()) {
    if (options.sector.empty()) {
      terminal.out << "banding " << banding.name() << ": " << banding.variable() << " in "
                   << absl::StrJoin(banding.bands(), ", ") << "\n";
    }
  }
  if (const std::string unheard = SayUnheard(supplies.members); !unheard.empty()) {
    terminal.out << "not known of " << unheard
                 << ": no word from the node since the coordinator started\n";
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
                   const query::Dictionary& dictionary, const Supplies& supplies,
                   Terminal& terminal) {
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
  const std::vector<std::string> suppliers = SuppliersOf(variable, constitution);
  PrintLine(terminal, "members", absl::StrJoin(suppliers, ", "));
  if (supplies.Asked()) {
    PrintLine(terminal, "offered by", SayWhoOffers(variable.name(), supplies.members));
    PrintLine(terminal, "not by", SayWhoDoesNot(variable.name(), suppliers, supplies));
  }
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

absl::Status Show(const Options& options, Terminal& terminal, const Dial& dial) {
  ASSIGN_OR_RETURN(const v1::Constitution constitution, LoadWords(options.words, terminal.clock));
  ASSIGN_OR_RETURN(const query::Dictionary dictionary,
                   query::Dictionary::Create(constitution.dictionary()));
  ASSIGN_OR_RETURN(const int index, dictionary.Find(options.name));
  const v1::Variable& variable = dictionary.variable(index);
  const Supplies supplies = AskForSupplies(options.words, terminal.clock, dial);
  if (options.json) {
    v1::Dictionary one;
    *one.add_variables() = variable;
    return PrintJson(std::move(one), supplies, terminal);
  }
  NoteUnanswered(options, supplies, terminal);
  PrintVariable(variable, constitution, dictionary, supplies, terminal);
  return absl::OkStatus();
}

void AddAskingOptions(CLI::App& command, Options& options) {
  AddWordsOptions(command, options.words);
  command.add_flag("--offline", options.words.offline,
                   "do not ask the coordinator which member offers what");
  command.add_flag("--json", options.json, "print JSON");
}

}  // namespace

void AddDictionaryCommands(CLI::App& app, Terminal& terminal, const Dial& dial) {
  CLI::App* group = app.add_subcommand("dictionary", "The words in which questions are asked");
  group->require_subcommand(1);
  CLI::App* list = group->add_subcommand(
      "list", "Every variable, who offers it and for which days; and the bandings");
  auto listing = std::make_shared<Options>();
  list->add_option("--sector", listing->sector, "only what this sector supplies: general_practice");
  AddAskingOptions(*list, *listing);
  list->footer(
      "With --as the coordinator is asked which member's node offers what, since when and complete "
      "to\nwhen. Without it, or offline, the sectors that supply a variable are shown.\n\n"
      "Examples:\n  ginnel dictionary list --as people/analyst\n"
      "  ginnel dictionary list --dictionary models/dictionary.yaml --sector acute");
  list->callback(
      [listing, &terminal, &dial] { terminal.outcome = List(*listing, terminal, dial); });
  CLI::App* show = group->add_subcommand(
      "show",
      "One variable: what it means, how nodes derive it, who offers it and for which days, what "
      "uses it");
  auto showing = std::make_shared<Options>();
  show->add_option("NAME", showing->name, "the variable's name")->required();
  AddAskingOptions(*show, *showing);
  show->footer("Examples:\n  ginnel dictionary show cost_gp --as people/analyst");
  show->callback(
      [showing, &terminal, &dial] { terminal.outcome = Show(*showing, terminal, dial); });
}

}  // namespace ginnel::cli
