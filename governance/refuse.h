// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "base/reason.h"

namespace ginnel::governance {

/// PermissionDenied with its reason: no valid approval.
inline absl::Status Refuse(v1::Reason reason, std::string why) {
  return ReasonedError(absl::StatusCode::kPermissionDenied, reason, std::move(why));
}

}  // namespace ginnel::governance
