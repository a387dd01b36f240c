// SPDX-License-Identifier: Apache-2.0
#include "coordinator/register_feed.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/reason.h"
#include "base/status.h"

namespace ginnel::coordinator {
namespace {

absl::StatusOr<uint64_t> SizeOf(std::string_view note) {
  ASSIGN_OR_RETURN(const crypto::SignedNote signed_note, crypto::SignedNote::Parse(note));
  ASSIGN_OR_RETURN(const crypto::Checkpoint checkpoint,
                   crypto::ParseCheckpointBody(signed_note.body));
  return checkpoint.size;
}

}  // namespace

void RegisterFeed::Connected(const std::string& member, const NodeLink* link, uint64_t size) {
  const std::lock_guard lock(mutex_);
  Reader& reader = readers_[member];
  reader = {link, size, size, 0};
  SendNext(member, reader);
  changed_.notify_all();
}

void RegisterFeed::Holds(const std::string& member, const NodeLink* link, uint64_t size) {
  const std::lock_guard lock(mutex_);
  const auto found = readers_.find(member);
  if (found == readers_.end() || found->second.link != link) return;  // of an older stream
  Reader& reader = found->second;
  if (size <= reader.holds || size > reader.sent || reader.pages == 0) return;
  reader.holds = size;
  --reader.pages;
  SendNext(member, reader);
  changed_.notify_all();
}

void RegisterFeed::Disconnected(const std::string& member, const NodeLink* link) {
  const std::lock_guard lock(mutex_);
  const auto found = readers_.find(member);
  if (found != readers_.end() && found->second.link == link) readers_.erase(found);
}

void RegisterFeed::Stop() {
  const std::lock_guard lock(mutex_);
  stopping_ = true;
  changed_.notify_all();
}

void RegisterFeed::Published() {
  const std::lock_guard lock(mutex_);
  for (auto& [member, reader] : readers_) {
    SendNext(member, reader);
  }
}

void RegisterFeed::SendNext(const std::string& member, Reader& reader) {
  constexpr int kPagesAhead = 4;
  if (reader.pages >= kPagesAhead) return;
  const auto send = [&]() -> absl::Status {
    ASSIGN_OR_RETURN(const std::string checkpoint, register_.checkpoint());
    if (checkpoint.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(const uint64_t size, SizeOf(checkpoint));
    if (size <= reader.sent) return absl::OkStatus();
    v1::CoordinatorMessage message;
    ASSIGN_OR_RETURN(*message.mutable_register_(), register_.UpdateFrom(reader.sent, checkpoint));
    RETURN_IF_ERROR(nodes_.Send(member, message));
    reader.sent += static_cast<uint64_t>(message.register_().entries_size());
    ++reader.pages;
    return absl::OkStatus();
  };
  // A node that has gone comes back and says how much it holds.
  if (const absl::Status status = send(); !status.ok() && !absl::IsUnavailable(status)) {
    log_.Write(Event::kRegisterRefused, {{"member", member}, {"error", status.ToString()}});
  }
}

absl::Status RegisterFeed::WaitFor(const std::vector<std::string>& members, uint64_t size,
                                   absl::Duration patience) {
  std::vector<std::string> behind;
  std::unique_lock lock(mutex_);
  const bool all = changed_.wait_for(lock, absl::ToChronoNanoseconds(patience), [&] {
    behind.clear();
    for (const std::string& member : members) {
      const auto reader = readers_.find(member);
      if (reader == readers_.end() || reader->second.sent < size) behind.push_back(member);
    }
    return stopping_ || behind.empty();
  });
  if (all && behind.empty()) return absl::OkStatus();
  return ReasonedError(
      absl::StatusCode::kDeadlineExceeded, v1::REASON_UNAVAILABLE,
      absl::StrCat("these nodes are far behind with the register: ", absl::StrJoin(behind, ", ")));
}

}  // namespace ginnel::coordinator
