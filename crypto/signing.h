// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "base/random.h"
#include "base/secret_bytes.h"

namespace ginnel::crypto {

/// An Ed25519 public key (RFC 8032).
struct VerifyingKey {
  std::array<uint8_t, 32> bytes{};
  static absl::StatusOr<VerifyingKey> FromHex(std::string_view hex);
  std::string ToHex() const;
  /// Hex SHA-256 of the key: names it in envelopes.
  std::string KeyId() const;
  bool Verify(std::span<const uint8_t> message, std::span<const uint8_t> signature) const;
  friend bool operator==(const VerifyingKey&, const VerifyingKey&) = default;
};

/// The seam at which something signs: a key in memory today, a smart card or HSM tomorrow. Functions take a signer, never key bytes.
class Signer {
 public:
  virtual ~Signer() = default;
  virtual VerifyingKey verifying_key() const = 0;
  virtual absl::StatusOr<std::array<uint8_t, 64>> Sign(std::span<const uint8_t> message) const = 0;
};

/// An Ed25519 private key for statements, and for nothing else. Thread-safe once made.
class SigningKey final : public Signer {
 public:
  static SigningKey Generate(RandomSource& random);
  /// The 32-byte seed.
  static absl::StatusOr<SigningKey> FromSeed(SecretBytes seed);
  /// Reads a file of 32 raw bytes that only its owner can read.
  static absl::StatusOr<SigningKey> Load(const std::string& path);
  absl::Status Save(const std::string& path) const;

  SigningKey(SigningKey&&) = default;
  SigningKey& operator=(SigningKey&&) = default;
  VerifyingKey verifying_key() const override { return public_; }
  absl::StatusOr<std::array<uint8_t, 64>> Sign(std::span<const uint8_t> message) const override;

 private:
  SigningKey(SecretBytes seed, VerifyingKey key) : seed_(std::move(seed)), public_(key) {}
  SecretBytes seed_;
  VerifyingKey public_;
};

}  // namespace ginnel::crypto
