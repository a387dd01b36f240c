// SPDX-License-Identifier: Apache-2.0
#include "base/rpc/pin_verifier.h"

#include <grpcpp/support/status.h>

#include "absl/status/statusor.h"
#include "base/rpc/certificate.h"

namespace ginnel {

bool PinVerifier::Verify(grpc::experimental::TlsCustomVerificationCheckRequest* request,
                         std::function<void(grpc::Status)> /*callback*/,
                         grpc::Status* sync_status) {
  const grpc::string_ref pem = request->peer_cert();
  const absl::StatusOr<CertificateFacts> facts =
      InspectCertificate(std::string_view(pem.data(), pem.size()));
  std::string why;
  if (!facts.ok()) {
    why = "no readable certificate";
  } else if (const absl::Status valid = CheckValidity(*facts, clock_.Now()); !valid.ok()) {
    why = std::string(valid.message());
  } else if (!accepts_(facts->sha256)) {
    why = unknown_peer_;
  }
  if (why.empty()) {
    *sync_status = grpc::Status::OK;
    return true;
  }
  log_.Write(Event::kPeerRejected,
             {{"certificate_sha256", facts.ok() ? facts->sha256 : std::string()}, {"reason", why}});
  *sync_status = grpc::Status(grpc::StatusCode::UNAUTHENTICATED, why);
  return true;  // it is done: there is nothing to wait for
}

}  // namespace ginnel
