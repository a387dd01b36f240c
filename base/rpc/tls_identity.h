// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/secret_bytes.h"

namespace ginnel {

/// A process's or person's own TLS key and self-signed certificate. Moves, never copies.
class TlsIdentity {
 public:
  /// Reads tls.key (readable by its owner only) and tls.crt in `folder`, and checks that they
  /// belong together.
  static absl::StatusOr<TlsIdentity> Load(const std::string& folder);
  /// Writes tls.key (0600) and tls.crt into `folder`. AlreadyExists rather than overwrite a key.
  absl::Status Save(const std::string& folder) const;

  const std::string& certificate_pem() const { return certificate_pem_; }
  const SecretBytes& key_pem() const { return key_pem_; }
  /// SHA-256 of the certificate's DER, hex: what the agreement pins as `certificate_sha256`.
  const std::string& pin() const { return pin_; }

 private:
  friend absl::StatusOr<TlsIdentity> CreateTlsIdentity(std::string_view, RandomSource&,
                                                       const Clock&, absl::Duration);
  TlsIdentity(std::string certificate_pem, SecretBytes key_pem, std::string pin)
      : certificate_pem_(std::move(certificate_pem)),
        key_pem_(std::move(key_pem)),
        pin_(std::move(pin)) {}

  std::string certificate_pem_;
  SecretBytes key_pem_;
  std::string pin_;
};

/// A new ECDSA P-256 key (from OpenSSL's own generator) with a self-signed certificate that cannot
/// sign others (CA:FALSE). `random` gives the serial number. It is valid from an hour before now,
/// for peers whose clocks are behind, until `validity` from now. `common_name` (1 to 64 bytes) is
/// for people: nothing trusts it.
absl::StatusOr<TlsIdentity> CreateTlsIdentity(std::string_view common_name, RandomSource& random,
                                              const Clock& clock, absl::Duration validity);

}  // namespace ginnel
