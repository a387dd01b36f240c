// SPDX-License-Identifier: Apache-2.0
#include "base/rpc/authenticated_peer.h"

#include <grpc/grpc_security_constants.h>
#include <grpcpp/security/auth_context.h>
#include <grpcpp/server_context.h>

#include <optional>
#include <vector>

#include "base/reason.h"
#include "base/rpc/certificate.h"
#include "base/status.h"

namespace ginnel {
namespace {

absl::Status NotPinned(std::string message) {
  return ReasonedError(absl::StatusCode::kUnauthenticated, v1::REASON_NOT_PINNED,
                       std::move(message));
}

}  // namespace

absl::Status AuthenticatedPeer::StillHolds(const PinDirectory& pins, const Clock& clock) const {
  if (clock.Now() > not_after_) return NotPinned("the caller's certificate has expired");
  if (pins.Find(sha256_) != principal_) {
    return NotPinned("the caller's certificate is no longer in the agreement");
  }
  return absl::OkStatus();
}

absl::StatusOr<AuthenticatedPeer> Authenticate(const grpc::ServerContextBase& context,
                                               const PinDirectory& pins, const Clock& clock) {
  const std::shared_ptr<const grpc::AuthContext> peer = context.auth_context();
  if (peer == nullptr) return NotPinned("the call did not come over TLS");
  const std::vector<grpc::string_ref> certificates =
      peer->FindPropertyValues(GRPC_X509_PEM_CERT_PROPERTY_NAME);
  if (certificates.size() != 1) return NotPinned("the caller did not show one certificate");
  const absl::StatusOr<CertificateFacts> facts =
      InspectCertificate(std::string_view(certificates[0].data(), certificates[0].size()));
  if (!facts.ok()) return NotPinned("the caller's certificate cannot be read");
  if (const absl::Status valid = CheckValidity(*facts, clock.Now()); !valid.ok()) {
    return NotPinned(std::string(valid.message()));
  }
  std::optional<Principal> principal = pins.Find(facts->sha256);
  if (!principal) return NotPinned("the caller's certificate is not in the agreement");
  return AuthenticatedPeer(*std::move(principal), facts->sha256, facts->not_after);
}

}  // namespace ginnel
