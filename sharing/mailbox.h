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

/// What the other trustees said in one attempt, by step and sender. Thread-safe. Memory is bounded:
/// so many messages, of so many bytes each.
class Mailbox {
 public:
  static constexpr size_t kMessageLimit = 4u << 20;
  static constexpr size_t kMessages = 256;

  Mailbox() = default;
  /// Wipes what came: seeds and shares are among it.
  ~Mailbox();
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;

  /// A second message for the same step and sender is AlreadyExists unless it is the same one
  /// again.
  absl::Status Put(uint32_t step, int sender, std::string payload);
  /// Waits for the message; DeadlineExceeded after `timeout`, or the reason of Close.
  absl::StatusOr<std::string> Take(uint32_t step, int sender, absl::Duration timeout);
  /// Ends all waiting, now and later, with `why`. The first reason stays.
  void Close(absl::Status why);

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::pair<uint32_t, int>, std::string> messages_;
  absl::Status closed_;
};

}  // namespace ginnel::sharing
