// SPDX-License-Identifier: Apache-2.0
#include "coordinator/attempt_watch.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/calendar.h"
#include "base/reason.h"

namespace ginnel::coordinator {
namespace {

// What a node says of its data goes into the release: days and a time, or nothing, and no text.
v1::MemberEnvelope DatesOf(const v1::MemberEnvelope& said) {
  const auto day = [](const std::string& text) { return ParseDay(text).ok() ? text : ""; };
  v1::MemberEnvelope dates;
  dates.set_data_from(day(said.data_from()));
  dates.set_data_to(day(said.data_to()));
  const absl::StatusOr<absl::Time> loaded = ParseRfc3339(said.loaded_at());
  if (loaded.ok()) dates.set_loaded_at(ToRfc3339(*loaded));
  dates.set_opt_out_list_date(day(said.opt_out_list_date()));
  return dates;
}

}  // namespace

void AttemptWatch::Reported(const std::string& member, const v1::NodeMessage::Report& report) {
  if (std::ranges::find(roster_, member) == roster_.end()) return;
  std::lock_guard lock(mutex_);
  if (report.outcome() == v1::NodeMessage::Report::OUTCOME_UPLOADED) {
    v1::MemberEnvelope envelope = DatesOf(report.envelope());
    envelope.set_member(member);  // the authenticated peer, not the message's word
    envelope.set_state(v1::MEMBER_STATE_CONTRIBUTED);
    envelopes_[member] = std::move(envelope);
  } else if (failure_.ok()) {
    // A shortage may pass; a refusal will not.
    const bool passing = report.reason() == v1::REASON_UNAVAILABLE;
    failure_ = ReasonedError(
        passing ? absl::StatusCode::kUnavailable : absl::StatusCode::kPermissionDenied,
        report.reason(),
        absl::StrCat("the node of ", member, " refused: ", Describe(report.reason())));
    failed_member_ = member;
  }
  changed_.notify_all();
}

void AttemptWatch::Disconnected(const std::string& member) {
  if (std::ranges::find(roster_, member) == roster_.end()) return;
  std::lock_guard lock(mutex_);
  if (envelopes_.contains(member) || !failure_.ok()) return;
  failure_ = ReasonedError(absl::StatusCode::kUnavailable, v1::REASON_UNAVAILABLE,
                           absl::StrCat("the node of ", member, " went away during the run"));
  failed_member_ = member;
  changed_.notify_all();
}

bool AttemptWatch::Stop(std::string_view query, std::string_view member, const absl::Status& why) {
  const bool concerned = (query.empty() || query == query_) &&
                         (member.empty() || std::ranges::find(roster_, member) != roster_.end());
  if (!concerned) return false;
  const std::lock_guard lock(mutex_);
  if (failure_.ok()) failure_ = why;
  changed_.notify_all();
  return true;
}

absl::Status AttemptWatch::status() const {
  std::lock_guard lock(mutex_);
  return failure_;
}

std::string AttemptWatch::failed_member() const {
  std::lock_guard lock(mutex_);
  return failed_member_;
}

absl::StatusOr<std::vector<v1::MemberEnvelope>> AttemptWatch::WaitForAll(absl::Duration timeout) {
  std::unique_lock lock(mutex_);
  const bool done = changed_.wait_for(lock, absl::ToChronoNanoseconds(timeout), [&] {
    return !failure_.ok() || envelopes_.size() == roster_.size();
  });
  if (!failure_.ok()) return failure_;
  std::vector<v1::MemberEnvelope> in_order;
  std::vector<std::string> missing;
  for (const std::string& member : roster_) {
    const auto found = envelopes_.find(member);
    if (found == envelopes_.end()) {
      missing.push_back(member);
    } else {
      in_order.push_back(found->second);
    }
  }
  if (!done) {
    return ReasonedError(absl::StatusCode::kDeadlineExceeded, v1::REASON_UNAVAILABLE,
                         absl::StrCat("no report from ", absl::StrJoin(missing, ", "), " within ",
                                      absl::FormatDuration(timeout)));
  }
  return in_order;
}

}  // namespace ginnel::coordinator
