// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace ginnel::crypto {

/// A SHA-256 value (FIPS 180-4). Statements name each other by it.
struct Digest {
  std::array<uint8_t, 32> bytes{};
  std::string ToHex() const;
  static absl::StatusOr<Digest> FromHex(std::string_view hex);
  friend auto operator<=>(const Digest&, const Digest&) = default;
};

Digest Sha256(std::span<const uint8_t> bytes);
Digest Sha256(std::string_view bytes);

std::string ToHex(std::span<const uint8_t> bytes);
/// Lower-case hex of exactly `size` bytes.
absl::StatusOr<std::string> FromHex(std::string_view hex, size_t size);

}  // namespace ginnel::crypto
