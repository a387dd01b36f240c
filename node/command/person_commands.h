// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>

#include "absl/status/statusor.h"
#include "base/command/terminal.h"
#include "crypto/nhs_number.h"

namespace CLI {
class App;
}

namespace ginnel::node {

/// Adds `person` with `show`, `object`, `erase` and `withdraw-objection` to `app`: what a person
/// can ask of the member that holds them. `terminal` outlives the parse.
void AddPersonCommands(CLI::App& app, Terminal& terminal);

/// The NHS number of whom it is about: asked for without echo at a terminal, otherwise one line of
/// `input`. Never an argument, which every user of the machine could read. The error says what is
/// wrong with it and holds none of it.
absl::StatusOr<crypto::NhsNumber> AskNhsNumber(int input, std::ostream& err);

}  // namespace ginnel::node
