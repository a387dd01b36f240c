// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/statusor.h"
#include "governance/agreement.h"
#include "governance/register/register_store.h"

namespace ginnel::governance {

// Rules of entries: what people say on one query (entry_rules.h). Each returns by what the entry is
// found, or the refusal.

absl::StatusOr<EntryFacts> JudgeApproval(const v1::Envelope& envelope, const Agreement& agreement,
                                         store::Snapshot& tx);
absl::StatusOr<EntryFacts> JudgeRefusal(const v1::Envelope& envelope, const Agreement& agreement,
                                        store::Snapshot& tx);
absl::StatusOr<EntryFacts> JudgeRevocation(const v1::Envelope& envelope, const Agreement& agreement,
                                           store::Snapshot& tx);
absl::StatusOr<EntryFacts> JudgeGoAhead(const v1::Envelope& envelope, const Agreement& agreement,
                                        store::Snapshot& tx);

}  // namespace ginnel::governance
