// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/status.h"
#include "base/reason.h"

namespace ginnel::governance {

/// Whether `status`, of RunRegister::CheckStands, rules its run out for good: an approval was taken
/// back, a party has suspended itself, a version of the agreement stops it. Anything else, such as
/// a store that is busy, says nothing of the run.
inline bool RulesOut(const absl::Status& status) {
  const v1::Reason reason = ReasonOf(status);
  return !status.ok() && (reason == v1::REASON_REVOKED || reason == v1::REASON_SUSPENDED ||
                          reason == v1::REASON_AGREEMENT_MISMATCH);
}

}  // namespace ginnel::governance
