// SPDX-License-Identifier: Apache-2.0
#include "cli/release/release_commands.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "base/status.h"
#include "cli/release/fetch_release.h"
#include "cli/release/rank_command.h"
#include "disclosure/render_csv.h"
#include "disclosure/render_json.h"
#include "disclosure/render_table.h"

namespace ginnel::cli {
namespace {

struct Options {
  std::string query;
  std::string as;
  std::string format = "table";
  uint32_t run = 0;
  bool json = false;
  bool intervals = false;
};

absl::Status Show(const Options& options, Terminal& terminal, const Dial& dial) {
  ASSIGN_OR_RETURN(const Person person, Person::Load(options.as, terminal.clock));
  ASSIGN_OR_RETURN(const std::unique_ptr<CoordinatorClient> client, dial(person, terminal.clock));
  ASSIGN_OR_RETURN(const v1::Release release,
                   FetchRelease(person, *client, options.query, options.run));
  if (options.json || options.format == "json") {
    ASSIGN_OR_RETURN(const std::string json, disclosure::RenderJson(release));
    terminal.out << json;
  } else if (options.format == "csv") {
    terminal.out << disclosure::RenderCsv(release, options.intervals);
  } else {
    terminal.out << disclosure::RenderTable(release, disclosure::kTableWidth, options.intervals);
  }
  return absl::OkStatus();
}

}  // namespace

void AddReleaseCommands(CLI::App& app, Terminal& terminal, const Dial& dial) {
  CLI::App* group = app.add_subcommand("release", "What came out");
  group->require_subcommand(1);
  CLI::App* show = group->add_subcommand("show", "Print a release; its signature is checked first");
  auto options = std::make_shared<Options>();
  show->add_option("QUERY", options->query, "digest, or its first 8 or more digits")->required();
  show->add_option("--as", options->as, "who you are: a person's folder (default: $GINNEL_PERSON)");
  show->add_option("--run", options->run, "which run's release (default: the newest)");
  show->add_option("--format", options->format, "table, csv or json")
      ->check(CLI::IsMember({"table", "csv", "json"}));
  show->add_flag("--json", options->json, "the same as --format json");
  show->add_flag("--intervals", options->intervals,
                 "95 % confidence intervals too, where a figure has one (JSON always has them)");
  show->footer(
      "Examples:\n  ginnel release show 3f2a9c01 --as people/analyst\n"
      "  ginnel release show 3f2a9c01 --as people/analyst --format csv > matrix.csv");
  show->callback(
      [options, &terminal, &dial] { terminal.outcome = Show(*options, terminal, dial); });
  AddRankCommand(*group, terminal, dial);
}

}  // namespace ginnel::cli
