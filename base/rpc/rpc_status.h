// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/status.h"
#include "base/event_log.h"

namespace grpc {
class Status;
}  // namespace grpc

namespace ginnel {

/// The one way in which an error leaves a server: as v1::ErrorDetail with a reason and a
/// correlation id, under which `log` gets the whole error.
///
/// The message goes along only if the error carries a Reason (ReasonedError) and its code says that
/// it is about the caller's own request: InvalidArgument, NotFound, AlreadyExists,
/// FailedPrecondition, PermissionDenied, Unauthenticated, ResourceExhausted. With a Reason and
/// another code, the caller gets Describe(reason). Without a Reason it is our fault and the caller
/// learns nothing else: the code is Internal, except for those that tell the caller to retry
/// (Cancelled, DeadlineExceeded, Aborted, Unavailable).
grpc::Status ToGrpc(const absl::Status& status, EventLog& log);

/// What the caller makes of it: the same code, ReasonOf as it was sent, and a message for people.
/// Text from the other side is made printable and cut. Where there was no connection, the reason is
/// REASON_UNAVAILABLE and the message says what to look at.
absl::Status FromGrpc(const grpc::Status& status);

}  // namespace ginnel
