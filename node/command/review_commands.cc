// SPDX-License-Identifier: Apache-2.0
#include "node/command/review_commands.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "base/command/json.h"
#include "base/status.h"
#include "disclosure/review_text.h"
#include "governance/register/register.h"
#include "node/agent/current_engine.h"
#include "node/command/node_folder.h"
#include "node/review/card_maker.h"
#include "node/store/controllers.h"
#include "node/store/record_store.h"
#include "node/store/spine_store.h"

namespace ginnel::node {
namespace {

struct Options {
  std::string query, folder;
  bool json = false;
};

absl::Status Review(const Options& options, Terminal& terminal) {
  ASSIGN_OR_RETURN(const NodeFolder folder, NodeFolder::Load(options.folder));
  const std::string& member = folder.config().member();
  ASSIGN_OR_RETURN(const auto base, folder.LoadAgreement(terminal.clock));
  ASSIGN_OR_RETURN(const std::unique_ptr<store::Database> database,
                   folder.OpenStore(/*must_exist=*/true));
  ASSIGN_OR_RETURN(const ObjectionMarker marker, folder.LoadMarker());
  // As it stands on disk: a running `serve` keeps what it reads there.
  ASSIGN_OR_RETURN(const std::unique_ptr<governance::Register> on,
                   governance::Register::Open(*database, base, member));
  EventLog log("node " + member);
  RecordStore store(*database, marker);
  CurrentEngine engine(
      store, [&] { return ControllersOf(*on->agreement(), member); }, log);
  SpineStore spines(*database);
  CardMaker maker({.member = member,
                   .in_force = sharing::Following([&on] { return on->agreement(); }),
                   .on = on.get(),
                   .clock = &terminal.clock,
                   .engine = [&engine] { return engine.Get(); },
                   .spines =
                       [&spines](uint32_t epoch, const crypto::Digest& digest) {
                         return spines.SpineOf(epoch, digest);
                       }});
  ASSIGN_OR_RETURN(const v1::ReviewCard card, maker.Make(options.query));
  if (options.json) {
    ASSIGN_OR_RETURN(const std::string json, ToReadableJson(card));
    terminal.out << json;
  } else {
    terminal.out << disclosure::RenderReviewCard(card);
  }
  return absl::OkStatus();
}

}  // namespace

void AddReviewCommands(CLI::App& app, Terminal& terminal) {
  CLI::App* review = app.add_subcommand(
      "review",
      "What an IG lead looks at before deciding on a query, with this node's own figures");
  auto options = std::make_shared<Options>();
  review->add_option("QUERY", options->query, "digest, or its first 8 or more digits")->required();
  review->add_option("--dir", options->folder, "the node's folder")->required();
  review->add_flag("--json", options->json, "print JSON, every cell included");
  review->footer(
      "Works beside a running `serve`, asks nobody and changes nothing. It prints this member's "
      "exact "
      "figures,\nsmall ones included: for its IG lead. A lead without a login here uses `ginnel "
      "query "
      "review` (see\n`review_listen` in docs/operations.md).\n\n"
      "Examples:\n  ginnel-node review 3f2a9c01 --dir /var/lib/ginnel/node\n"
      "  ginnel-node review 3f2a9c01 --dir node --json");
  review->callback([options, &terminal] { terminal.outcome = Review(*options, terminal); });
}

}  // namespace ginnel::node
