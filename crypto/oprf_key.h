// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/random.h"
#include "base/secret_bytes.h"
#include "crypto/signing.h"

namespace ginnel::crypto {

/// K_i = k_i·G: a trustee's public part of the pseudonymisation key, ristretto255 in its canonical
/// encoding, never the identity.
struct OprfPublicPart {
  std::array<uint8_t, 32> bytes{};
  static absl::StatusOr<OprfPublicPart> FromHex(std::string_view hex);
  std::string ToHex() const;
  friend bool operator==(const OprfPublicPart&, const OprfPublicPart&) = default;
};

/// That the maker of K_i knows k_i: Schnorr's proof (R, s) with a SHA-512 challenge over the owner,
/// K_i and R. Without it the last trustee to publish could choose its part so that the sum is a key
/// that it knows.
struct OprfKeyProof {
  std::array<uint8_t, 64> bytes{};
  static absl::StatusOr<OprfKeyProof> FromHex(std::string_view hex);
  std::string ToHex() const;
};

/// k_i: one trustee's additive part of the pseudonymisation key, and for nothing else. A nonzero
/// scalar; thread-safe once made. Losing it means enrolling everyone again: keep an offline
/// encrypted backup.
class OprfKeyPart {
 public:
  static OprfKeyPart Generate(RandomSource& random);
  /// 32 bytes, little-endian, in [1, group order).
  static absl::StatusOr<OprfKeyPart> FromScalar(SecretBytes scalar);
  /// Reads a file of 32 raw bytes that only its owner can read.
  static absl::StatusOr<OprfKeyPart> Load(const std::string& path);
  absl::Status Save(const std::string& path) const;

  OprfKeyPart(OprfKeyPart&&) = default;
  OprfKeyPart& operator=(OprfKeyPart&&) = default;

  const OprfPublicPart& public_part() const { return public_; }
  /// For the agreement. `owner` is the trustee's statement key, so that nobody can present the
  /// proof as their own. The nonce is hedged: a repeating `random` does not give the key away.
  OprfKeyProof Prove(const VerifyingKey& owner, RandomSource& random) const;

 private:
  friend absl::StatusOr<std::string> EvaluatePart(const OprfKeyPart& part,
                                                  std::string_view elements);
  OprfKeyPart(SecretBytes scalar, OprfPublicPart part)
      : scalar_(std::move(scalar)), public_(part) {}

  SecretBytes scalar_;
  OprfPublicPart public_;
};

/// OK if `proof` shows that `owner` knew the scalar of `part`; Unauthenticated
/// (REASON_SIGNATURE_INVALID) otherwise.
absl::Status VerifyOprfKeyProof(const OprfPublicPart& part, const VerifyingKey& owner,
                                const OprfKeyProof& proof);

}  // namespace ginnel::crypto
