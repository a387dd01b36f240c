// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "governance/agreement.h"
#include "governance/register/register_store.h"

namespace ginnel::governance {

// Rules of entries: what the trustees say of runs (entry_rules.h). Each returns by what the entry
// is found, or the refusal.

absl::StatusOr<EntryFacts> JudgeRun(const v1::Envelope& envelope, const Agreement& agreement,
                                    store::Snapshot& tx);
absl::StatusOr<EntryFacts> JudgeVoid(const v1::Envelope& envelope, const Agreement& agreement,
                                     store::Snapshot& tx);
absl::StatusOr<EntryFacts> JudgeReleased(const v1::Envelope& envelope, const Agreement& agreement,
                                         store::Snapshot& tx);

/// OK if the standing approval of that digest lets `run` rest on it: at most one query in each of
/// its periods, that of `run.started_at`, and all over the same members (if the run's are known
/// yet). Attempts that both trustees voided opened nothing and use nothing up; those
/// of which the tests were opened still bind the members.
/// REASON_APPROVAL_USED_UP, REASON_ROSTER_MISMATCH.
absl::Status CheckStandingHasRoom(const v1::Run& run, const std::string& digest,
                                  store::Snapshot& tx);

}  // namespace ginnel::governance
