// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <utility>

#include "absl/time/time.h"
#include "ginnel/v1/trustee.grpc.pb.h"
#include "sharing/other_trustee.h"
#include "sharing/peers.h"
#include "sharing/service/party_channel.h"

namespace ginnel::sharing {

/// The line to one other trustee. Waits for one that is away, up to a deadline. Thread-safe.
class TrusteeClient final : public OtherTrustee {
 public:
  explicit TrusteeClient(std::unique_ptr<PartyChannel> channel) : channel_(std::move(channel)) {}

  absl::Status Deliver(const v1::PeerMessage& message);
  absl::Status Prepare(const v1::RunPackage& package) override;
  absl::StatusOr<v1::OpenResponse> Open(const std::string& run_id) override;
  absl::StatusOr<v1::Envelope> Void(const v1::Envelope& run) override;
  absl::StatusOr<v1::WitnessResponse> Witness(const v1::RegisterUpdate& update) override;

 private:
  using Stub = v1::TrusteePeer::Stub;
  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                             Response*),
                                std::chrono::seconds timeout, const Request& request);

  const std::unique_ptr<PartyChannel> channel_;
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
