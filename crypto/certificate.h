// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/secret_bytes.h"
#include "crypto/digest.h"

namespace ginnel::crypto {

/// A process's or person's TLS identity: an ECDSA P-256 key and a self-signed certificate for it,
/// for client and server use, not a CA's. Nobody vouches for it: the agreement pins its
/// fingerprint.
struct TlsCertificate {
  std::string certificate_pem;
  SecretBytes key_pem;  // PKCS #8
  Digest fingerprint;   // SHA-256 of the certificate's DER: the pin

  /// The key with mode 0600 (AlreadyExists rather than overwrite one), then the certificate.
  absl::Status Save(const std::string& key_path, const std::string& certificate_path) const;
};

/// A new key, from OpenSSL's own random source, and a certificate for `name` (1 to 64 letters,
/// digits, '-', '_', '.' or '@'), valid from an hour before `now` (for clocks that are behind) for
/// `lifetime`.
absl::StatusOr<TlsCertificate> CreateTlsCertificate(std::string_view name, absl::Time now,
                                                    absl::Duration lifetime);

/// SHA-256 of the DER of the one certificate in `pem`; InvalidArgument if there is none or more
/// than one.
absl::StatusOr<Digest> CertificateFingerprint(std::string_view pem);

}  // namespace ginnel::crypto
