// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/command/terminal.h"
#include "cli/query/query_commands.h"

namespace CLI {
class App;
}

namespace ginnel::cli {

/// Adds `register list|fetch|verify|export|report`, `party suspend|resume`, and to the groups
/// `agreement` and `release` (made if they are not there) `agreement submit|fetch` and `release
/// evidence`. `terminal` and `dial` outlive the parse.
void AddRegisterCommands(CLI::App& app, Terminal& terminal, const Dial& dial);

}  // namespace ginnel::cli
