// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include "base/command/terminal.h"
#include "cli/person.h"

namespace CLI {
class App;
}

namespace ginnel::cli {

/// How a command reaches the coordinator of a person's agreement.
using Dial =
    std::function<absl::StatusOr<std::unique_ptr<CoordinatorClient>>(const Person&, const Clock&)>;

/// Adds `query check|explain|submit|list|show|approve|refuse|run|wait` to `app`. `terminal` and
/// `dial` outlive the parse.
void AddQueryCommands(CLI::App& app, Terminal& terminal, const Dial& dial);

}  // namespace ginnel::cli
