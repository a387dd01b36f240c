// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "base/event_log.h"
#include "base/rpc/rpc_runtime.h"
#include "cli/person.h"
#include "cli/service/review_client.h"

namespace ginnel::cli {

/// A line over mutual TLS, with the person's own certificate, to the one node that the agreement
/// pins for the person's own member: whatever else answers at `endpoint` is refused. `runtime`,
/// `clock` and `log` outlive the client. PermissionDenied for a person of no member.
absl::StatusOr<std::unique_ptr<ReviewClient>> DialOwnNode(const Person& person,
                                                          const std::string& endpoint,
                                                          const RpcRuntime& runtime,
                                                          const Clock& clock, EventLog& log);

}  // namespace ginnel::cli
