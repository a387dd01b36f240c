// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sodium.h>

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/secret_bytes.h"

namespace ginnel::crypto {

/// SHA-512 (FIPS 180-4) whose state is wiped: what goes in here are NHS numbers and key parts. For
/// the sources of this room only.
class Sha512 {
 public:
  static constexpr size_t kSize = 64;

  Sha512() { crypto_hash_sha512_init(&state_); }
  ~Sha512() { Wipe({reinterpret_cast<uint8_t*>(&state_), sizeof state_}); }
  Sha512(const Sha512&) = delete;
  Sha512& operator=(const Sha512&) = delete;

  Sha512& Add(std::span<const uint8_t> bytes) {
    crypto_hash_sha512_update(&state_, bytes.data(), bytes.size());
    return *this;
  }
  Sha512& Add(std::string_view text) {
    return Add(
        std::span<const uint8_t>(reinterpret_cast<const uint8_t*>(text.data()), text.size()));
  }
  Sha512& AddByte(uint8_t byte) { return Add(std::span<const uint8_t>(&byte, 1)); }
  /// I2OSP(value, 2): big-endian.
  Sha512& AddUint16(uint16_t value) {
    return AddByte(static_cast<uint8_t>(value >> 8)).AddByte(static_cast<uint8_t>(value & 0xff));
  }
  void Finish(std::span<uint8_t, kSize> out) { crypto_hash_sha512_final(&state_, out.data()); }

 private:
  crypto_hash_sha512_state state_;
};

}  // namespace ginnel::crypto
