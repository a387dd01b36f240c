// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "base/calendar.h"
#include "ginnel/v1/dictionary.pb.h"
#include "node/records.h"

namespace ginnel::node {

/// The people of `records` who are registered on `day`, in the order of the spine (protocols.md 2):
/// by neighbourhood, then practice, then linkage id. Codes are compared as text; practices that the
/// agreement places in no neighbourhood come first. Who is registered with two practices belongs to
/// the one whose episode began last, as in every query.
///
/// Whether an episode covers `day` is taken from the records as they are: an extract ends before
/// the day on which an epoch starts, and episodes that were open at its end count as open.
/// DataLoss where the columns do not fit together. Reads ids, death months and registrations only.
absl::StatusOr<std::vector<LinkageId>> ListRegistered(const Records& records,
                                                      const v1::Geographies& geographies, Day day);

}  // namespace ginnel::node
