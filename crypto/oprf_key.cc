// SPDX-License-Identifier: Apache-2.0
#include "crypto/oprf_key.h"

#include <sodium.h>

#include <algorithm>
#include <initializer_list>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "base/reason.h"
#include "base/status.h"
#include "crypto/digest.h"
#include "crypto/openssl.h"
#include "crypto/ristretto.h"
#include "crypto/sha512.h"
#include "crypto/sodium.h"

namespace ginnel::crypto {
namespace {

using Scalar = std::array<uint8_t, kRistrettoSize>;
using Element = std::array<uint8_t, kRistrettoSize>;

constexpr std::string_view kChallengeTag = "ginnel/v1/oprf-key-proof/challenge";
constexpr std::string_view kNonceTag = "ginnel/v1/oprf-key-proof/nonce";

// SHA-512 over the length-prefixed tag and then fields of fixed size, as a scalar.
Scalar HashToScalar(std::string_view tag, std::initializer_list<std::span<const uint8_t>> fields) {
  Sha512 hash;
  hash.AddByte(static_cast<uint8_t>(tag.size())).Add(tag);
  for (const std::span<const uint8_t> field : fields) hash.Add(field);
  std::array<uint8_t, Sha512::kSize> wide;
  hash.Finish(wide);
  Scalar scalar;
  crypto_core_ristretto255_scalar_reduce(scalar.data(), wide.data());
  Wipe(wide);
  return scalar;
}

Scalar Challenge(const VerifyingKey& owner, const OprfPublicPart& part,
                 std::span<const uint8_t> commitment) {
  return HashToScalar(kChallengeTag, {owner.bytes, part.bytes, commitment});
}

template <typename T>
absl::StatusOr<T> BytesFromHex(std::string_view hex) {
  T value;
  ASSIGN_OR_RETURN(const std::string raw, FromHex(hex, value.bytes.size()));
  std::copy(raw.begin(), raw.end(), value.bytes.begin());
  return value;
}

}  // namespace

absl::StatusOr<OprfPublicPart> OprfPublicPart::FromHex(std::string_view hex) {
  ASSIGN_OR_RETURN(const OprfPublicPart part, BytesFromHex<OprfPublicPart>(hex));
  RequireSodium();
  if (!IsElement(part.bytes)) {
    return absl::InvalidArgumentError(
        "not a public key part: the identity, or not a canonical ristretto255 encoding");
  }
  return part;
}

std::string OprfPublicPart::ToHex() const { return crypto::ToHex(bytes); }

absl::StatusOr<OprfKeyProof> OprfKeyProof::FromHex(std::string_view hex) {
  return BytesFromHex<OprfKeyProof>(hex);
}

std::string OprfKeyProof::ToHex() const { return crypto::ToHex(bytes); }

OprfKeyPart OprfKeyPart::Generate(RandomSource& random) {
  SecretBytes scalar(kRistrettoSize);
  DrawScalars(random, scalar.mutable_view());
  absl::StatusOr<OprfKeyPart> part = FromScalar(std::move(scalar));
  RequireCrypto(part.ok(), "the generation of a key part");
  return *std::move(part);
}

absl::StatusOr<OprfKeyPart> OprfKeyPart::FromScalar(SecretBytes scalar) {
  RequireSodium();
  if (scalar.size() != kRistrettoSize || !IsNonzeroScalar(scalar.view().first<kRistrettoSize>())) {
    return absl::InvalidArgumentError(
        "a key part is 32 bytes: a nonzero ristretto255 scalar, reduced");
  }
  OprfPublicPart part;
  RequireCrypto(crypto_scalarmult_ristretto255_base(part.bytes.data(), scalar.view().data()) == 0,
                "the public half of a key part");
  return OprfKeyPart(std::move(scalar), part);
}

absl::StatusOr<OprfKeyPart> OprfKeyPart::Load(const std::string& path) {
  ASSIGN_OR_RETURN(SecretBytes scalar, ReadSecretFile(path));
  absl::StatusOr<OprfKeyPart> part = FromScalar(std::move(scalar));
  if (!part.ok()) {
    return absl::Status(part.status().code(),
                        absl::StrCat(path, ": ", part.status().message(),
                                     ": restore the file from the trustee's offline backup"));
  }
  return part;
}

absl::Status OprfKeyPart::Save(const std::string& path) const {
  return CreateSecretFile(path, scalar_.view());
}

OprfKeyProof OprfKeyPart::Prove(const VerifyingKey& owner, RandomSource& random) const {
  RequireCrypto(!scalar_.empty(), "a proof with a key part that was moved away");
  const SecretBytes salt = SecretBytes::Random(64, random);
  Scalar nonce = HashToScalar(kNonceTag, {scalar_.view(), salt.view(), owner.bytes, public_.bytes});
  Element commitment;
  RequireCrypto(crypto_scalarmult_ristretto255_base(commitment.data(), nonce.data()) == 0,
                "the nonce of a proof");
  const Scalar challenge = Challenge(owner, public_, commitment);
  Scalar response;  // nonce + challenge·k_i
  crypto_core_ristretto255_scalar_mul(response.data(), challenge.data(), scalar_.view().data());
  crypto_core_ristretto255_scalar_add(response.data(), response.data(), nonce.data());
  Wipe(nonce);
  OprfKeyProof proof;
  std::copy(commitment.begin(), commitment.end(), proof.bytes.begin());
  std::copy(response.begin(), response.end(), proof.bytes.begin() + kRistrettoSize);
  return proof;
}

absl::Status VerifyOprfKeyProof(const OprfPublicPart& part, const VerifyingKey& owner,
                                const OprfKeyProof& proof) {
  RequireSodium();
  const std::span<const uint8_t, 64> bytes(proof.bytes);
  const auto commitment = bytes.first<kRistrettoSize>();
  const auto response = bytes.last<kRistrettoSize>();
  const Scalar challenge = Challenge(owner, part, commitment);
  // s·G == R + c·K
  Element left;
  Element right;
  const bool holds =
      IsElement(part.bytes) && IsElement(commitment) && IsNonzeroScalar(response) &&
      crypto_scalarmult_ristretto255_base(left.data(), response.data()) == 0 &&
      crypto_scalarmult_ristretto255(right.data(), challenge.data(), part.bytes.data()) == 0 &&
      crypto_core_ristretto255_add(right.data(), right.data(), commitment.data()) == 0 &&
      left == right;
  if (holds) return absl::OkStatus();
  return ReasonedError(absl::StatusCode::kUnauthenticated, v1::REASON_SIGNATURE_INVALID,
                       absl::StrCat("the proof for key part ", part.ToHex(),
                                    " does not hold: ask the trustee for its card again"));
}

}  // namespace ginnel::crypto
