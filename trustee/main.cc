// SPDX-License-Identifier: Apache-2.0
//
// ginnel-trustee: trustees 2 and 3. Everything that a trustee does in a run is sharing/serve_run.h.
#include <CLI/CLI.hpp>
#include <iostream>

#include "base/command/program.h"
#include "base/process.h"
#include "base/status.h"
#include "sharing/command/trustee_commands.h"
#include "sharing/command/trustee_status.h"
#include "sharing/service/trustee_process.h"

namespace ginnel::trustee {
namespace {

absl::Status Serve(const std::string& folder_path, Terminal& terminal) {
  ASSIGN_OR_RETURN(const sharing::TrusteeFolder folder, sharing::TrusteeFolder::Load(folder_path));
  ShutdownSignal shutdown;
  EventLog log("trustee " + folder.config().trustee());
  const RpcRuntime runtime;
  ASSIGN_OR_RETURN(const std::unique_ptr<sharing::TrusteeProcess> process,
                   sharing::TrusteeProcess::Start(folder, /*index=*/0, sharing::TrusteeSchema(), runtime,
                                                  terminal.clock, terminal.random, log));
  RETURN_IF_ERROR(process->Serve({}));
  log.Write(Event::kServerStarted, {{"listen", process->listen()}});
  terminal.out << "listening " << process->listen() << std::endl;
  shutdown.Wait();
  process->Shutdown();
  log.Write(Event::kServerStopped);
  return absl::OkStatus();
}

void AddCommands(CLI::App& app, Terminal& terminal) {
  sharing::AddTrusteeFolderCommands(app, "ginnel-trustee", terminal);
  sharing::AddTrusteeStatusCommand(app, "ginnel-trustee", sharing::TrusteeSchema(), terminal);
  CLI::App* serve = app.add_subcommand("serve", "Serve nodes and the other trustees until SIGTERM");
  auto folder = std::make_shared<std::string>();
  serve->add_option("--dir", *folder, "the trustee's folder")->required();
  serve->footer("Prints `listening HOST:PORT` when it is ready; logs JSON lines to standard error.\n\n"
                "Examples:\n  ginnel-trustee serve --dir /var/lib/ginnel/trustee");
  serve->callback([folder, &terminal] { terminal.outcome = Serve(*folder, terminal); });
}

}  // namespace
}  // namespace ginnel::trustee

int main(int argc, char** argv) {
  return ginnel::RunProgram(argc, argv, "ginnel-trustee",
                            "One of the two other trustees: holds shares for a moment and a part of a key for ever",
                            ginnel::trustee::AddCommands);
}
