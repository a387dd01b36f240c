// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace ginnel {

/// "HOST:PORT" as given or, for port 0, with a port that is free on HOST (an IPv4 address) at this
/// moment. InvalidArgument for any other form.
absl::StatusOr<std::string> WithFreePort(const std::string& address);

}  // namespace ginnel
