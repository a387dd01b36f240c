// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/clock.h"
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

  /// For streams, which live long: whether the same certificate still stands for the same
  /// principal. Unauthenticated if not; then end the stream.
  absl::Status StillHolds(const PinDirectory& pins, const Clock& clock) const;

 private:
  friend absl::StatusOr<AuthenticatedPeer> Authenticate(const grpc::ServerContextBase&,
                                                        const PinDirectory&, const Clock&);
  AuthenticatedPeer(Principal principal, std::string sha256, absl::Time not_after)
      : principal_(std::move(principal)), sha256_(std::move(sha256)), not_after_(not_after) {}

  Principal principal_;
  std::string sha256_;
  absl::Time not_after_;
};

/// Compares the caller's certificate with `pins` and its dates with `clock`: for the first line of
/// every RPC, because the connection may be older than the agreement. Unauthenticated with
/// REASON_NOT_PINNED otherwise.
absl::StatusOr<AuthenticatedPeer> Authenticate(const grpc::ServerContextBase& context,
                                               const PinDirectory& pins, const Clock& clock);

}  // namespace ginnel
