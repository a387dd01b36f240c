// SPDX-License-Identifier: Apache-2.0
#include "node/engine/check_approved.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/status.h"

namespace ginnel::node {

absl::Status CheckApproved(const governance::VerifiedQuery& verified, const query::Plan& plan,
                           const std::string& member) {
  const auto refuse = [](v1::Reason reason, std::string why) {
    return ReasonedError(absl::StatusCode::kPermissionDenied, reason, std::move(why));
  };
  if (verified.RosterIndex(member) < 0) {
    return refuse(v1::REASON_ROSTER_MISMATCH,
                  absl::StrCat("member ", member, " is not on the roster of the approved run"));
  }
  ASSIGN_OR_RETURN(const Day index_date, ParseDay(verified.query().index_date()));
  ASSIGN_OR_RETURN(const DayRange period, ParsePeriod(verified.query().period()));
  ASSIGN_OR_RETURN(const std::optional<query::Moment> baseline,
                   query::BaselineOf(verified.query()));
  if (plan.index_date != index_date || !(plan.period == period) || plan.baseline != baseline ||
      plan.population != verified.query().population().of() ||
      plan.threshold != verified.threshold()) {
    return refuse(v1::REASON_APPROVAL_OTHER_QUERY,
                  "the plan's dates, period, population or threshold is not that of the "
                  "approved query: plan it again from the query");
  }
  return absl::OkStatus();
}

}  // namespace ginnel::node
