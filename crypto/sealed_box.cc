// SPDX-License-Identifier: Apache-2.0
#include "crypto/sealed_box.h"

#include <sodium.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "base/reason.h"
#include "base/status.h"
#include "crypto/digest.h"
#include "crypto/hash.h"
#include "crypto/openssl.h"
#include "crypto/sodium.h"

namespace ginnel::crypto {
namespace {

constexpr size_t kKeySize = crypto_scalarmult_curve25519_BYTES;
constexpr size_t kTagSize = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr size_t kContentKeySize = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr size_t kNonceSize = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::string_view kInfo = "ginnel/v1/sealed-box";
static_assert(kSealedBoxOverhead == kKeySize + kTagSize);

const uint8_t* Bytes(std::string_view text) {
  return reinterpret_cast<const uint8_t*>(text.data());
}

absl::Status Unsound() {
  return absl::InvalidArgumentError(
      "not a sound X25519 public key: ask its owner for what `ginnel-node card` prints");
}

// `secret` times `point`; an error where that says nothing of the secret.
absl::StatusOr<SecretBytes> Multiply(const SecretBytes& secret, std::span<const uint8_t> point) {
  RequireSodium();
  SecretBytes shared(kKeySize);
  if (crypto_scalarmult_curve25519(shared.mutable_view().data(), secret.view().data(),
                                   point.data()) != 0) {
    return Unsound();
  }
  return shared;
}

absl::StatusOr<SecretBytes> ContentKey(const SecretBytes& shared, std::span<const uint8_t> once,
                                       const SealingPublicKey& recipient) {
  std::array<uint8_t, 2 * kKeySize> salt;
  std::copy(once.begin(), once.end(), salt.begin());
  std::copy(recipient.bytes.begin(), recipient.bytes.end(), salt.begin() + kKeySize);
  return HkdfSha256(shared, salt, kInfo, kContentKeySize + kNonceSize);
}

absl::Status CannotOpen() {
  return ReasonedError(absl::StatusCode::kDataLoss, v1::REASON_INTEGRITY,
                       "it cannot be opened: it was altered, or sealed to another key or for "
                       "something else");
}

}  // namespace

absl::StatusOr<SealingPublicKey> SealingPublicKey::FromHex(std::string_view hex) {
  SealingPublicKey key;
  ASSIGN_OR_RETURN(const std::string raw, crypto::FromHex(hex, key.bytes.size()));
  std::copy(raw.begin(), raw.end(), key.bytes.begin());
  // Any secret will do: the product is zero for all of them or for none.
  SecretBytes one(kKeySize);
  one.mutable_view()[0] = 1;
  RETURN_IF_ERROR(Multiply(one, key.bytes).status());
  return key;
}

std::string SealingPublicKey::ToHex() const { return crypto::ToHex(bytes); }

absl::StatusOr<SealingKey> SealingKey::FromBytes(SecretBytes bytes) {
  RequireSodium();
  if (bytes.size() != kKeySize) {
    return absl::InvalidArgumentError(absl::StrCat("a sealing key is ", kKeySize, " bytes, found ",
                                                   bytes.size(),
                                                   ": restore the file from its backup"));
  }
  SealingPublicKey key;
  RequireCrypto(crypto_scalarmult_curve25519_base(key.bytes.data(), bytes.view().data()) == 0,
                "X25519 public key");
  return SealingKey(std::move(bytes), key);
}

SealingKey SealingKey::Generate(RandomSource& random) {
  absl::StatusOr<SealingKey> key = FromBytes(SecretBytes::Random(kKeySize, random));
  RequireCrypto(key.ok(), "X25519 key generation");
  return *std::move(key);
}

absl::StatusOr<SealingKey> SealingKey::Load(const std::string& path) {
  ASSIGN_OR_RETURN(SecretBytes bytes, ReadSecretFile(path));
  absl::StatusOr<SealingKey> key = FromBytes(std::move(bytes));
  if (key.ok()) return key;
  return absl::Status(key.status().code(), absl::StrCat(path, ": ", key.status().message()));
}

absl::Status SealingKey::Save(const std::string& path) const {
  return CreateSecretFile(path, bytes_.view());
}

absl::StatusOr<std::string> Seal(const SealingPublicKey& recipient, std::string_view header,
                                 std::span<const uint8_t> plain, RandomSource& random) {
  const SecretBytes once = SecretBytes::Random(kKeySize, random);
  std::string sealed(kSealedBoxOverhead + plain.size(), '\0');
  uint8_t* const out = reinterpret_cast<uint8_t*>(sealed.data());
  RequireSodium();
  RequireCrypto(crypto_scalarmult_curve25519_base(out, once.view().data()) == 0,
                "X25519 public key");
  ASSIGN_OR_RETURN(const SecretBytes shared, Multiply(once, recipient.bytes));
  ASSIGN_OR_RETURN(const SecretBytes key, ContentKey(shared, {out, kKeySize}, recipient));
  RequireCrypto(
      crypto_aead_xchacha20poly1305_ietf_encrypt(
          out + kKeySize, nullptr, plain.data(), plain.size(), Bytes(header), header.size(),
          nullptr, key.view().data() + kContentKeySize, key.view().data()) == 0,
      "XChaCha20-Poly1305");
  return sealed;
}

absl::StatusOr<std::vector<uint8_t>> OpenSealed(const SealingKey& key, std::string_view header,
                                                std::span<const uint8_t> sealed) {
  if (sealed.size() < kSealedBoxOverhead) return CannotOpen();
  const std::span<const uint8_t> once = sealed.first(kKeySize);
  const std::span<const uint8_t> box = sealed.subspan(kKeySize);
  const absl::StatusOr<SecretBytes> shared = Multiply(key.bytes_, once);
  if (!shared.ok()) return CannotOpen();
  ASSIGN_OR_RETURN(const SecretBytes content, ContentKey(*shared, once, key.public_));
  std::vector<uint8_t> plain(box.size() - kTagSize);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(
          plain.data(), nullptr, nullptr, box.data(), box.size(), Bytes(header), header.size(),
          content.view().data() + kContentKeySize, content.view().data()) != 0) {
    return CannotOpen();
  }
  return plain;
}

}  // namespace ginnel::crypto
