// SPDX-License-Identifier: Apache-2.0
#include "node/engine/event_days.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "node/engine/table_chunks.h"

namespace ginnel::node {

absl::StatusOr<EventDays> EventDays::Create(const DerivationRequest& request) {
  const v1::Derivation& from = request.variable.from();
  const bool of_events = from.has_events();
  if (!of_events && !from.has_condition()) {
    return absl::InvalidArgumentError(
        absl::StrCat("plan: `", request.variable.name(), "` happens on no day"));
  }
  if (!Supplied(request, of_events ? !request.snapshot.events().empty()
                                   : !request.snapshot.conditions().empty())) {
    return NotOffered(
        request, of_events ? "its data set has no events" : "its data set has no dated conditions");
  }
  EventDays days;
  ASSIGN_OR_RETURN(days.period_, CoveredPeriod(request));
  if (of_events) {
    days.events_ = EventTablesOf(request);
    return days;
  }
  const std::string& code = from.condition().code();
  const auto at = request.snapshot.conditions().find(code.empty() ? request.variable.name() : code);
  if (at != request.snapshot.conditions().end()) days.condition_ = &at->second;
  return days;
}

void EventDays::Fill(size_t block, std::array<int32_t, kBlockRows>& days) const {
  days.fill(period_.end.value);
  const auto take = [&](size_t row, int32_t day) {
    if (day >= period_.first.value && day < days[row]) days[row] = day;
  };
  for (const EventTable& table : events_) {
    table.ForEach(block, table.table->quantity,
                  [&](size_t row, int32_t date, int32_t) { take(row, date); });
  }
  if (condition_ != nullptr) ForEachEntry(condition_->rows, block, condition_->from, take);
}

}  // namespace ginnel::node
