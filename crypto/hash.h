// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "absl/status/statusor.h"
#include "base/secret_bytes.h"

namespace ginnel::crypto {

using Mac = std::array<uint8_t, 32>;

/// HMAC-SHA-256 (RFC 2104, FIPS 198-1) over a message that comes in pieces. Not thread-safe.
class Hmac {
 public:
  explicit Hmac(const SecretBytes& key);
  ~Hmac();
  Hmac(Hmac&&) noexcept;
  Hmac& operator=(Hmac&&) noexcept;

  void Update(std::span<const uint8_t> bytes);
  void Update(std::string_view bytes);
  /// The MAC of everything so far. Call it once, and nothing after it.
  Mac Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

Mac HmacSha256(const SecretBytes& key, std::span<const uint8_t> message);
Mac HmacSha256(const SecretBytes& key, std::string_view message);

/// Whether `tag` (all 32 bytes: truncated tags are refused) is the MAC of `message`; constant time
/// in the contents.
bool VerifyHmacSha256(const SecretBytes& key, std::span<const uint8_t> message,
                      std::span<const uint8_t> tag);

/// HKDF-SHA-256 (RFC 5869, extract and expand): `length` bytes, 1 to 8160. `info` separates uses:
/// no two purposes share one. InvalidArgument for an empty secret or a length out of range.
absl::StatusOr<SecretBytes> HkdfSha256(const SecretBytes& secret, std::span<const uint8_t> salt,
                                       std::string_view info, size_t length);

}  // namespace ginnel::crypto
