// SPDX-License-Identifier: Apache-2.0
#include "cli/confirm.h"

#include <unistd.h>

#include <iostream>

namespace ginnel::cli {

absl::Status Confirm(bool yes, const std::string& question, Terminal& terminal) {
  if (yes) return absl::OkStatus();
  if (isatty(STDIN_FILENO) == 0) {
    return absl::InvalidArgumentError("not a terminal: give --yes to sign without being asked");
  }
  terminal.out << question << " [y/N] " << std::flush;
  std::string answer;
  std::getline(std::cin, answer);
  if (answer == "y" || answer == "yes") return absl::OkStatus();
  return absl::CancelledError("nothing was signed");
}

}  // namespace ginnel::cli
