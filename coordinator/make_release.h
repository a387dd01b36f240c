// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "base/random.h"
#include "coordinator/query_book.h"
#include "ginnel/v1/release.pb.h"
#include "ginnel/v1/trustee.pb.h"
#include "governance/agreement.h"
#include "query/dictionary.h"
#include "sharing/opening.h"

namespace ginnel::coordinator {

/// The coordinator's one way out for figures: joins the parts of what passed and hands the opened
/// table to the disclosure gate. The exact figures live only inside this call.
class ReleaseMaker {
 public:
  ReleaseMaker(const governance::Agreement& agreement, const query::Dictionary& dictionary,
               const Clock& clock, RandomSource& random)
      : agreement_(agreement), dictionary_(dictionary), clock_(clock), random_(random) {}

  /// DataLoss where the trustees do not agree; then nothing is released.
  absl::StatusOr<v1::Release> Make(const Attempt& attempt, const sharing::PassedShares& mine,
                                   const v1::OpenResponse& second, const v1::OpenResponse& third);

 private:
  const governance::Agreement& agreement_;
  const query::Dictionary& dictionary_;
  const Clock& clock_;
  RandomSource& random_;
};

}  // namespace ginnel::coordinator
