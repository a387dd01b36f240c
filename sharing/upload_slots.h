// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "absl/status/statusor.h"

namespace ginnel::sharing {

/// Uploads of each member that are under way at one trustee. Each holds a thread of the server as
/// long as it lasts, also one that sends nothing more. Thread-safe.
class UploadSlots {
 public:
  /// A member may have one in each attempt in hand, and as many that a broken connection left.
  static constexpr int kAtATime = 16;

  /// One upload; ends with the object, which the slots outlive.
  class Slot {
   public:
    Slot(Slot&& other) noexcept : slots_(other.slots_), member_(std::move(other.member_)) {
      other.slots_ = nullptr;
    }
    Slot& operator=(Slot&&) = delete;
    ~Slot();

   private:
    friend class UploadSlots;
    Slot(UploadSlots* slots, std::string member) : slots_(slots), member_(std::move(member)) {}
    UploadSlots* slots_;
    std::string member_;
  };

  /// ResourceExhausted (REASON_QUOTA_EXCEEDED) while `member` has kAtATime under way.
  absl::StatusOr<Slot> Take(const std::string& member);

 private:
  std::mutex mutex_;
  std::map<std::string, int> taken_;
};

}  // namespace ginnel::sharing
