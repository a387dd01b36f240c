// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "absl/status/status.h"

namespace ginnel::crypto {

/// expand_message_xmd with SHA-512 (RFC 9380, 5.3.1): fills `out` (1 to 16,320 bytes) with bytes
/// that depend on `message` and on the domain separation tag (1 to 255 bytes). InvalidArgument
/// outside these lengths. Wipes what it worked on.
absl::Status ExpandMessageXmdSha512(std::span<const uint8_t> message, std::string_view tag,
                                    std::span<uint8_t> out);

}  // namespace ginnel::crypto
