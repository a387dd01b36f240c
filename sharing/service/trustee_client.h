// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>

#include "absl/time/time.h"
#include "ginnel/v1/trustee.grpc.pb.h"
#include "sharing/other_trustee.h"
#include "sharing/peers.h"

namespace grpc {
class Channel;
}

namespace ginnel::sharing {

/// The line to one other trustee. Waits for one that is away, up to a deadline. Thread-safe.
class TrusteeClient final : public OtherTrustee {
 public:
  explicit TrusteeClient(const std::shared_ptr<grpc::Channel>& channel);

  absl::Status Deliver(const v1::PeerMessage& message);
  absl::Status Prepare(const v1::RunPackage& package) override;
  absl::StatusOr<v1::OpenResponse> Open(const std::string& run_id) override;
  absl::StatusOr<v1::Envelope> Void(const v1::Envelope& run) override;

 private:
  const std::unique_ptr<v1::TrusteePeer::StubInterface> stub_;
};

/// Both other trustees, by the receiver of each message.
class TrusteeLines final : public TrusteePeers {
 public:
  /// `clients[i − 1]` is the line to trustee i; null for oneself.
  explicit TrusteeLines(std::array<TrusteeClient*, 3> clients) : clients_(clients) {}
  absl::Status Deliver(const v1::PeerMessage& message) override;

 private:
  const std::array<TrusteeClient*, 3> clients_;
};

}  // namespace ginnel::sharing
