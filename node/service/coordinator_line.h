// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/event_log.h"
#include "base/random.h"
#include "ginnel/v1/coordinator.pb.h"

namespace grpc {
class Channel;
class ClientContext;
}  // namespace grpc

namespace ginnel::node {

/// Keeps the node's outbound stream to the coordinator: connects, says hello, hands over what
/// comes, and connects again after a jittered, growing pause. One assignment is answered at a time,
/// in order.
class CoordinatorLine {
 public:
  struct Handlers {
    std::function<v1::NodeMessage::Report(const v1::RunPackage&)> assign;
    std::function<void(const v1::Envelope&)> offer;
    std::function<void()> connected;  // after each welcome
    // What this node says first, each time: how much of the register it holds changes.
    std::function<absl::StatusOr<v1::NodeMessage::Hello>()> hello;
    // What this node can be asked about now; said after the hello, and again once it has changed.
    // An error where it holds nothing yet: then nothing is said.
    std::function<absl::StatusOr<v1::NodeMessage::Supply>()> supply;
    // Takes a part of the register; how many entries the node holds then. An error ends the stream.
    std::function<absl::StatusOr<uint64_t>(const v1::RegisterUpdate&)> extend;
  };
  using Channel = std::function<absl::StatusOr<std::shared_ptr<grpc::Channel>>()>;
  /// `channel` is asked for each stream: the agreement may have given the coordinator another
  /// endpoint or certificate.
  CoordinatorLine(Channel channel, Handlers handlers, RandomSource& random, EventLog& log);
  ~CoordinatorLine();

  /// Serves until Stop.
  void Run();
  void Stop();

 private:
  /// One stream, until it ends; whether it got as far as the welcome.
  bool ServeStream();
  absl::Status ServeOn(const std::shared_ptr<grpc::Channel>& channel, grpc::ClientContext& context,
                       bool& welcomed);
  void Pause(int failures);

  const Channel channel_;
  const Handlers handlers_;
  RandomSource& random_;
  EventLog& log_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  grpc::ClientContext* context_ = nullptr;  // of the stream in progress
};

}  // namespace ginnel::node
