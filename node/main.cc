// SPDX-License-Identifier: Apache-2.0
//
// ginnel-node: holds one member's records. What it does with a query is node/agent/answer_query.h,
// with CSV files node/ingest/ingest.h.
#include <CLI/CLI.hpp>
#include <iostream>
#include <optional>
#include <thread>

#include "absl/strings/str_cat.h"
#include "base/command/program.h"
#include "base/process.h"
#include "base/progress.h"
#include "base/status.h"
#include "crypto/dsse.h"
#include "governance/pseudonyms.h"
#include "governance/register/register.h"
#include "node/agent/answer_query.h"
#include "node/agent/current_engine.h"
#include "node/agent/register_reader.h"
#include "node/command/folder_commands.h"
#include "node/command/node_folder.h"
#include "node/command/person_commands.h"
#include "node/command/review_commands.h"
#include "node/ingest/ingest.h"
#include "node/ingest/remembering_pseudonymiser.h"
#include "node/review/card_maker.h"
#include "node/review/local_address.h"
#include "node/service/coordinator_line.h"
#include "node/service/epoch_partner.h"
#include "node/service/federation.h"
#include "node/service/review_listener.h"
#include "node/service/trustee_line.h"
#include "node/service/trustee_pseudonymiser.h"
#include "node/store/controllers.h"
#include "node/store/record_store.h"
#include "sharing/run_context.h"

