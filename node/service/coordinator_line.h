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
  };
  CoordinatorLine(std::shared_ptr<grpc::Channel> channel, v1::NodeMessage::Hello hello,
                  Handlers handlers, RandomSource& random, EventLog& log);
  ~CoordinatorLine();

  /// Serves until Stop.
  void Run();
  void Stop();

 private:
  /// One stream, until it ends; whether it got as far as the welcome.
  bool ServeStream();
  void Pause(int failures);

  const std::shared_ptr<grpc::Channel> channel_;
  const v1::NodeMessage::Hello hello_;
  const Handlers handlers_;
  RandomSource& random_;
  EventLog& log_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  grpc::ClientContext* context_ = nullptr;  // of the stream in progress
};

}  // namespace ginnel::node
