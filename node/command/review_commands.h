// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/command/terminal.h"

namespace CLI {
class App;
}

namespace ginnel::node {

/// Adds `review`, the lead's card on the node's own machine, to `app`. `terminal` outlives the
/// parse.
void AddReviewCommands(CLI::App& app, Terminal& terminal);

}  // namespace ginnel::node
