// SPDX-License-Identifier: Apache-2.0
//
// ginnel-coordinator: takes queries, gathers approvals, runs (coordinator/run_query.h), releases;
// and is trustee 1.
#include <CLI/CLI.hpp>
#include <iostream>

#include "base/command/program.h"
#include "base/process.h"
#include "base/status.h"
#include "coordinator/coordinator.h"
#include "coordinator/service/node_link_service.h"
#include "coordinator/service/queries_service.h"
#include "coordinator/service/register_service.h"
#include "coordinator/service/spine_service.h"
#include "coordinator/spine_desk.h"
#include "governance/register/enter_folder.h"
#include "sharing/command/trustee_commands.h"
#include "sharing/command/trustee_status.h"
#include "sharing/service/trustee_process.h"

namespace ginnel::coordinator {
namespace {

constexpr int32_t kCoordinatorStore = 0x47695431;  // "GiT1"

store::Schema CoordinatorSchema() {
  // Append-only: a room's next migration goes to the end.
  const std::vector<std::string>& book = QueryBook::Schema();
  return {
      {std::string(sharing::Ledger::kSchema), book.at(0), book.at(1),
       std::string(governance::RegisterStore::kSchema), book.at(2),
       std::string(governance::Waypoints::kSchema), std::string(sharing::PseudonymQuota::kSchema)},
      kCoordinatorStore};
}

absl::Status Serve(const std::string& folder_path, Terminal& terminal) {
  ASSIGN_OR_RETURN(const sharing::TrusteeFolder folder, sharing::TrusteeFolder::Load(folder_path));
  ShutdownSignal shutdown;
  EventLog log("coordinator " + folder.config().trustee());
  const RpcRuntime runtime;
  ASSIGN_OR_RETURN(const std::unique_ptr<sharing::TrusteeProcess> process,
                   sharing::TrusteeProcess::Start(folder, /*index=*/1, CoordinatorSchema(), runtime,
                                                  terminal.clock, terminal.random, log));
  governance::Register& on = process->on();
  RETURN_IF_ERROR(governance::EnterFolder(governance::AgreementFolder(folder.AgreementPath()), on));
  QueryBook book(process->database(), on);
  RunBoard board;
  NodeLinks nodes;
  RegisterFeed feed(on, nodes, log);
  RegisterPublisher publisher({.on = &on,
                               .signer = &process->signer(),
                               .witnesses = {&process->other(2), &process->other(3)},
                               .feed = &feed,
                               .clock = &terminal.clock,
                               .log = &log,
                               .own_words = [&process] { return process->OwnWords(); }});
  RunQuery::Parts parts;
  parts.in_force = process->in_force();
  parts.on = &on;
  parts.publisher = &publisher;
  parts.clock = &terminal.clock;
  parts.random = &terminal.random;
  parts.signer = &process->signer();
  parts.log = &log;
  parts.book = &book;
  parts.board = &board;
  parts.nodes = &nodes;
  parts.trustee = &process->trustee();
  parts.ledger = &process->ledger();
  parts.others = {&process->other(2), &process->other(3)};
  Coordinator coordinator(std::move(parts));
  QueriesService queries(process->reachable(), coordinator, log);
  NodeLinkService node_links(process->reachable(), coordinator, nodes, feed, log);
  RegisterService register_service(process->reachable(), coordinator, on, log);
  SealedParts sealed(folder.path() + "/spine");
  SpineDesk desk(
      {.on = &on,
       .sealed = &sealed,
       .append = [&](const v1::Envelope& word) { return coordinator.AddNodeStatement(word); },
       .log = &log});
  RETURN_IF_ERROR(desk.Tidy());
  SpineService spines(process->reachable(), desk, log);
  RETURN_IF_ERROR(process->Serve({&queries, &node_links, &register_service, &spines}));
  publisher.Start();
  publisher.Notify();
  const absl::Status resumed = coordinator.Resume();
  if (resumed.ok()) {
    log.Write(Event::kServerStarted, {{"listen", process->listen()}});
    terminal.out << "listening " << process->listen() << std::endl;
    shutdown.Wait();
  }
  // Always: `process` goes last, and its server may not call services that have gone before it.
  coordinator.Stop();
  process->Shutdown();
  log.Write(Event::kServerStopped);
  return resumed;
}

void AddCommands(CLI::App& app, Terminal& terminal) {
  sharing::AddTrusteeFolderCommands(app, "ginnel-coordinator", terminal);
  sharing::AddTrusteeStatusCommand(app, "ginnel-coordinator", CoordinatorSchema(), terminal);
  CLI::App* serve = app.add_subcommand("serve", "Serve people, nodes and trustees until SIGTERM");
  auto folder = std::make_shared<std::string>();
  serve->add_option("--dir", *folder, "the coordinator's folder")->required();
  serve->footer(
      "Prints `listening HOST:PORT` when it is ready; logs JSON lines to standard error.\n\n"
      "Examples:\n  ginnel-coordinator serve --dir /var/lib/ginnel/coordinator");
  serve->callback([folder, &terminal] { terminal.outcome = Serve(*folder, terminal); });
}

}  // namespace
}  // namespace ginnel::coordinator

int main(int argc, char** argv) {
  return ginnel::RunProgram(
      argc, argv, "ginnel-coordinator",
      "The federation's coordinator: queries, approvals, runs, releases; trustee 1",
      ginnel::coordinator::AddCommands);
}
