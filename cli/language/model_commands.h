// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/command/terminal.h"

namespace CLI {
class App;
}

namespace ginnel::cli {

/// Adds `model check|explain|compare` to `app`. `terminal` outlives the parse.
void AddModelCommands(CLI::App& app, Terminal& terminal);

}  // namespace ginnel::cli
