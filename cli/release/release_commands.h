// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/command/terminal.h"
#include "cli/query/query_commands.h"

namespace ginnel::cli {

/// Adds `release show|rank` to `app`. `terminal` and `dial` outlive the parse.
void AddReleaseCommands(CLI::App& app, Terminal& terminal, const Dial& dial);

}  // namespace ginnel::cli
