// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/command/terminal.h"
#include "base/store/database.h"

namespace CLI {
class App;
}

namespace ginnel::sharing {

/// The tables of trustees 2 and 3.
store::Schema TrusteeSchema();

/// Adds `status`: configuration, agreement, and how many attempts are in which state, read from the store beside a running server.
void AddTrusteeStatusCommand(CLI::App& app, const std::string& program, const store::Schema& schema, Terminal& terminal);

}  // namespace ginnel::sharing
