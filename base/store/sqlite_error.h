// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/status.h"

struct sqlite3;

namespace ginnel::store {

/// The last error of `connection`, with what to do about it: ResourceExhausted for a full disk,
/// Unavailable where another process holds the store, DataLoss for damage, AlreadyExists for a
/// unique key, FailedPrecondition for another constraint.
absl::Status LastError(sqlite3* connection);

/// `status` with `context` before its message.
absl::Status InContext(const std::string& context, const absl::Status& status);

}  // namespace ginnel::store
