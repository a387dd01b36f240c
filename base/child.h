// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace ginnel {

/// How a child process ended.
struct ChildOutcome {
  int exit_code = 0;  // minus the signal's number if one ended it
  std::string out;    // its standard output
};

/// Runs the program called `name` that lies beside this one, with `input` as its standard input,
/// until it ends; its standard error is this process's. NotFound if it is not there;
/// ResourceExhausted if it cannot be started or writes more than 64 MiB.
absl::StatusOr<ChildOutcome> RunSibling(const std::string& name, std::string_view input);

}  // namespace ginnel
