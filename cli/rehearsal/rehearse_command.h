// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/command/terminal.h"

namespace CLI {
class App;
}

namespace ginnel::cli {

/// Adds `rehearse` to the group `query`. `terminal` outlives the parse.
void AddRehearseCommand(CLI::App& query_group, Terminal& terminal);

}  // namespace ginnel::cli
