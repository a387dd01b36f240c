// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "governance/verified_query.h"
#include "query/plan.h"
#include "sharing/linked/layout.h"
#include "sharing/linked/upload_stream.h"
#include "sharing/mailbox.h"
#include "sharing/run_context.h"
#include "sharing/share_vector.h"

namespace ginnel::sharing {

/// What a trustee holds of one attempt while it runs. Thread-safe; uploads are in memory only.
class RunSession {
 public:
  /// `layout` of a linked plan, and of no other.
  RunSession(governance::VerifiedQuery run, query::Plan plan,
             std::optional<LinkedLayout> layout = {})
      : run_(std::move(run)),
        plan_(std::move(plan)),
        layout_(std::move(layout)),
        context_{run_.run_id().ToHex(), run_.run().attempt()} {}

  const governance::VerifiedQuery& run() const { return run_; }
  const query::Plan& plan() const { return plan_; }
  bool linked() const { return layout_.has_value(); }
  const LinkedLayout& layout() const { return *layout_; }
  const RunContext& context() const { return context_; }
  Mailbox& mailbox() { return mailbox_; }

  /// PermissionDenied if `member` is not in the roster.
  absl::Status CheckMember(const std::string& member) const;
  /// Field elements in the upload of `member`, who is in the roster.
  uint64_t LengthOf(const std::string& member) const;
  /// Keeps `member`'s upload. PermissionDenied if it is not in the roster, InvalidArgument for
  /// another length, AlreadyExists for other bytes than before (the same again is fine).
  absl::Status AddUpload(const std::string& member, ShareVector share);
  /// The uploads in roster order once all are here; names who is missing after `timeout`. Can be
  /// called once.
  absl::StatusOr<std::vector<ShareVector>> TakeUploads(absl::Duration timeout);
  /// The same for a linked run, whose uploads are read as they come. AlreadyExists for a second one
  /// of a member: what came of the first may be used already.
  absl::Status AddStream(std::shared_ptr<UploadStream> stream);
  absl::StatusOr<std::vector<std::shared_ptr<UploadStream>>> TakeStreams(absl::Duration timeout);
  size_t uploads() const;
  /// Ends all waiting with `why`.
  void Close(const absl::Status& why);

 private:
  // Waits until all members' uploads are here, or have begun.
  template <typename Upload>
  absl::Status AwaitAll(std::unique_lock<std::mutex>& lock,
                        const std::map<std::string, Upload>& uploads, absl::Duration timeout);

  const governance::VerifiedQuery run_;
  const query::Plan plan_;
  const std::optional<LinkedLayout> layout_;
  const RunContext context_;
  Mailbox mailbox_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, ShareVector> uploads_;
  std::map<std::string, std::shared_ptr<UploadStream>> streams_;
  bool taken_ = false;
  absl::Status closed_;
};

}  // namespace ginnel::sharing
