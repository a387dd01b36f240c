// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/statusor.h"
#include "governance/agreement.h"
#include "governance/register/register_store.h"

namespace ginnel::governance {

// Rules of entries: epochs, and what nodes state of the spine (entry_rules.h). Each returns by what
// the entry is found, or the refusal. No key is asked what is in a ciphertext: that is for the
// nodes, who open it.

absl::StatusOr<EntryFacts> JudgeEpoch(const v1::Envelope& envelope, const Agreement& agreement,
                                      store::Snapshot& tx);
absl::StatusOr<EntryFacts> JudgeSpinePart(const v1::Envelope& envelope, const Agreement& agreement,
                                          store::Snapshot& tx);
absl::StatusOr<EntryFacts> JudgeSpine(const v1::Envelope& envelope, const Agreement& agreement,
                                      store::Snapshot& tx);

}  // namespace ginnel::governance
