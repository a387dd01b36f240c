// SPDX-License-Identifier: Apache-2.0
#include "governance/member_policy.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/calendar.h"
#include "base/reason.h"
#include "base/status.h"

namespace ginnel::governance {
namespace {

constexpr uint32_t kMostApprovers = 2;

absl::Status Malformed(std::string why) {
  return ReasonedError(absl::StatusCode::kInvalidArgument, v1::REASON_STATEMENT_MALFORMED,
                       std::move(why));
}

}  // namespace

absl::Status ValidatePolicy(const v1::Policy& policy, const Agreement& agreement) {
  if (policy.version() == 0) return Malformed("version is missing: the first is 1");
  if (!v1::NodeMode_IsValid(policy.mode())) {
    return Malformed("mode: manual, hold or standing");
  }
  if (policy.approvers() > kMostApprovers) {
    return Malformed("approvers: 1, or 2 for the two-person rule");
  }
  if (policy.approvers() > 1 && policy.mode() == v1::NODE_MODE_STANDING) {
    return Malformed(
        "a standing approval is the word of one person: with two approvers the mode is manual or "
        "hold");
  }
  if (policy.minimum_members() > static_cast<uint32_t>(agreement.constitution().members_size())) {
    return Malformed(absl::StrCat("minimum_members is ", policy.minimum_members(),
                                  ", more than the agreement has members: nothing would run"));
  }
  if (!ParseRfc3339(policy.given_at()).ok()) {
    return Malformed("given_at must be an RFC 3339 time in UTC");
  }
  return absl::OkStatus();
}

absl::Status CheckPolicyTightens(const v1::Policy& policy, const Agreement& agreement,
                                 const ThresholdOfProfile& threshold_of) {
  if (policy.profile().empty()) return absl::OkStatus();
  const std::string& floor = agreement.constitution().floors().profile();
  ASSIGN_OR_RETURN(const uint32_t least, threshold_of(floor));
  const absl::StatusOr<uint32_t> own = threshold_of(policy.profile());
  if (own.ok() && *own >= least) return absl::OkStatus();
  return ReasonedError(
      absl::StatusCode::kInvalidArgument, v1::REASON_MEMBER_POLICY,
      absl::StrCat("profile '", policy.profile(), "' is unknown or looser than the agreement's '",
                   floor, "': a member's policy can only tighten it"));
}

}  // namespace ginnel::governance
