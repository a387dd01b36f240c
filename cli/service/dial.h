// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "base/event_log.h"
#include "base/rpc/rpc_runtime.h"
#include "cli/person.h"

namespace ginnel::cli {

/// A line over mutual TLS, with the person's own certificate, to the one coordinator that the
/// agreement pins. `runtime`, `clock` and `log` outlive the client.
absl::StatusOr<std::unique_ptr<CoordinatorClient>> DialCoordinator(const Person& person,
                                                                   const RpcRuntime& runtime,
                                                                   const Clock& clock,
                                                                   EventLog& log);

}  // namespace ginnel::cli
