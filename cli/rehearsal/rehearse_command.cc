// SPDX-License-Identifier: Apache-2.0
#include "cli/rehearsal/rehearse_command.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "base/command/json.h"
#include "base/document.h"
#include "base/status.h"
#include "cli/language/words_source.h"
#include "cli/rehearsal/rehearse.h"
#include "cli/rehearsal/survival_text.h"
#include "disclosure/render_csv.h"
#include "disclosure/render_table.h"

namespace ginnel::cli {
namespace {

struct Options {
  WordsOptions words;
  std::string file;
  std::string format = "table";
  uint32_t people = kRehearsalPeople;
  uint64_t seed = 1;
  bool json = false;
  bool intervals = false;
};

absl::Status Run(const Options& options, Terminal& terminal) {
  RehearsalWish wish;
  RETURN_IF_ERROR(LoadYamlFile(options.file, wish.query));
  ASSIGN_OR_RETURN(wish.constitution, LoadWords(options.words, terminal.clock));
  wish.people = options.people;
  wish.seed = options.seed;
  wish.advise = true;
  ASSIGN_OR_RETURN(const config::RehearsalReport report, Rehearse(std::move(wish)));
  if (options.json || options.format == "json") {
    ASSIGN_OR_RETURN(const std::string json, ToReadableJson(report));
    terminal.out << json;
  } else if (options.format == "csv") {
    terminal.out << disclosure::RenderCsv(report.release(), options.intervals);
  } else {
    terminal.out << disclosure::RenderTable(report.release(), disclosure::kTableWidth,
                                            options.intervals);
    terminal.out << "\n";
    PrintSurvival(report, terminal.out);
  }
  return absl::OkStatus();
}

}  // namespace

void AddRehearseCommand(CLI::App& query_group, Terminal& terminal) {
  CLI::App* command = query_group.add_subcommand(
      "rehearse", "Run a query file on a synthetic city, here, without anybody's approval");
  auto options = std::make_shared<Options>();
  command->add_option("FILE", options->file, "query file (YAML)")->required();
  AddWordsOptions(*command, options->words);
  command->add_option("--people", options->people, "people of the synthetic city")
      ->check(CLI::Range(1'000, 1'000'000));
  command->add_option("--seed", options->seed, "which synthetic city");
  command->add_option("--format", options->format, "table, csv or json")
      ->check(CLI::IsMember({"table", "csv", "json"}));
  command->add_flag("--json", options->json, "the same as --format json");
  command->add_flag("--intervals", options->intervals, "95 % confidence intervals too");
  command->footer(
      "Everybody in it is made up, and the output says so: it shows what the table will look like "
      "and\n"
      "how much of it would be withheld, not what the answer is. Where much would be, coarser cuts "
      "are\n"
      "tried. The query's members give way to the city's seven organisations.\n\n"
      "Examples:\n  ginnel query rehearse query.yaml --as people/analyst\n"
      "  ginnel query rehearse models/queries/leeds-segments.yaml --dictionary "
      "models/dictionary.yaml --model models/leeds-2017.yaml");
  command->callback([options, &terminal] { terminal.outcome = Run(*options, terminal); });
}

}  // namespace ginnel::cli
