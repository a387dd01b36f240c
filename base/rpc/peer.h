// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include "absl/status/statusor.h"
#include "base/rpc/principal.h"

namespace grpc {
class ServerContextBase;
}  // namespace grpc

namespace ginnel {

/// Proof that the caller of one RPC holds the key of a certificate that is pinned now. Only
/// Authenticate makes one: a function that takes it cannot be reached without the check.
class AuthenticatedPeer {
 public:
  const Principal& principal() const { return principal_; }

 private:
  friend absl::StatusOr<AuthenticatedPeer> Authenticate(const grpc::ServerContextBase&,
                                                        const PinDirectory&);
  explicit AuthenticatedPeer(Principal principal) : principal_(std::move(principal)) {}

  Principal principal_;
};

/// Compares the caller's certificate with `pins`: for the first line of every RPC, and for each
/// message of a stream that lives long, because the connection may be older than the agreement.
/// Unauthenticated with REASON_NOT_PINNED otherwise. The certificate's dates are checked at each
/// handshake; RpcServer asks for a new one at least daily.
absl::StatusOr<AuthenticatedPeer> Authenticate(const grpc::ServerContextBase& context,
                                               const PinDirectory& pins);

}  // namespace ginnel
