// SPDX-License-Identifier: Apache-2.0
#include "sharing/run_session.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/reason.h"
#include "base/status.h"

namespace ginnel::sharing {
namespace {

bool Same(const ShareVector& a, const ShareVector& b) {
  return std::ranges::equal(a.own.view(), b.own.view()) &&
         std::ranges::equal(a.next.view(), b.next.view());
}

}  // namespace

absl::Status RunSession::CheckMember(const std::string& member) const {
  if (run_.RosterIndex(member) >= 0) return absl::OkStatus();
  return ReasonedError(absl::StatusCode::kPermissionDenied, v1::REASON_ROSTER_MISMATCH,
                       absl::StrCat(member, " is not in the roster of this run"));
}

uint64_t RunSession::LengthOf(const std::string& member) const {
  if (!linked()) return plan_.positions();
  return layout_->LengthOf(*plan_.linked, run_.RosterIndex(member));
}

absl::Status RunSession::AddUpload(const std::string& member, ShareVector share) {
  RETURN_IF_ERROR(CheckMember(member));
  if (share.size() != plan_.positions()) {
    return ReasonedError(absl::StatusCode::kInvalidArgument, v1::REASON_MALFORMED,
                         absl::StrCat("upload of ", member, " has ", share.size(),
                                      " elements, the plan has ", plan_.positions()));
  }
  std::lock_guard lock(mutex_);
  if (!closed_.ok()) return closed_;
  const auto found = uploads_.find(member);
  if (found != uploads_.end()) {
    if (!taken_ && Same(found->second, share)) return absl::OkStatus();
    return ReasonedError(absl::StatusCode::kAlreadyExists, v1::REASON_WRONG_STATE,
                         absl::StrCat(member, " has uploaded to this attempt before"));
  }
  uploads_.emplace(member, std::move(share));
  changed_.notify_all();
  return absl::OkStatus();
}

template <typename Upload>
absl::Status RunSession::AwaitAll(std::unique_lock<std::mutex>& lock,
                                  const std::map<std::string, Upload>& uploads,
                                  absl::Duration timeout) {
  const auto complete = [&] { return !closed_.ok() || uploads.size() == run_.roster().size(); };
  if (!changed_.wait_for(lock, absl::ToChronoNanoseconds(timeout), complete)) {
    std::vector<std::string> missing;
    for (const std::string& member : run_.roster()) {
      if (!uploads.contains(member)) missing.push_back(member);
    }
    return ReasonedError(absl::StatusCode::kDeadlineExceeded, v1::REASON_UNAVAILABLE,
                         absl::StrCat("no upload from ", absl::StrJoin(missing, ", "), " within ",
                                      absl::FormatDuration(timeout)));
  }
  RETURN_IF_ERROR(closed_);
  if (taken_) return absl::InternalError("uploads were taken before");
  taken_ = true;
  return absl::OkStatus();
}

absl::StatusOr<std::vector<ShareVector>> RunSession::TakeUploads(absl::Duration timeout) {
  std::unique_lock lock(mutex_);
  RETURN_IF_ERROR(AwaitAll(lock, uploads_, timeout));
  std::vector<ShareVector> in_order;
  in_order.reserve(uploads_.size());
  for (const std::string& member : run_.roster()) {
    in_order.push_back(std::move(uploads_.at(member)));
  }
  return in_order;
}

absl::Status RunSession::AddStream(std::shared_ptr<UploadStream> stream) {
  RETURN_IF_ERROR(CheckMember(stream->member()));
  std::lock_guard lock(mutex_);
  RETURN_IF_ERROR(closed_);
  const std::string member = stream->member();
  if (!streams_.emplace(member, std::move(stream)).second) {
    return ReasonedError(absl::StatusCode::kAlreadyExists, v1::REASON_WRONG_STATE,
                         absl::StrCat(member, " has uploaded to this attempt before"));
  }
  changed_.notify_all();
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::shared_ptr<UploadStream>>> RunSession::TakeStreams(
    absl::Duration timeout) {
  std::unique_lock lock(mutex_);
  RETURN_IF_ERROR(AwaitAll(lock, streams_, timeout));
  std::vector<std::shared_ptr<UploadStream>> in_order;
  for (const std::string& member : run_.roster()) in_order.push_back(streams_.at(member));
  return in_order;
}

size_t RunSession::uploads() const {
  std::lock_guard lock(mutex_);
  return uploads_.size() + streams_.size();
}

void RunSession::Close(const absl::Status& why) {
  mailbox_.Close(why);
  std::lock_guard lock(mutex_);
  if (closed_.ok()) closed_ = why;
  for (const auto& [member, stream] : streams_) stream->Close(why);
  changed_.notify_all();
}

}  // namespace ginnel::sharing
