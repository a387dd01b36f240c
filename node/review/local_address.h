// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "absl/status/status.h"

namespace ginnel::node {

/// Whether `address` is "127.0.0.1:PORT" or "[::1]:PORT", spelt exactly so: what only this machine
/// can reach. InvalidArgument for everything else. No names: `localhost` is what a file or a name
/// server says it is, and other spellings of an address are read differently by different readers.
absl::Status CheckLocalAddress(std::string_view address);

}  // namespace ginnel::node
