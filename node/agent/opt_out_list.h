// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/status.h"
#include "base/calendar.h"
#include "ginnel/v1/agreement.pb.h"
#include "node/records.h"

namespace ginnel::node {

/// Whether a data set may be used for `purpose` on the day `today`: the list of who may be included
/// is young enough, where the purpose wants one. FailedPrecondition REASON_STALE_OPT_OUT_LIST.
absl::Status CheckOptOutList(const v1::Purpose& purpose, const DataSetInfo& data, Day today);

}  // namespace ginnel::node
