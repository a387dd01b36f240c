// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/command/terminal.h"
#include "cli/person.h"

namespace CLI {
class App;
}

namespace ginnel::cli {

/// Adds `rank` to the group `release`. `terminal` and `dial` outlive the parse.
void AddRankCommand(CLI::App& release_group, Terminal& terminal, const Dial& dial);

}  // namespace ginnel::cli
