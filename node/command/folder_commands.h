// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/command/terminal.h"

namespace CLI {
class App;
}

namespace ginnel::node {

/// Adds `init`, `card` and `status` to `app`. `terminal` outlives the parse.
void AddFolderCommands(CLI::App& app, Terminal& terminal);

}  // namespace ginnel::node