namespace ginnel::node {
namespace {

bool WantsAllowList(const v1::Constitution& constitution) {
  for (const v1::Purpose& purpose : constitution.purposes()) {
    if (purpose.opt_out_rule() == v1::OPT_OUT_RULE_ALLOW_LIST) return true;
  }
  return false;
}

struct IngestArguments {
  std::string folder, mapping;
  bool json = false;
};

absl::Status RunIngest(const IngestArguments& arguments, Terminal& terminal) {
  ASSIGN_OR_RETURN(const NodeFolder folder, NodeFolder::Load(arguments.folder));
  ASSIGN_OR_RETURN(const auto agreement, folder.LoadAgreement(terminal.clock));
  ASSIGN_OR_RETURN(const query::Dictionary dictionary,
                   query::Dictionary::Create(agreement->constitution().dictionary()));
  ASSIGN_OR_RETURN(const TlsIdentity identity, TlsIdentity::Load(folder.KeyFolder()));
  ASSIGN_OR_RETURN(const std::unique_ptr<store::Database> database,
                   folder.OpenStore(/*must_exist=*/true));
  // The register may know a trustee's newer endpoint or certificate.
  ASSIGN_OR_RETURN(const std::unique_ptr<governance::Register> on,
                   governance::Register::Open(*database, agreement, folder.config().member()));
  EventLog log("node " + folder.config().member());
  const RpcRuntime runtime;
  ASSIGN_OR_RETURN(const TrusteeChannels channels,
                   DialTrustees([&on] { return on->reachable(); }, folder.config().member(),
                                identity, runtime, terminal.clock, log));
  ASSIGN_OR_RETURN(const OprfPublicParts keys,
                   governance::OprfPublicParts(on->agreement()->constitution()));
  ASSIGN_OR_RETURN(const std::string key,
                   governance::PseudonymisationKey(on->agreement()->constitution()));
  TrusteePseudonymiser trustees(channels, keys, PseudonymUse::kIngest, terminal.random);
  TrusteePseudonymiser for_label(channels, keys, PseudonymUse::kOutsideQuota, terminal.random);
  ASSIGN_OR_RETURN(const ObjectionMarker marker, folder.LoadMarker());
  RememberingPseudonymiser pseudonymiser({.trustees = &trustees.Get(),
                                          .for_label = &for_label.Get(),
                                          .key = key,
                                          .database = database.get(),
                                          .marker = &marker,
                                          .random = &terminal.random});
  RecordStore records(*database, marker);
  IngestOptions options;
  options.member = folder.config().member();
  options.allow_list_required = WantsAllowList(agreement->constitution());
  // Where none are in force yet there is nothing to say of them.
  options.controllers = ControllersOf(*on->agreement(), options.member).value_or(Controllers());
  for (const v1::Member& member : on->agreement()->constitution().members()) {
    if (member.id() == options.member) options.areas = member.areas();
  }
  absl::StatusOr<IngestSummary> summary;
  {
    ProgressBar bar(2);
    summary = Ingest(
        arguments.mapping, dictionary, records, pseudonymiser, terminal.clock,
        arguments.json ? ProgressSink([](std::string_view, uint64_t, uint64_t) {}) : bar.Sink(),
        options);
  }
  RETURN_IF_ERROR(summary.status());
  summary->new_people = pseudonymiser.asked();
  // The records are saved, whatever comes of the rest.
  terminal.out << (arguments.json ? summary->ToJson() : summary->ToText());
  return pseudonymiser.Settle();
}

// None in a folder that is older than linkage; keys that cannot be read are an error.
absl::StatusOr<std::optional<LinkKeys>> LinkKeysOf(const NodeFolder& folder) {
  std::optional<LinkKeys> keys;
  if (folder.HasLinkKeys()) {
    ASSIGN_OR_RETURN(keys, folder.LoadLinkKeys());
  }
  return keys;
}

// Loads the data set now, so that a node without data does not start and the first answer does not
// wait. How many people take part.
absl::StatusOr<uint64_t> FirstLoad(RecordStore& store,
                                   const CurrentEngine::ControllersSource& controllers,
                                   CurrentEngine& engine) {
  RETURN_IF_ERROR(store.Info().status());
  // This node's own operations may still have to come, by the register that it reads once it is
  // connected. Until then it refuses every run.
  if (!controllers().ok()) return 0;
  ASSIGN_OR_RETURN(const std::shared_ptr<Engine> loaded, engine.Get());
  return loaded->snapshot().people();
}

absl::Status Serve(const std::string& folder_path, Terminal& terminal) {
  ASSIGN_OR_RETURN(const NodeFolder folder, NodeFolder::Load(folder_path));
  const std::string& member = folder.config().member();
  const std::string& review_listen = folder.config().review_listen();
  if (!review_listen.empty()) RETURN_IF_ERROR(CheckLocalAddress(review_listen));
  ShutdownSignal shutdown;
  EventLog log("node " + member);
  const RpcRuntime runtime;
  ASSIGN_OR_RETURN(const auto base, folder.LoadAgreement(terminal.clock));
  ASSIGN_OR_RETURN(const TlsIdentity identity, TlsIdentity::Load(folder.KeyFolder()));
  ASSIGN_OR_RETURN(const std::unique_ptr<store::Database> database,
                   folder.OpenStore(/*must_exist=*/true));
  ASSIGN_OR_RETURN(const ObjectionMarker marker, folder.LoadMarker());
  RecordStore store(*database, marker);
  ASSIGN_OR_RETURN(const std::unique_ptr<governance::Register> on,
                   governance::Register::Open(*database, base, member));
  const auto controllers = [&] { return ControllersOf(*on->agreement(), member); };
  CurrentEngine engine(store, controllers, log);
  ASSIGN_OR_RETURN(const uint64_t people, FirstLoad(store, controllers, engine));
  ASSIGN_OR_RETURN(const TrusteeChannels channels,
                   DialTrustees([&on] { return on->reachable(); }, member, identity, runtime,
                                terminal.clock, log));
  RunLedger ledger(*database);
  ShareLine<1> first(channels[0]);
  ShareLine<2> second(channels[1]);
  ShareLine<3> third(channels[2]);
  RegisterReader reader(*on, log);
  ASSIGN_OR_RETURN(std::optional<LinkKeys> keys, LinkKeysOf(folder));
  EpochPartner epochs({.member = member,
                       .on = on.get(),
                       .database = database.get(),
                       .records = &store,
                       .clock = &terminal.clock,
                       .random = &terminal.random,
                       .log = &log},
                      std::move(keys), channels);
  const SpineSource spines = [&epochs](uint32_t epoch, const crypto::Digest& digest) {
    return epochs.spines().SpineOf(epoch, digest);
  };
  AnswerQuery::Parts parts{member,
                           sharing::Following([&on] { return on->agreement(); }),
                           on.get(),
                           &terminal.clock,
                           &terminal.random,
                           &ledger,
                           &log,
                           &first,
                           &second,
                           &third,
                           spines};
  AnswerQuery answer(std::move(parts), [&] { return engine.Get(); });
  CardMaker cards({.member = member,
                   .in_force = sharing::Following([&on] { return on->agreement(); }),
                   .on = on.get(),
                   .clock = &terminal.clock,
                   .engine = [&engine] { return engine.Get(); },
                   .spines = spines});
  std::unique_ptr<ReviewListener> reviews;  // goes before what it serves from
  if (!review_listen.empty()) {
    ASSIGN_OR_RETURN(
        reviews, ReviewListener::Start(
                     {.member = member,
                      .listen = review_listen,
                      .agreement = [&on] { return on->agreement(); },
                      .make = [&cards](const std::string& digits) { return cards.Make(digits); }},
                     runtime, identity, terminal.clock, log));
    terminal.out << "review cards at " << reviews->address() << std::endl;
  }

  bool said = false;
  CoordinatorLine::Handlers handlers;
  handlers.assign = [&](const v1::RunPackage& package) { return answer.Answer(package); };
  handlers.offer = [&](const v1::Envelope& query) {
    log.Write(Event::kQueryOffered, {{"query", crypto::PayloadDigest(query).ToHex()}});
  };
  handlers.connected = [&] {
    if (!said) terminal.out << "connected to " << on->agreement()->trustee(1).id() << std::endl;
    said = true;
    epochs.Poke();
  };
  handlers.hello = [&]() -> absl::StatusOr<v1::NodeMessage::Hello> {
    v1::NodeMessage::Hello hello;
    hello.set_member(member);
    hello.set_agreement_digest(on->agreement()->digest().ToHex());
    hello.set_protocol(sharing::kProtocolVersion);
    ASSIGN_OR_RETURN(const uint64_t size, on->size());
    hello.set_register_size(size);
    return hello;
  };
  handlers.supply = [&]() -> absl::StatusOr<v1::NodeMessage::Supply> {
    ASSIGN_OR_RETURN(const DataSetInfo info, store.Info());
    v1::NodeMessage::Supply supply;
    for (const std::string& variable : info.offers) supply.add_variables(variable);
    supply.set_data_from(info.data_from);
    supply.set_data_to(info.data_to);
    return supply;
  };
  handlers.extend = [&](const v1::RegisterUpdate& update) {
    absl::StatusOr<uint64_t> size = reader.Extend(update);
    if (size.ok()) epochs.Poke();
    return size;
  };
  CoordinatorLine line([&] { return channels[0]->Get(); }, std::move(handlers), terminal.random,
                       log);
  log.Write(Event::kServerStarted, {{"people", static_cast<int64_t>(people)}});
  epochs.Start();
  std::thread serving([&] { line.Run(); });
  shutdown.Wait();
  line.Stop();
  serving.join();
  epochs.Stop();
  reviews.reset();
  log.Write(Event::kServerStopped);
  return absl::OkStatus();
}

void AddCommands(CLI::App& app, Terminal& terminal) {
  AddFolderCommands(app, terminal);
  AddPersonCommands(app, terminal);
  AddReviewCommands(app, terminal);

  CLI::App* ingest = app.add_subcommand(
      "ingest", "Replace this node's records by those of CSV files, all or nothing");
  auto arguments = std::make_shared<IngestArguments>();
  ingest->add_option("--dir", arguments->folder, "the node's folder")->required();
  ingest->add_option("MAPPING", arguments->mapping, "mapping.yaml: which column becomes what")
      ->required();
  ingest->add_flag("--json", arguments->json, "print the summary as JSON");
  ingest->footer(
      "A file called - in the mapping is read from standard input, so that NHS numbers need not "
      "rest on disk.\n"
      "A running node answers from the new records as soon as they are saved. People who objected "
      "at this node are left out.\n\n"
      "Examples:\n  ginnel-node ingest --dir node extract/mapping.yaml\n"
      "  gpg -d extract.csv.gpg | ginnel-node ingest --dir node mapping.yaml");
  ingest->callback([arguments, &terminal] { terminal.outcome = RunIngest(*arguments, terminal); });

  CLI::App* serve =
      app.add_subcommand("serve", "Answer approved queries until SIGTERM; opens no port to others");
  auto folder = std::make_shared<std::string>();
  serve->add_option("--dir", *folder, "the node's folder")->required();
  serve->footer(
      "Prints `connected to COORDINATOR` at the first welcome; logs JSON lines to standard "
      "error.\nWith `review_listen: 127.0.0.1:PORT` in node.yaml it also shows this member's IG "
      "leads "
      "their review cards\n(`ginnel query review`), to programs on this machine only.\n\n"
      "Examples:\n  ginnel-node serve --dir /var/lib/ginnel/node");
  serve->callback([folder, &terminal] { terminal.outcome = Serve(*folder, terminal); });
}

}  // namespace
}  // namespace ginnel::node

int main(int argc, char** argv) {
  return ginnel::RunProgram(
      argc, argv, "ginnel-node",
      "One member's records: encrypted at rest, asked only by approved queries",
      ginnel::node::AddCommands);
}
