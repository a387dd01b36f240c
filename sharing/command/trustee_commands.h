// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/command/terminal.h"

namespace CLI {
class App;
}

namespace ginnel::sharing {

/// Adds `init` and `card`, alike at coordinator and trustees, to `app`. `program` names it in
/// examples. `terminal` outlives the parse.
void AddTrusteeFolderCommands(CLI::App& app, const std::string& program, Terminal& terminal);

}  // namespace ginnel::sharing
