// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "coordinator/query_book.h"
#include "disclosure/opened_table.h"
#include "ginnel/v1/agreement.pb.h"
#include "ginnel/v1/release.pb.h"
#include "ginnel/v1/trustee.pb.h"
#include "query/dictionary.h"
#include "sharing/opening.h"

namespace ginnel::coordinator {

/// The coordinator's one way out for figures: joins the parts of what passed and hands the opened
/// table to the disclosure gate. The exact figures live only inside this call.
class ReleaseMaker {
 public:
  /// `constitution` is the one that the run names, whichever is in force by now: what was tested
  /// was planned by it. `dictionary` is its own.
  ReleaseMaker(const v1::Constitution& constitution, const query::Dictionary& dictionary,
               const Clock& clock)
      : constitution_(constitution), dictionary_(dictionary), clock_(clock) {}

  /// `attempt` is ready. DataLoss where the trustees do not agree; then nothing is released.
  absl::StatusOr<v1::Release> Make(const Attempt& attempt, const sharing::PassedShares& mine,
                                   const v1::OpenResponse& second,
                                   const v1::OpenResponse& third) const;

 private:
  const v1::Constitution& constitution_;
  const query::Dictionary& dictionary_;
  const Clock& clock_;
};

/// The release's commitment to what trustee 1 opened (protocols.md 6): SHA-256 over `salt` (32
/// bytes), then for each position of the plan its decimal value, or "-" where it stayed closed, and
/// a line feed. With the salt, which the coordinator keeps, an auditor checks it against the cells
/// that the trustees' kept shares give.
std::string OpeningCommitment(const disclosure::OpenedTable& opened, std::string_view salt);

}  // namespace ginnel::coordinator
