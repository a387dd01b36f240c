// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/status.h"
#include "ginnel/v1/error.pb.h"

namespace ginnel {

/// An error of `code` that carries a machine-readable reason; remote callers see the code and the
/// reason, never `message`.
absl::Status ReasonedError(absl::StatusCode code, v1::Reason reason, std::string message);
/// The reason that `status` carries; REASON_INTERNAL for an error without one.
v1::Reason ReasonOf(const absl::Status& status);
/// Whether `status` carries a reason: what does not is an internal error to remote callers.
bool HasReason(const absl::Status& status);
/// "approval expired", for people.
std::string Describe(v1::Reason reason);

}  // namespace ginnel
