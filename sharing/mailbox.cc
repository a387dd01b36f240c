// SPDX-License-Identifier: Apache-2.0
#include "sharing/mailbox.h"

#include <cstdint>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "base/secret_bytes.h"

namespace ginnel::sharing {

namespace {

void WipeText(std::string& text) { Wipe({reinterpret_cast<uint8_t*>(text.data()), text.size()}); }

}  // namespace

Mailbox::~Mailbox() {
  for (auto& [from, payload] : waiting_) WipeText(payload);
}

bool Mailbox::Taken(uint32_t step, int sender) const {
  const auto newest = newest_taken_.find(sender);
  return newest != newest_taken_.end() && step <= newest->second;
}

absl::Status Mailbox::Put(uint32_t step, int sender, std::string payload) {
  const absl::Cleanup wipe = [&payload] { WipeText(payload); };
  if (payload.size() > kMessageLimit) {
    return absl::ResourceExhaustedError(absl::StrCat(
        "a message of ", payload.size(), " bytes is over the limit of ", kMessageLimit));
  }
  std::lock_guard lock(mutex_);
  if (!closed_.ok()) return closed_;
  if (Taken(step, sender)) return absl::OkStatus();
  const auto found = waiting_.find({sender, step});
  if (found != waiting_.end()) {
    return found->second == payload ? absl::OkStatus()
                                    : absl::AlreadyExistsError(absl::StrCat(
                                          "trustee ", sender, " said two things in step ", step));
  }
  if (waiting_.size() >= kMessages) {
    return absl::ResourceExhaustedError("too many messages of one attempt wait to be taken");
  }
  waiting_.emplace(std::make_pair(sender, step), payload);
  changed_.notify_all();
  return absl::OkStatus();
}

absl::StatusOr<std::string> Mailbox::Take(uint32_t step, int sender, absl::Duration timeout) {
  std::unique_lock lock(mutex_);
  if (Taken(step, sender)) {
    return absl::InternalError(
        absl::StrCat("step ", step, " of trustee ", sender, " or a later one was taken before"));
  }
  const auto here = [&] { return !closed_.ok() || waiting_.contains({sender, step}); };
  if (!changed_.wait_for(lock, absl::ToChronoNanoseconds(timeout), here)) {
    return absl::DeadlineExceededError(absl::StrCat("trustee ", sender, " did not answer step ",
                                                    step, " within ",
                                                    absl::FormatDuration(timeout)));
  }
  if (!closed_.ok()) return closed_;
  // A copy, and the original wiped: moving a short string would leave its bytes behind.
  std::string payload = waiting_.at({sender, step});
  const auto first = waiting_.lower_bound({sender, 0});
  const auto last = waiting_.upper_bound({sender, step});
  for (auto it = first; it != last; ++it) WipeText(it->second);
  waiting_.erase(first, last);
  newest_taken_[sender] = step;
  return payload;
}

void Mailbox::Close(absl::Status why) {
  std::lock_guard lock(mutex_);
  if (closed_.ok()) closed_ = std::move(why);
  changed_.notify_all();
}

}  // namespace ginnel::sharing
