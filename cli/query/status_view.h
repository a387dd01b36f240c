// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "ginnel/v1/coordinator.pb.h"

namespace ginnel::cli {

/// "awaiting approval"
std::string StateInEnglish(v1::QueryState state);
/// One line: digest, state, title.
void PrintLine(const v1::QueryStatus& status, std::ostream& out);
/// Everything: who decided what, what it waits for, how long the last run's steps took.
void PrintStatus(const v1::QueryStatus& status, std::ostream& out);
/// OK unless the query ended without a release: then why.
absl::Status OutcomeOf(const v1::QueryStatus& status);

}  // namespace ginnel::cli
