// SPDX-License-Identifier: Apache-2.0
#pragma once

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

}  // namespace ginnel::governance
