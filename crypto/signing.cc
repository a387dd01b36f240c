// SPDX-License-Identifier: Apache-2.0
#include "crypto/signing.h"

#include <sodium.h>

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "base/status.h"
#include "crypto/digest.h"
#include "crypto/openssl.h"
#include "crypto/sodium.h"

namespace ginnel::crypto {
namespace {

constexpr size_t kSeedSize = 32;
constexpr size_t kSignatureSize = 64;

OpensslPtr<EVP_PKEY> PrivateKey(const SecretBytes& seed) {
  OpensslPtr<EVP_PKEY> key(
      EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.view().data(), seed.size()));
  RequireCrypto(key != nullptr, "Ed25519 private key");
  return key;
}

// On the curve, canonical, in the prime-order group and not the identity. A key of small order
// would "sign" anything, and the all-zero key that a forgotten field leaves behind is one.
bool IsSoundPoint(const std::array<uint8_t, 32>& bytes) {
  RequireSodium();
  return crypto_core_ed25519_is_valid_point(bytes.data()) == 1;
}

}  // namespace

absl::StatusOr<VerifyingKey> VerifyingKey::FromHex(std::string_view hex) {
  VerifyingKey key;
  ASSIGN_OR_RETURN(const std::string raw, crypto::FromHex(hex, key.bytes.size()));
  std::copy(raw.begin(), raw.end(), key.bytes.begin());
  if (!IsSoundPoint(key.bytes)) {
    return absl::InvalidArgumentError(
        "not a sound Ed25519 public key: ask its owner for the key that `ginnel keys` printed");
  }
  return key;
}

std::string VerifyingKey::ToHex() const { return crypto::ToHex(bytes); }

std::string VerifyingKey::KeyId() const { return Sha256(bytes).ToHex(); }

bool VerifyingKey::Verify(std::span<const uint8_t> message,
                          std::span<const uint8_t> signature) const {
  if (signature.size() != kSignatureSize || !IsSoundPoint(bytes)) return false;
  const OpensslPtr<EVP_PKEY> key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes.data(), bytes.size()));
  const OpensslPtr<EVP_MD_CTX> context(EVP_MD_CTX_new());
  if (key == nullptr || context == nullptr) return false;
  if (EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1) return false;
  return EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(),
                          message.size()) == 1;
}

SigningKey SigningKey::Generate(RandomSource& random) {
  absl::StatusOr<SigningKey> key = FromSeed(SecretBytes::Random(kSeedSize, random));
  RequireCrypto(key.ok(), "Ed25519 key generation");
  return *std::move(key);
}

absl::StatusOr<SigningKey> SigningKey::FromSeed(SecretBytes seed) {
  if (seed.size() != kSeedSize) {
    return absl::InvalidArgumentError(
        absl::StrCat("a signing key is ", kSeedSize, " bytes, found ", seed.size()));
  }
  const OpensslPtr<EVP_PKEY> key = PrivateKey(seed);
  VerifyingKey verifying_key;
  size_t size = verifying_key.bytes.size();
  RequireCrypto(EVP_PKEY_get_raw_public_key(key.get(), verifying_key.bytes.data(), &size) == 1 &&
                    size == verifying_key.bytes.size(),
                "Ed25519 public key");
  return SigningKey(std::move(seed), verifying_key);
}

absl::StatusOr<SigningKey> SigningKey::Load(const std::string& path) {
  ASSIGN_OR_RETURN(SecretBytes seed, ReadSecretFile(path));
  absl::StatusOr<SigningKey> key = FromSeed(std::move(seed));
  if (!key.ok()) {
    return absl::Status(key.status().code(),
                        absl::StrCat(path, ": ", key.status().message(),
                                     ": is this a key that `ginnel keys create` wrote?"));
  }
  return key;
}

absl::Status SigningKey::Save(const std::string& path) const {
  return CreateSecretFile(path, seed_.view());
}

absl::StatusOr<std::array<uint8_t, 64>> SigningKey::Sign(std::span<const uint8_t> message) const {
  if (seed_.empty()) return absl::FailedPreconditionError("this signing key was moved away");
  const OpensslPtr<EVP_PKEY> key = PrivateKey(seed_);
  const OpensslPtr<EVP_MD_CTX> context(EVP_MD_CTX_new());
  std::array<uint8_t, 64> signature;
  size_t size = signature.size();
  if (context == nullptr ||
      EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
      EVP_DigestSign(context.get(), signature.data(), &size, message.data(), message.size()) != 1 ||
      size != signature.size()) {
    return absl::InternalError("the cryptographic library could not sign");
  }
  return signature;
}

}  // namespace ginnel::crypto
