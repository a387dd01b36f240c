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
/// other trustees have co-signed: page by page, a few ahead of what the node says that it holds.
/// Thread-safe.
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
  /// Waits until `size` entries are on their way to each of `members`: a node reads its stream in
  /// order, so that it holds them before it sees an assignment that is sent now. DeadlineExceeded
  /// names those that are too far behind for that.
  absl::Status WaitFor(const std::vector<std::string>& members, uint64_t size,
                       absl::Duration patience);

 private:
  struct Reader {
    const NodeLink* link = nullptr;
    uint64_t holds = 0;
    uint64_t sent = 0;  // what it will hold when it has taken the pages that are on their way
    int pages = 0;      // that are
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
