// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace ginnel {

/// What matters of a certificate. Its names do not: identity is the pin.
struct CertificateFacts {
  std::string sha256;  // of the DER, 64 lower-case hex digits: the pin
  absl::Time not_before;
  absl::Time not_after;
};

/// InvalidArgument unless `pem` holds exactly one certificate.
absl::StatusOr<CertificateFacts> InspectCertificate(std::string_view pem);

/// The pin of the one certificate in `pem`.
absl::StatusOr<std::string> CertificateSha256(std::string_view pem);

/// The same of a certificate that a handshake has read before: without a look at what is in it,
/// which takes OpenSSL 3 longer than the rest of a small call.
absl::StatusOr<std::string> PinOfReadCertificate(std::string_view pem);

/// OK if `now` lies in [not_before, not_after]; otherwise Unauthenticated, which says when it does.
absl::Status CheckValidity(const CertificateFacts& facts, absl::Time now);

}  // namespace ginnel
