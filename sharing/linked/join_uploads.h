// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "query/linkage/linked_plan.h"
#include "sharing/linked/layout.h"
#include "sharing/linked/upload_stream.h"
#include "sharing/party.h"

namespace ginnel::sharing {

/// What a linked run brings three trustees together for.
struct LinkedRun {
  const query::LinkedPlan& plan;
  const LinkedLayout& layout;
  size_t positions = 0;                                // of the plan's vector
  const std::vector<std::string>& members;             // the roster's ids
  std::vector<std::shared_ptr<UploadStream>> uploads;  // by index in the roster
  absl::Duration patience;                             // for each next part of an upload
};

/// START HERE for linked runs at a trustee: reads all uploads side by side, block by block, and
/// works out each member's part of the plan's vector (sharing/linked/join.h). For each block, in
/// this order: the trustees hold the same; public coins; the rows are of the right form; the join.
/// A block is wiped before the next is read. Nothing is opened but the checks' zeros.
///
/// Errors name the member whose upload differs among trustees or is malformed (DataLoss
/// REASON_INTEGRITY) or does not come (DeadlineExceeded REASON_UNAVAILABLE).
absl::StatusOr<std::vector<ShareVector>> JoinUploads(Party& party, const LinkedRun& run);

}  // namespace ginnel::sharing
