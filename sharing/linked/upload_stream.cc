// SPDX-License-Identifier: Apache-2.0
#include "sharing/linked/upload_stream.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/status.h"

namespace ginnel::sharing {
namespace {

absl::Status Malformed(std::string why) {
  return ReasonedError(absl::StatusCode::kInvalidArgument, v1::REASON_MALFORMED, std::move(why));
}

}  // namespace

absl::StatusOr<std::unique_ptr<UploadStream>> UploadStream::Create(
    int trustee, const RunContext& run, const std::string& member, uint64_t length,
    SecretBytes first_seed, SecretBytes second_seed) {
  const bool seeds_only = trustee == 1;
  if (first_seed.size() != crypto::Prg::kSeedSize ||
      second_seed.size() != (seeds_only ? crypto::Prg::kSeedSize : 0)) {
    return Malformed(absl::StrCat("upload of ", member, ": trustee ", trustee, " takes ",
                                  seeds_only ? "two seeds" : "one seed", " of ",
                                  crypto::Prg::kSeedSize, " bytes"));
  }
  auto stream = std::unique_ptr<UploadStream>(new UploadStream(member, length));
  const auto expand = [&](const SecretBytes& seed, uint64_t number) {
    return crypto::Prg::Create(seed, KeyInfo(run, "upload", member, number));
  };
  switch (trustee) {
    case 1: {
      ASSIGN_OR_RETURN(stream->own_, expand(first_seed, 1));
      ASSIGN_OR_RETURN(stream->next_, expand(second_seed, 2));
      stream->own_seed_ = std::move(first_seed);
      stream->next_seed_ = std::move(second_seed);
      break;
    }
    case 2: {
      ASSIGN_OR_RETURN(stream->own_, expand(first_seed, 2));
      stream->own_seed_ = std::move(first_seed);
      break;
    }
    case 3: {
      ASSIGN_OR_RETURN(stream->next_, expand(first_seed, 1));
      stream->next_seed_ = std::move(first_seed);
      break;
    }
    default:
      return absl::InternalError(absl::StrCat("there is no trustee ", trustee));
  }
  return stream;
}

absl::Status UploadStream::Add(SecretElements elements) {
  std::unique_lock lock(mutex_);
  if (own_ && next_) return Malformed("trustee 1 is sent seeds alone");
  if (elements.size() > length_ - added_) {
    return Malformed(
        absl::StrCat("upload of ", member_, " is longer than its ", length_, " elements"));
  }
  changed_.wait(lock, [&] { return !closed_.ok() || held_ < kAhead; });
  RETURN_IF_ERROR(closed_);
  if (elements.size() == 0) return absl::OkStatus();
  added_ += elements.size();
  held_ += elements.size();
  waiting_.push_back(std::move(elements));
  changed_.notify_all();
  return absl::OkStatus();
}

absl::Status UploadStream::End() {
  std::lock_guard lock(mutex_);
  RETURN_IF_ERROR(closed_);
  if ((own_ && next_) || added_ == length_) return absl::OkStatus();
  return ReasonedError(absl::StatusCode::kDataLoss, v1::REASON_UNAVAILABLE,
                       absl::StrCat("the upload of ", member_, " was cut short after ", added_,
                                    " of ", length_, " elements"));
}

absl::Status UploadStream::TakeSent(std::span<FieldElement> out, absl::Duration timeout) {
  // For all of it: a member that sends drop by drop is as late as one that sends nothing.
  const auto end = std::chrono::steady_clock::now() + absl::ToChronoNanoseconds(timeout);
  std::unique_lock lock(mutex_);
  while (!out.empty()) {
    const auto here = [&] { return !closed_.ok() || held_ > 0; };
    if (!changed_.wait_until(lock, end, here)) {
      return ReasonedError(absl::StatusCode::kDeadlineExceeded, v1::REASON_UNAVAILABLE,
                           absl::StrCat("the next part of the upload of ", member_,
                                        " did not come within ", absl::FormatDuration(timeout),
                                        " (", added_, " of ", length_, " elements are here)"));
    }
    RETURN_IF_ERROR(closed_);
    const std::span<const FieldElement> front = waiting_.front().view().subspan(first_);
    const size_t count = std::min(front.size(), out.size());
    std::copy_n(front.begin(), count, out.begin());
    out = out.subspan(count);
    first_ += count;
    held_ -= count;
    if (count == front.size()) {
      waiting_.pop_front();  // which wipes it
      first_ = 0;
    }
    changed_.notify_all();
  }
  return absl::OkStatus();
}

absl::StatusOr<ShareVector> UploadStream::Take(size_t count, absl::Duration timeout) {
  {
    std::lock_guard lock(mutex_);
    RETURN_IF_ERROR(closed_);
    if (count > length_ - taken_) {
      return absl::OutOfRangeError(
          absl::StrCat("upload of ", member_, " has ", length_, " elements, and more are wanted"));
    }
    taken_ += count;
  }
  ShareVector shares(count);
  const auto fill = [&](std::optional<crypto::Prg>& prg, SecretElements& part) -> absl::Status {
    if (!prg) return TakeSent(part.mutable_view(), timeout);
    prg->Fill(part.mutable_view());
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(fill(own_, shares.own));
  RETURN_IF_ERROR(fill(next_, shares.next));
  return shares;
}

void UploadStream::Close(const absl::Status& why) {
  std::lock_guard lock(mutex_);
  if (closed_.ok()) closed_ = why;
  waiting_.clear();
  first_ = held_ = 0;
  changed_.notify_all();
}

}  // namespace ginnel::sharing
