// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>

#include "absl/status/status.h"
#include "base/clock.h"
#include "base/random.h"

namespace ginnel {

/// What a command has of the world, and where it leaves its outcome. Made once in main, which after
/// parsing prints a bad outcome and exits with ExitCodeOf(outcome). References outlive the parse.
struct Terminal {
  std::ostream& out;  // results: text, or JSON with --json
  std::ostream& err;  // warnings and notes for people
  const Clock& clock;
  RandomSource& random;
  absl::Status outcome;
};

}  // namespace ginnel
