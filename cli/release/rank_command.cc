// SPDX-License-Identifier: Apache-2.0
#include "cli/release/rank_command.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/command/json.h"
#include "base/document.h"
#include "base/status.h"
#include "cli/release/fetch_release.h"
#include "cli/release/ranking.h"
#include "cli/release/ranking_text.h"

namespace ginnel::cli {
namespace {

struct Options {
  std::string query;
  std::string weights;
  std::string since;
  std::string as;
  uint32_t run = 0;
  bool json = false;
};

absl::Status Run(const Options& options, Terminal& terminal, const Dial& dial) {
  config::Ranking ranking;
  RETURN_IF_ERROR(LoadYamlFile(options.weights, ranking));
  ASSIGN_OR_RETURN(const Person person, Person::Load(options.as, terminal.clock));
  ASSIGN_OR_RETURN(const std::unique_ptr<CoordinatorClient> client, dial(person, terminal.clock));
  ASSIGN_OR_RETURN(const v1::Release release,
                   FetchRelease(person, *client, options.query, options.run));
  std::optional<v1::Release> earlier;
  if (!options.since.empty()) {
    ASSIGN_OR_RETURN(earlier, FetchRelease(person, *client, options.since, 0));
    if (earlier->index_date() >= release.index_date()) {
      return absl::InvalidArgumentError(absl::StrCat("--since: that release is as at ",
                                                     earlier->index_date(), ", not before ",
                                                     release.index_date()));
    }
  }
  const absl::StatusOr<config::RankingReport> report =
      Rank(ranking, release, earlier ? &*earlier : nullptr);
  if (!report.ok()) {
    return absl::Status(report.status().code(),
                        absl::StrCat(options.weights, ": ", report.status().message()));
  }
  if (options.json) {
    ASSIGN_OR_RETURN(const std::string json, ToReadableJson(*report));
    terminal.out << json;
    return absl::OkStatus();
  }
  terminal.out << RankingText(*report);
  return absl::OkStatus();
}

}  // namespace

void AddRankCommand(CLI::App& release_group, Terminal& terminal, const Dial& dial) {
  CLI::App* command = release_group.add_subcommand(
      "rank", "Rank the segments of a release by its figures, judgements and votes, as weighted");
  auto options = std::make_shared<Options>();
  command->add_option("QUERY", options->query, "digest, or its first 8 or more digits")->required();
  command
      ->add_option("--weights", options->weights,
                   "ranking (YAML): criteria, weights, judgements, votes")
      ->required();
  command->add_option("--since", options->since,
                      "the query whose release growth is measured from: digest, or its beginning");
  command->add_option("--run", options->run, "which run's release (default: the newest)");
  command->add_option("--as", options->as,
                      "who you are: a person's folder (default: $GINNEL_PERSON)");
  command->add_flag("--json", options->json, "print JSON");
  command->footer(
      "Nothing is asked of anybody: it is a sum over a release that is there already. Figures "
      "that\n"
      "it does not show are not guessed, and make ranges of scores and ranks.\n\n"
      "Examples:\n"
      "  ginnel release rank 3f2a9c01 --weights models/rankings/accelerator.yaml --as "
      "people/analyst\n"
      "  ginnel release rank 3f2a9c01 --since 77d0e1b2 --weights accelerator.yaml --as "
      "people/analyst");
  command->callback(
      [options, &terminal, &dial] { terminal.outcome = Run(*options, terminal, dial); });
}

}  // namespace ginnel::cli
