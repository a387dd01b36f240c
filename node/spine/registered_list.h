// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "base/calendar.h"
#include "ginnel/v1/dictionary.pb.h"
#include "node/records.h"

namespace ginnel::node {

/// A member's people for the spine.
struct RegisteredList {
  // Who is registered on `days.end`; behind them who was on `days.first` or any day between, and
  // has left or died since.
  std::vector<LinkageId> ids;
  uint64_t former = 0;  // of them, the latter
  DayRange days;

  std::span<const LinkageId> current() const { return std::span(ids).first(ids.size() - former); }
};

/// Both parts are in the order of the spine (protocols.md 2): by neighbourhood, then practice, then
/// linkage id. Codes are compared as text; practices that the agreement places in no neighbourhood
/// come first. Who is registered with two practices belongs to the one whose episode began last, as
/// in every query; so does who has left.
///
/// Episodes are taken from the records as they are: those that were open when an extract was made
/// count as open. DataLoss where the columns do not fit together. Reads ids, death months and
/// registrations only.
absl::StatusOr<RegisteredList> ListRegistered(const Records& records,
                                              const v1::Geographies& geographies, DayRange days);

/// For an epoch that was started on `day`: up to that day, or the day after the records end if that
/// is earlier; and so many months back, but not to before they begin.
DayRange ListedDays(const DataSetInfo& info, Day day, int look_back_months);

}  // namespace ginnel::node
