// SPDX-License-Identifier: Apache-2.0
#include "base/command/program.h"

#include <CLI/CLI.hpp>
#include <iostream>

#include "base/command/exit_codes.h"
#include "base/process.h"

namespace ginnel {
namespace {

constexpr char kExitCodes[] =
    "Exit codes: 0 done, 1 usage, 2 invalid input, 3 not permitted, 4 wrong state,\n"
    "5 unavailable, 6 integrity, 70 internal error.";

}  // namespace

int RunProgram(int argc, char** argv, const std::string& name, const std::string& description,
               const std::function<void(CLI::App&, Terminal&)>& add_commands) {
  if (const absl::Status hardened = HardenProcess(); !hardened.ok()) {
    std::cerr << name << ": " << hardened.message() << "\n";
    return kInternal;
  }
  ShareFreedMemory();
  const RealClock clock;
  SystemRandom random;
  Terminal terminal{std::cout, std::cerr, clock, random, absl::OkStatus()};
  CLI::App app(description, name);
  app.set_version_flag("--version", GINNEL_VERSION);
  app.require_subcommand(1);
  app.footer(kExitCodes);
  add_commands(app, terminal);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kOk : kUsage;
  }
  terminal.out.flush();
  if (terminal.outcome.ok() && !terminal.out) {
    terminal.outcome = absl::ResourceExhaustedError("standard output could not be written: is the disk full?");
  }
  if (!terminal.outcome.ok()) terminal.err << name << ": " << terminal.outcome.message() << "\n";
  return ExitCodeOf(terminal.outcome);
}

}  // namespace ginnel
