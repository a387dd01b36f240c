// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace ginnel::sharing {

/// What the other trustees said in one attempt, by step and sender, until it is taken. Messages of
/// one sender are taken in increasing order of their steps; what was taken is wiped, and a repeat
/// of it, as after a lost acknowledgement, is accepted and ignored. Thread-safe. Memory is bounded:
/// so many messages that wait, of so many bytes each.
class Mailbox {
 public:
  static constexpr size_t kMessageLimit = 4u << 20;
  static constexpr size_t kMessages = 256;  // waiting at once

  Mailbox() = default;
  /// Wipes what came: seeds and shares are among it.
  ~Mailbox();
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;

  /// A second message for the same step and sender is AlreadyExists while the first waits, unless
  /// it is the same one again. What comes for the newest step that was taken from the sender, or an
  /// earlier one, is wiped unread: OK.
  absl::Status Put(uint32_t step, int sender, std::string payload);
  /// Waits for the message; DeadlineExceeded after `timeout`, or the reason of Close. Whatever else
  /// the sender said for earlier steps is wiped: nothing asked for it. Internal unless `step` is
  /// after every step that was taken from the sender.
  absl::StatusOr<std::string> Take(uint32_t step, int sender, absl::Duration timeout);
  /// Ends all waiting, now and later, with `why`. The first reason stays.
  void Close(absl::Status why);

 private:
  bool Taken(uint32_t step, int sender) const;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::pair<int, uint32_t>, std::string> waiting_;  // by sender and step
  std::map<int, uint32_t> newest_taken_;                     // by sender
  absl::Status closed_;
};

}  // namespace ginnel::sharing
