// SPDX-License-Identifier: Apache-2.0
//
// ginnel: for analysts, IG leads and whoever writes the agreement.
#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "base/command/program.h"
#include "base/event_log.h"
#include "cli/agreement/agreement_commands.h"
#include "cli/indicators/series_command.h"
#include "cli/keys/key_commands.h"
#include "cli/language/dictionary_commands.h"
#include "cli/language/model_commands.h"
#include "cli/query/query_commands.h"
#include "cli/query/review.h"
#include "cli/register/register_commands.h"
#include "cli/rehearsal/rehearse_command.h"
#include "cli/release/release_commands.h"
#include "cli/service/dial.h"
#include "cli/service/dial_node.h"
#include "cli/synth/synth_command.h"

int main(int argc, char** argv) {
  namespace cli = ginnel::cli;
  ginnel::EventLog log("ginnel");
  // gRPC starts only for commands that need the coordinator or a node.
  std::optional<ginnel::RpcRuntime> runtime;
  const cli::Dial dial = [&](const cli::Person& person, const ginnel::Clock& clock) {
    if (!runtime) runtime.emplace();
    return cli::DialCoordinator(person, *runtime, clock, log);
  };
  const cli::DialNode dial_node = [&](const cli::Person& person, const std::string& endpoint,
                                      const ginnel::Clock& clock) {
    if (!runtime) runtime.emplace();
    return cli::DialOwnNode(person, endpoint, *runtime, clock, log);
  };
  return ginnel::RunProgram(
      argc, argv, "ginnel",
      "Questions go in, approved aggregates come out; no record leaves its house",
      [&](CLI::App& app, ginnel::Terminal& terminal) {
        cli::AddKeysCommands(app, terminal);
        cli::AddAgreementCommands(app, terminal);
        cli::AddQueryCommands(app, terminal, dial);
        cli::AddReviewCommand(*app.get_subcommand("query"), terminal, dial_node);
        cli::AddSeriesCommand(*app.get_subcommand("query"), terminal, dial);
        cli::AddRehearseCommand(*app.get_subcommand("query"), terminal);
        cli::AddDictionaryCommands(app, terminal, dial);
        cli::AddModelCommands(app, terminal);
        cli::AddReleaseCommands(app, terminal, dial);
        cli::AddRegisterCommands(app, terminal, dial);
        cli::AddSynthCommand(app, terminal);
      });
}
