// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "base/command/terminal.h"

namespace CLI {
class App;
}

namespace ginnel {

/// The whole of a program's main: hardens the process, makes the one real clock and randomness, parses the command line with what
/// `add_commands` adds, prints a bad outcome as "PROGRAM: what was wrong", and returns its exit code (exit_codes.h).
int RunProgram(int argc, char** argv, const std::string& name, const std::string& description,
               const std::function<void(CLI::App&, Terminal&)>& add_commands);

}  // namespace ginnel
