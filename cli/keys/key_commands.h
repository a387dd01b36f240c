// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/command/terminal.h"

namespace CLI {
class App;
}

namespace ginnel::cli {

/// Adds `keys create|card` to `app`. `terminal` outlives the parse.
void AddKeysCommands(CLI::App& app, Terminal& terminal);

}  // namespace ginnel::cli
