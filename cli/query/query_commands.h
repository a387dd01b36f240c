// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/command/terminal.h"
#include "cli/person.h"

namespace CLI {
class App;
}

namespace ginnel::cli {

/// Adds `query check|explain|submit|list|show|approve|refuse|run|wait` to `app`. `terminal` and
/// `dial` outlive the parse.
void AddQueryCommands(CLI::App& app, Terminal& terminal, const Dial& dial);

}  // namespace ginnel::cli
