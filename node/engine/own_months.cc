// SPDX-License-Identifier: Apache-2.0
#include "node/engine/own_months.h"

#include "base/status.h"

namespace ginnel::node {

absl::StatusOr<OwnMonths> OwnMonths::Create(const DerivationRequest& request) {
  const AsOf& as_of = request.as_of;
  const DerivationRequest event{request.snapshot, *as_of.around, request.dictionary,
                                request.decimals, as_of};
  ASSIGN_OR_RETURN(EventDays days, EventDays::Create(event));
  OwnMonths months(std::move(days));
  const DayRange period = months.days_.period();
  for (Day day = period.first; day < period.end; ++day.value) {
    months.firsts_.push_back(MonthsBefore(day, -as_of.own_month).value);
    months.ends_.push_back(MonthsBefore(day, -as_of.own_month - 1).value);
  }
  RETURN_IF_ERROR(CheckBegun(request, Day{months.firsts_.front()}));
  RETURN_IF_ERROR(CheckCovered(request, Day{months.ends_.back()}));
  return months;
}

void OwnMonths::Fill(size_t block, Windows& windows) const {
  days_.Fill(block, windows.first);
  for (size_t row = 0; row < kBlockRows; ++row) {
    const int32_t day = windows.first[row];
    const bool none = day >= days_.period().end.value;
    const size_t at = none ? 0 : static_cast<size_t>(day - days_.period().first.value);
    windows.first[row] = none ? 0 : firsts_[at];
    windows.end[row] = none ? 0 : ends_[at];
  }
}

}  // namespace ginnel::node
