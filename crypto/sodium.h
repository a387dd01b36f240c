// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace ginnel::crypto {

/// Initialises libsodium once; ends the process if it cannot. Thread-safe. For the sources of this
/// room only.
void RequireSodium();

}  // namespace ginnel::crypto
