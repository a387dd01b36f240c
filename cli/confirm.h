// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/status.h"
#include "base/command/terminal.h"

namespace ginnel::cli {

/// Asks before something is signed. Cancelled unless the answer is y or yes; InvalidArgument where
/// nobody can be asked. `yes`: was said on the command line.
absl::Status Confirm(bool yes, const std::string& question, Terminal& terminal);

}  // namespace ginnel::cli
