// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "base/command/exit_codes.h"
#include "base/command/terminal.h"
#include "base/random.h"
#include "cli/agreement/agreement_commands.h"
#include "cli/keys/key_commands.h"
#include "tests/unit/governance/sample_agreement.h"

namespace ginnel::cli {

/// What a command line did: as main would run it, without a process.
struct CommandResult {
  int exit_code = 0;
  std::string out;
  std::string err;
  std::string error;  // message of the outcome
};

inline CommandResult RunGinnel(std::vector<std::string> arguments,
                               const Clock& clock = governance::FakeClock()) {
  std::ostringstream out, err;
  SystemRandom random;
  Terminal terminal{out, err, clock, random, absl::OkStatus()};
  CLI::App app("ginnel");
  AddAgreementCommands(app, terminal);
  AddKeysCommands(app, terminal);
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());  // as CLI11 takes them
  try {
    app.parse(reversed);
  } catch (const CLI::ParseError& error) {
    return {kUsage, out.str(), err.str(), error.what()};
  }
  return {ExitCodeOf(terminal.outcome), out.str(), err.str(),
          std::string(terminal.outcome.message())};
}

}  // namespace ginnel::cli
