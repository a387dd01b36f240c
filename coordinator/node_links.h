// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "ginnel/v1/coordinator.pb.h"

namespace ginnel::coordinator {

/// The coordinator's end of one node's stream. Thread-safe.
class NodeLink {
 public:
  virtual ~NodeLink() = default;
  /// Queues `message`; does not wait for the node.
  virtual void Send(const v1::CoordinatorMessage& message) = 0;
  /// Ends the stream.
  virtual void Close() = 0;
};

/// Which nodes are connected now. A node that connects again replaces its older stream.
/// Thread-safe.
class NodeLinks {
 public:
  using ReportHandler =
      std::function<void(const std::string& member, const v1::NodeMessage::Report&)>;
  using DisconnectHandler = std::function<void(const std::string& member)>;

  void OnReport(ReportHandler handler) { on_report_ = std::move(handler); }
  void OnDisconnect(DisconnectHandler handler) { on_disconnect_ = std::move(handler); }

  void Connected(const std::string& member, std::weak_ptr<NodeLink> link);
  void Disconnected(const std::string& member, const NodeLink* link);
  void Reported(const std::string& member, const v1::NodeMessage::Report& report);

  /// Unavailable if `member` is not connected.
  absl::Status Send(const std::string& member, const v1::CoordinatorMessage& message);
  /// Waits until all of `members` are connected; after `timeout` returns those that are away.
  std::vector<std::string> WaitFor(const std::vector<std::string>& members, absl::Duration timeout);
  std::vector<std::string> connected() const;
  /// Ends the stream of `member`, who may connect again with what the agreement pins now.
  void Cut(const std::string& member);
  /// Ends all streams, at shutdown.
  void CloseAll();

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, std::weak_ptr<NodeLink>> links_;
  bool closing_ = false;
  // Set before the first node connects.
  ReportHandler on_report_;
  DisconnectHandler on_disconnect_;
};

}  // namespace ginnel::coordinator
