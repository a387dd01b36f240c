// SPDX-License-Identifier: Apache-2.0
#include "sharing/mailbox.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "base/secret_bytes.h"

namespace ginnel::sharing {

Mailbox::~Mailbox() {
  for (auto& [from, payload] : messages_) {
    Wipe({reinterpret_cast<uint8_t*>(payload.data()), payload.size()});
  }
}

absl::Status Mailbox::Put(uint32_t step, int sender, std::string payload) {
  if (payload.size() > kMessageLimit) {
    return absl::ResourceExhaustedError(absl::StrCat(
        "a message of ", payload.size(), " bytes is over the limit of ", kMessageLimit));
  }
  std::lock_guard lock(mutex_);
  if (!closed_.ok()) return closed_;
  const auto found = messages_.find({step, sender});
  if (found != messages_.end()) {
    return found->second == payload ? absl::OkStatus()
                                    : absl::AlreadyExistsError(absl::StrCat(
                                          "trustee ", sender, " said two things in step ", step));
  }
  if (messages_.size() >= kMessages) {
    return absl::ResourceExhaustedError("too many messages in one attempt");
  }
  messages_.emplace(std::make_pair(step, sender), std::move(payload));
  changed_.notify_all();
  return absl::OkStatus();
}

absl::StatusOr<std::string> Mailbox::Take(uint32_t step, int sender, absl::Duration timeout) {
  std::unique_lock lock(mutex_);
  const auto here = [&] { return !closed_.ok() || messages_.contains({step, sender}); };
  if (!changed_.wait_for(lock, absl::ToChronoNanoseconds(timeout), here)) {
    return absl::DeadlineExceededError(absl::StrCat("trustee ", sender, " did not answer step ",
                                                    step, " within ",
                                                    absl::FormatDuration(timeout)));
  }
  if (!closed_.ok()) return closed_;
  // The message stays, so that a repeated delivery is recognised.
  return messages_.at({step, sender});
}

void Mailbox::Close(absl::Status why) {
  std::lock_guard lock(mutex_);
  if (closed_.ok()) closed_ = std::move(why);
  changed_.notify_all();
}

}  // namespace ginnel::sharing
