// SPDX-License-Identifier: Apache-2.0
#include "sharing/linked/run_layout.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/status.h"

namespace ginnel::sharing {
namespace {

absl::Status Refuse(std::string why) {
  return ReasonedError(absl::StatusCode::kPermissionDenied, v1::REASON_APPROVAL_OTHER_QUERY,
                       std::move(why));
}

}  // namespace

absl::Status CheckCoversTime(const governance::AgreedSpine& spine, const query::Plan& plan,
                             const std::vector<std::string>& roster) {
  const bool in_period = plan.population == v1::POPULATION_BASE_REGISTERED_IN_PERIOD;
  const Day first = in_period ? plan.period.first : plan.index_date;
  const Day last = in_period ? std::min(plan.period.end, plan.index_date) : plan.index_date;
  for (const governance::SpinePart& part : spine.parts) {
    if (std::find(roster.begin(), roster.end(), part.member) == roster.end()) continue;
    if (part.registered.first <= first && last <= part.registered.end) continue;
    return ReasonedError(
        absl::StatusCode::kFailedPrecondition, v1::REASON_DATA_ENDS_BEFORE,
        absl::StrCat(
            "the question counts people registered ",
            in_period ? absl::StrCat("from ", ToString(first), " to ") : "on ", ToString(last),
            ", and the spine of epoch ", spine.epoch, " has those of ", part.member,
            " who were from ", ToString(part.registered.first), " to ",
            ToString(part.registered.end),
            ": ask about a time within, or start the next epoch when its data reach so far"));
  }
  return absl::OkStatus();
}

absl::StatusOr<SpineLayout> RangesOn(const governance::AgreedSpine& spine,
                                     const std::vector<std::string>& roster,
                                     const query::LinkedPlan& plan) {
  SpineLayout layout;
  layout.slots = spine.slots();
  layout.ranges.resize(roster.size());
  uint64_t first = 0;
  std::vector<int> found;
  for (const governance::SpinePart& part : spine.parts) {
    const auto at = std::find(roster.begin(), roster.end(), part.member);
    if (at != roster.end()) {
      const auto member = static_cast<size_t>(at - roster.begin());
      layout.ranges[member] = {first, part.slots};
      found.push_back(static_cast<int>(member));
    }
    first += part.slots;
  }
  for (const int member : plan.practices()) {
    if (std::find(found.begin(), found.end(), member) != found.end()) continue;
    return ReasonedError(
        absl::StatusCode::kFailedPrecondition, v1::REASON_WRONG_STATE,
        absl::StrCat(roster[static_cast<size_t>(member)], " has no part in the spine of epoch ",
                     spine.epoch, ": it takes part in linked queries from the next epoch on"));
  }
  return layout;
}

absl::StatusOr<std::optional<LinkedLayout>> LayoutOf(const governance::VerifiedQuery& run,
                                                     const query::Plan& plan,
                                                     const governance::RunRegister& on) {
  const v1::Run& statement = run.run();
  if (plan.linked == nullptr) {
    if (statement.epoch() == 0 && statement.spine_digest().empty()) {
      return std::optional<LinkedLayout>();
    }
    return Refuse("the run names a spine, and its query links nobody");
  }
  ASSIGN_OR_RETURN(const governance::AgreedSpine spine, on.AgreedSpineNow());
  if (statement.epoch() != spine.epoch || statement.spine_digest() != spine.digest.ToHex()) {
    return Refuse(absl::StrCat("the run is over the spine of epoch ", statement.epoch(),
                               ", the one agreed on is that of epoch ", spine.epoch));
  }
  if (spine.slots() > query::kPeopleLimit) {
    return ReasonedError(
        absl::StatusCode::kFailedPrecondition, v1::REASON_WRONG_STATE,
        absl::StrCat("the spine has ", spine.slots(), " people, more than the ",
                     query::kPeopleLimit, " for whom totals are proved not to wrap"));
  }
  RETURN_IF_ERROR(CheckCoversTime(spine, plan, run.roster()));
  ASSIGN_OR_RETURN(SpineLayout layout, RangesOn(spine, run.roster(), *plan.linked));
  return LinkedLayout(*plan.linked, std::move(layout));
}

}  // namespace ginnel::sharing
