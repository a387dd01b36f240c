// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <string_view>

namespace ginnel {

/// The one owner of OpenSSL's deleters for TLS. For the sources of this room only.
struct TlsDeleter {
  void operator()(BIO* bio) const { BIO_free_all(bio); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
};

template <typename T>
using TlsPtr = std::unique_ptr<T, TlsDeleter>;

/// The one certificate in `pem`; null if there is none or more than one.
TlsPtr<X509> ReadCertificate(std::string_view pem);

}  // namespace ginnel
