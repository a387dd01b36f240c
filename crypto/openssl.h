// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/evp.h>
#include <openssl/kdf.h>

#include <memory>

namespace ginnel::crypto {

/// The one owner of OpenSSL's deleters. For the sources of this room only.
struct OpensslDeleter {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
  void operator()(EVP_KDF_CTX* context) const { EVP_KDF_CTX_free(context); }
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

template <typename T>
using OpensslPtr = std::unique_ptr<T, OpensslDeleter>;

// Fetched once and kept for the life of the process: an implicit fetch costs more than a short
// hash.
const EVP_MD* FetchedSha256();
EVP_MAC* FetchedHmac();
EVP_KDF* FetchedHkdf();
const EVP_CIPHER* FetchedAes128Ctr();

/// Ends the process unless `ok`: these calls fail only if memory is exhausted or the library is
/// broken, and there is no safe way on.
void RequireCrypto(bool ok, const char* what);

}  // namespace ginnel::crypto
