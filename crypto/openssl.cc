// SPDX-License-Identifier: Apache-2.0
#include "crypto/openssl.h"

#include <cstdio>
#include <cstdlib>

namespace ginnel::crypto {

void RequireCrypto(bool ok, const char* what) {
  if (ok) return;
  std::fprintf(stderr, "ginnel: the cryptographic library failed at %s\n", what);
  std::abort();
}

namespace {

template <typename T>
T* Require(T* fetched, const char* what) {
  RequireCrypto(fetched != nullptr, what);
  return fetched;
}

}  // namespace

const EVP_MD* FetchedSha256() {
  static const EVP_MD* const md = Require(EVP_MD_fetch(nullptr, "SHA256", nullptr), "SHA-256");
  return md;
}

EVP_MAC* FetchedHmac() {
  static EVP_MAC* const mac = Require(EVP_MAC_fetch(nullptr, "HMAC", nullptr), "HMAC");
  return mac;
}

EVP_KDF* FetchedHkdf() {
  static EVP_KDF* const kdf = Require(EVP_KDF_fetch(nullptr, "HKDF", nullptr), "HKDF");
  return kdf;
}

const EVP_CIPHER* FetchedAes128Ctr() {
  static const EVP_CIPHER* const cipher =
      Require(EVP_CIPHER_fetch(nullptr, "AES-128-CTR", nullptr), "AES-128-CTR");
  return cipher;
}

}  // namespace ginnel::crypto
