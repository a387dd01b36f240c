// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/statusor.h"
#include "governance/agreement.h"
#include "governance/register/register_store.h"

namespace ginnel::governance {

// Rules of entries: what IG leads decide ahead of queries (entry_rules.h). Each returns by what the
// entry is found, or the refusal.

absl::StatusOr<EntryFacts> JudgeStandingApproval(const v1::Envelope& envelope,
                                                 const Agreement& agreement);
absl::StatusOr<EntryFacts> JudgeDelegation(const v1::Envelope& envelope,
                                           const Agreement& agreement);
absl::StatusOr<EntryFacts> JudgePolicy(const v1::Envelope& envelope, const Agreement& agreement,
                                       store::Snapshot& tx);

}  // namespace ginnel::governance
