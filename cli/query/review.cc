// SPDX-License-Identifier: Apache-2.0
#include "cli/query/review.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/command/json.h"
#include "base/status.h"
#include "cli/person.h"
#include "disclosure/review_text.h"
#include "disclosure/text_grid.h"

namespace ginnel::cli {
namespace {

struct Options {
  std::string query, node, as;
  bool json = false;
};

absl::Status Review(const Options& options, Terminal& terminal, const DialNode& dial) {
  ASSIGN_OR_RETURN(const Person person, Person::Load(options.as, terminal.clock));
  ASSIGN_OR_RETURN(const std::unique_ptr<ReviewClient> node,
                   dial(person, options.node, terminal.clock));
  ASSIGN_OR_RETURN(const v1::ReviewCard card, node->GetCard(options.query));
  // What is read here is what will be decided on: not a card of another query.
  if (!absl::StartsWith(card.query_digest(), options.query)) {
    return absl::DataLossError(absl::StrCat("the node answered with the card of ",
                                            disclosure::Printable(card.query_digest()),
                                            ", which is not the query asked for"));
  }
  if (options.json) {
    ASSIGN_OR_RETURN(const std::string json, ToReadableJson(card));
    terminal.out << json;
  } else {
    terminal.out << disclosure::RenderReviewCard(card);
  }
  return absl::OkStatus();
}

}  // namespace

void AddReviewCommand(CLI::App& group, Terminal& terminal, const DialNode& dial) {
  CLI::App* review = group.add_subcommand(
      "review", "A query beside your own node's figures for it, before you decide");
  auto options = std::make_shared<Options>();
  review->add_option("QUERY", options->query, "digest, or its first 8 or more digits")->required();
  review
      ->add_option("--node", options->node,
                   "where your own node shows its cards: 127.0.0.1:PORT, or your end of a tunnel")
      ->required();
  review->add_option("--as", options->as,
                     "who you are: a person's folder (default: $GINNEL_PERSON)");
  review->add_flag("--json", options->json, "print JSON, every cell included");
  review->footer(
      "Plain English, what differs from what you approved before, what your node would contribute "
      "and which of its\ncounts are small, earlier releases that overlap. Your own node works it "
      "out; "
      "the coordinator is not asked.\nFor IG leads and their deputies. It prints exact figures: "
      "they "
      "are for your eyes.\n\n"
      "Examples:\n  ginnel query review 3f2a9c01 --node 127.0.0.1:7450 --as "
      "people/ig-lead@harness\n"
      "  ssh -N -L 7450:127.0.0.1:7450 node.harness.example   # first, where the node is "
      "elsewhere");
  review->callback(
      [options, &terminal, &dial] { terminal.outcome = Review(*options, terminal, dial); });
}

}  // namespace ginnel::cli
