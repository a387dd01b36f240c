// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/command/terminal.h"
#include "cli/service/review_client.h"

namespace CLI {
class App;
}

namespace ginnel::cli {

/// Adds `review` to `group`, which is `ginnel query`: the lead's card, from the lead's own node.
/// `terminal` and `dial` outlive the parse.
void AddReviewCommand(CLI::App& group, Terminal& terminal, const DialNode& dial);

}  // namespace ginnel::cli
