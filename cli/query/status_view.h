// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "ginnel/v1/agreement.pb.h"
#include "ginnel/v1/coordinator.pb.h"

namespace ginnel::cli {

/// "awaiting approval"
std::string StateInEnglish(v1::QueryState state);
/// One line: digest, state, title.
void PrintLine(const v1::QueryStatus& status, std::ostream& out);
/// Below it, while it waits: for whom, and how long they have. `member` is the reader's own.
void PrintReminder(const v1::QueryStatus& status, const std::string& member, absl::Time now,
                   std::ostream& out);
/// To whom the author of a refused query may turn.
void PrintEscalation(const v1::QueryStatus& status, const v1::Constitution& constitution,
                     std::ostream& out);
/// Everything: who decided what, what it waits for, how long the last run's steps took.
void PrintStatus(const v1::QueryStatus& status, std::ostream& out);
/// OK unless the query ended without a release: then why.
absl::Status OutcomeOf(const v1::QueryStatus& status);

}  // namespace ginnel::cli
