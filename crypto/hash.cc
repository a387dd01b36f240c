// SPDX-License-Identifier: Apache-2.0
#include "crypto/hash.h"

#include <openssl/core_names.h>
#include <openssl/params.h>

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "crypto/openssl.h"

namespace ginnel::crypto {
namespace {

constexpr size_t kMaxHkdfLength = 255 * 32;
char kSha256Name[] = "SHA256";  // OSSL_PARAM wants a mutable pointer, and only reads it

std::span<const uint8_t> Bytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

OSSL_PARAM OctetParam(const char* name, std::span<const uint8_t> bytes) {
  // A parameter without data must still point somewhere.
  static uint8_t nothing = 0;
  uint8_t* const data = bytes.empty() ? &nothing : const_cast<uint8_t*>(bytes.data());
  return OSSL_PARAM_construct_octet_string(name, data, bytes.size());
}

}  // namespace

struct Hmac::State {
  OpensslPtr<EVP_MAC_CTX> context;
};

Hmac::Hmac(const SecretBytes& key) : state_(std::make_unique<State>()) {
  state_->context.reset(EVP_MAC_CTX_new(FetchedHmac()));
  RequireCrypto(state_->context != nullptr, "HMAC");
  const OSSL_PARAM params[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, kSha256Name, 0),
      OSSL_PARAM_construct_end()};
  static const uint8_t nothing = 0;
  const uint8_t* const data = key.empty() ? &nothing : key.view().data();
  RequireCrypto(EVP_MAC_init(state_->context.get(), data, key.size(), params) == 1, "HMAC");
}

Hmac::~Hmac() = default;
Hmac::Hmac(Hmac&&) noexcept = default;
Hmac& Hmac::operator=(Hmac&&) noexcept = default;

void Hmac::Update(std::span<const uint8_t> bytes) {
  if (bytes.empty()) return;
  RequireCrypto(EVP_MAC_update(state_->context.get(), bytes.data(), bytes.size()) == 1, "HMAC");
}

void Hmac::Update(std::string_view bytes) { Update(Bytes(bytes)); }

Mac Hmac::Finish() {
  Mac mac;
  size_t size = 0;
  RequireCrypto(EVP_MAC_final(state_->context.get(), mac.data(), &size, mac.size()) == 1 &&
                    size == mac.size(),
                "HMAC");
  return mac;
}

Mac HmacSha256(const SecretBytes& key, std::span<const uint8_t> message) {
  Hmac hmac(key);
  hmac.Update(message);
  return hmac.Finish();
}

Mac HmacSha256(const SecretBytes& key, std::string_view message) {
  return HmacSha256(key, Bytes(message));
}

bool VerifyHmacSha256(const SecretBytes& key, std::span<const uint8_t> message,
                      std::span<const uint8_t> tag) {
  Mac expected = HmacSha256(key, message);
  const bool equal = EqualInConstantTime(expected, tag);
  Wipe(expected);  // after a mismatch it is a forgery that somebody could still use
  return equal;
}

absl::StatusOr<SecretBytes> HkdfSha256(const SecretBytes& secret, std::span<const uint8_t> salt,
                                       std::string_view info, size_t length) {
  if (secret.empty()) return absl::InvalidArgumentError("HKDF: the secret is empty");
  if (length == 0 || length > kMaxHkdfLength) {
    return absl::InvalidArgumentError(
        absl::StrCat("HKDF-SHA-256 gives 1 to ", kMaxHkdfLength, " bytes, not ", length));
  }
  const OpensslPtr<EVP_KDF_CTX> context(EVP_KDF_CTX_new(FetchedHkdf()));
  RequireCrypto(context != nullptr, "HKDF");
  const OSSL_PARAM params[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, kSha256Name, 0),
      OctetParam(OSSL_KDF_PARAM_KEY, secret.view()), OctetParam(OSSL_KDF_PARAM_SALT, salt),
      OctetParam(OSSL_KDF_PARAM_INFO, Bytes(info)), OSSL_PARAM_construct_end()};
  SecretBytes derived(length);
  if (EVP_KDF_derive(context.get(), derived.mutable_view().data(), length, params) != 1) {
    return absl::InternalError("the cryptographic library could not derive a key");
  }
  return derived;
}

}  // namespace ginnel::crypto
