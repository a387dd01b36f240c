// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "crypto/digest.h"

namespace ginnel::crypto {

/// SHA-256 over a message that comes in pieces. Not thread-safe.
class Hasher {
 public:
  Hasher();
  ~Hasher();
  Hasher(Hasher&&) noexcept;
  Hasher& operator=(Hasher&&) noexcept;

  Hasher& Update(std::span<const uint8_t> bytes);
  Hasher& Update(std::string_view bytes);
  /// 8 bytes, big-endian.
  Hasher& Number(uint64_t value);
  /// Its length in bytes as a Number, then the bytes.
  Hasher& Text(std::string_view text);
  /// Of everything so far. Call it once, and nothing after it.
  Digest Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ginnel::crypto
