// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/status.h"

namespace ginnel {

// What scripts can rely on. CLI11's own errors (an unknown option, a missing argument) are kUsage.
enum ExitCode : int {
  kOk = 0,
  kUsage = 1,
  kInvalidInput = 2,  // a file or argument says something that cannot be
  kNotPermitted = 3,  // refused: no valid approval, wrong key, a secret that others can read
  kWrongState = 4,    // not in force, not yet approved, already there, not there
  kUnavailable = 5,   // the other side, or a resource, is away: try again
  kIntegrity = 6,     // something was altered or damaged
  kInternal = 70,     // our bug
};

/// One exit code for every outcome.
inline ExitCode ExitCodeOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return kOk;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kOutOfRange:
      return kInvalidInput;
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kUnauthenticated:
      return kNotPermitted;
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kAborted:
      return kWrongState;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kCancelled:
      return kUnavailable;
    case absl::StatusCode::kDataLoss:
      return kIntegrity;
    default:
      return kInternal;
  }
}

}  // namespace ginnel
