// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ginnel/v1/coordinator.pb.h"

namespace ginnel::coordinator {

/// Gathers the nodes' reports of one attempt. Thread-safe.
class AttemptWatch {
 public:
  AttemptWatch(std::string query, std::vector<std::string> roster)
      : query_(std::move(query)), roster_(std::move(roster)) {}

  void Reported(const std::string& member, const v1::NodeMessage::Report& report);
  /// A node of the roster that goes before it reported ends the attempt.
  void Disconnected(const std::string& member);
  /// Ends the attempt if it is of `query` (empty: of any) with `member` on its roster (empty:
  /// anybody); whether it did.
  bool Stop(std::string_view query, std::string_view member, const absl::Status& why);
  /// The first refusal or loss, or OK.
  absl::Status status() const;
  /// The member whose node refused or went away, if that is what ended the attempt.
  std::string failed_member() const;
  /// The envelopes in roster order once all have reported, the first failure, or DeadlineExceeded
  /// naming who is missing.
  absl::StatusOr<std::vector<v1::MemberEnvelope>> WaitForAll(absl::Duration timeout);

 private:
  const std::string query_;
  const std::vector<std::string> roster_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, v1::MemberEnvelope> envelopes_;
  absl::Status failure_;
  std::string failed_member_;
};

}  // namespace ginnel::coordinator
