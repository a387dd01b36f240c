// SPDX-License-Identifier: Apache-2.0
#include "base/rpc/peer.h"

#include <grpc/grpc_security_constants.h>
#include <grpcpp/security/auth_context.h>
#include <grpcpp/server_context.h>

#include <optional>
#include <vector>

#include "base/reason.h"
#include "base/rpc/certificate.h"

namespace ginnel {
namespace {

absl::Status NotPinned(std::string message) {
  return ReasonedError(absl::StatusCode::kUnauthenticated, v1::REASON_NOT_PINNED,
                       std::move(message));
}

}  // namespace

absl::StatusOr<AuthenticatedPeer> Authenticate(const grpc::ServerContextBase& context,
                                               const PinDirectory& pins) {
  const std::shared_ptr<const grpc::AuthContext> peer = context.auth_context();
  if (peer == nullptr) return NotPinned("the call did not come over TLS");
  const std::vector<grpc::string_ref> certificates =
      peer->FindPropertyValues(GRPC_X509_PEM_CERT_PROPERTY_NAME);
  if (certificates.size() != 1) return NotPinned("the caller did not show one certificate");
  const absl::StatusOr<std::string> sha256 =
      PinOfReadCertificate(std::string_view(certificates[0].data(), certificates[0].size()));
  if (!sha256.ok()) return NotPinned("the caller's certificate cannot be read");
  std::optional<Principal> principal = pins.Find(*sha256);
  if (!principal) return NotPinned("the caller's certificate is not in the agreement");
  return AuthenticatedPeer(*std::move(principal));
}

}  // namespace ginnel
