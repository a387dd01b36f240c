// SPDX-License-Identifier: Apache-2.0
#include "sharing/upload_slots.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/reason.h"

namespace ginnel::sharing {

absl::StatusOr<UploadSlots::Slot> UploadSlots::Take(const std::string& member) {
  const std::lock_guard lock(mutex_);
  int& taken = taken_[member];
  if (taken >= kAtATime) {
    return ReasonedError(
        absl::StatusCode::kResourceExhausted, v1::REASON_QUOTA_EXCEEDED,
        absl::StrCat(member, " has ", taken, " uploads under way here: end some of them first"));
  }
  ++taken;
  return Slot(this, member);
}

UploadSlots::Slot::~Slot() {
  if (slots_ == nullptr) return;
  const std::lock_guard lock(slots_->mutex_);
  const auto found = slots_->taken_.find(member_);
  if (--found->second == 0) slots_->taken_.erase(found);
}

}  // namespace ginnel::sharing
