// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/random.h"
#include "base/secret_bytes.h"

namespace ginnel::crypto {

/// An X25519 public key (RFC 7748) to which others seal.
struct SealingPublicKey {
  std::array<uint8_t, 32> bytes{};
  /// InvalidArgument where what is sealed to it could be opened by anybody: a point of small order,
  /// such as the zeros of a forgotten field.
  static absl::StatusOr<SealingPublicKey> FromHex(std::string_view hex);
  std::string ToHex() const;
  friend bool operator==(const SealingPublicKey&, const SealingPublicKey&) = default;
};

/// An X25519 private key that opens what was sealed to its public half, and does nothing else.
/// Thread-safe once made.
class SealingKey {
 public:
  static SealingKey Generate(RandomSource& random);
  /// Reads a file of 32 raw bytes that only its owner can read.
  static absl::StatusOr<SealingKey> Load(const std::string& path);
  absl::Status Save(const std::string& path) const;

  SealingKey(SealingKey&&) = default;
  SealingKey& operator=(SealingKey&&) = default;
  const SealingPublicKey& public_key() const { return public_; }

 private:
  friend absl::StatusOr<std::vector<uint8_t>> OpenSealed(const SealingKey& key,
                                                         std::string_view header,
                                                         std::span<const uint8_t> sealed);
  static absl::StatusOr<SealingKey> FromBytes(SecretBytes bytes);
  SealingKey(SecretBytes bytes, SealingPublicKey key) : bytes_(std::move(bytes)), public_(key) {}

  SecretBytes bytes_;
  SealingPublicKey public_;
};

/// Bytes by which what is sealed is longer than what is in it.
inline constexpr size_t kSealedBoxOverhead = 32 + 16;

/// Seals `plain` so that only the holder of `recipient` can open it, and only with the same
/// `header`: what was meant for one purpose, sender or recipient cannot be passed off for another.
/// It does not say who sealed it: sign the result.
///
///   sealed = E ‖ XChaCha20-Poly1305-IETF(key, nonce, plain; associated data: header)
///   E: an X25519 public key made for this box and forgotten
///   key ‖ nonce = HKDF-SHA-256(X25519(e, R); salt E ‖ R; info "ginnel/v1/sealed-box"): 32 + 24
///
/// E and R in the salt bind the box to both keys; the nonce needs no randomness of its own, because
/// no key is used twice.
absl::StatusOr<std::string> Seal(const SealingPublicKey& recipient, std::string_view header,
                                 std::span<const uint8_t> plain, RandomSource& random);

/// What was sealed. DataLoss (REASON_INTEGRITY) where it was altered, was sealed to another key or
/// under another header: which of these cannot be told.
absl::StatusOr<std::vector<uint8_t>> OpenSealed(const SealingKey& key, std::string_view header,
                                                std::span<const uint8_t> sealed);

}  // namespace ginnel::crypto
