// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/security/tls_certificate_verifier.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/event_log.h"

namespace ginnel {

/// Accepts a peer by the SHA-256 of its certificate and its dates, and by nothing else: there is no
/// authority that could vouch for another certificate. Runs at each handshake, after the peer has
/// proved that it holds the key. Logs each refusal with the fingerprint.
class PinVerifier final : public grpc::experimental::ExternalCertificateVerifier {
 public:
  using Accepts = std::function<bool(std::string_view sha256_hex)>;

  /// `clock` and `log` must outlive the RpcRuntime.
  PinVerifier(Accepts accepts, std::string unknown_peer, const Clock& clock, EventLog& log)
      : accepts_(std::move(accepts)),
        unknown_peer_(std::move(unknown_peer)),
        clock_(clock),
        log_(log) {}

  bool Verify(grpc::experimental::TlsCustomVerificationCheckRequest* request,
              std::function<void(grpc::Status)> callback, grpc::Status* sync_status) override;
  void Cancel(grpc::experimental::TlsCustomVerificationCheckRequest* /*request*/) override {}

 private:
  Accepts accepts_;
  std::string unknown_peer_;  // what to say of a certificate that is not accepted
  const Clock& clock_;
  EventLog& log_;
};

}  // namespace ginnel
