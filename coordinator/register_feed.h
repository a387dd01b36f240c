// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/event_log.h"
#include "coordinator/node_links.h"
#include "governance/register/register.h"

namespace ginnel::coordinator {

/// Hands the register on to the nodes that are connected, up to the newest checkpoint that both
/// other trustees have co-signed: a page at a time, the next when the node says that it holds the
/// last. Thread-safe.
class RegisterFeed {
 public:
  /// All outlive the feed.
  RegisterFeed(const governance::Register& on, NodeLinks& nodes, EventLog& log)
      : register_(on), nodes_(nodes), log_(log) {}

  /// A node that holds `size` entries has connected by `link`: the name of its stream here.
  void Connected(const std::string& member, const NodeLink* link, uint64_t size);
  /// It says that it holds so many now. A word that answers nothing which was sent is not heard.
  void Holds(const std::string& member, const NodeLink* link, uint64_t size);
  void Disconnected(const std::string& member, const NodeLink* link);
  /// Ends all waiting, at shutdown.
  void Stop();
  /// There is a newer checkpoint.
  void Published();
  /// Waits until each of `members` holds `size` entries. DeadlineExceeded names those that do not.
  absl::Status WaitFor(const std::vector<std::string>& members, uint64_t size,
                       absl::Duration patience);

 private:
  struct Reader {
    const NodeLink* link = nullptr;
    uint64_t holds = 0;
    uint64_t sent = 0;  // what it will hold when it has taken the page that is on its way; 0: none
  };
  void SendNext(const std::string& member, Reader& reader);

  const governance::Register& register_;
  NodeLinks& nodes_;
  EventLog& log_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, Reader> readers_;
  bool stopping_ = false;
};

}  // namespace ginnel::coordinator
