// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/command/terminal.h"
#include "cli/query/query_commands.h"

namespace CLI {
class App;
}

namespace ginnel::cli {

/// Adds `series` to the group `query`. `terminal` and `dial` outlive the parse.
void AddSeriesCommand(CLI::App& query_group, Terminal& terminal, const Dial& dial);

}  // namespace ginnel::cli
