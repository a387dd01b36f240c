// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "node/spine/spine_exchange.h"
#include "sharing/service/party_channel.h"

namespace grpc {
class ClientContext;
}  // namespace grpc

namespace ginnel::node {

/// A node's line to the coordinator for the exchange of lists. One call at a time, from any thread;
/// Stop from any other.
class SpineLine final : public SpineExchange {
 public:
  /// `member` is this node's, as its certificate says.
  SpineLine(std::string member, std::shared_ptr<sharing::PartyChannel> channel)
      : member_(std::move(member)), channel_(std::move(channel)) {}

  absl::Status HandIn(uint32_t epoch, const std::string& recipient,
                      std::string_view ciphertext) override;
  absl::StatusOr<std::map<std::string, std::string>> Held(uint32_t epoch) override;
  absl::StatusOr<std::string> Fetch(uint32_t epoch, const std::string& sender) override;
  absl::Status State(const v1::Envelope& statement) override;
  /// Ends the call that is under way, and refuses later ones.
  void Stop();

 private:
  class Call;
  std::mutex mutex_;
  grpc::ClientContext* under_way_ = nullptr;
  bool stopping_ = false;
  const std::string member_;
  const std::shared_ptr<sharing::PartyChannel> channel_;
};

}  // namespace ginnel::node
