// SPDX-License-Identifier: Apache-2.0
#include "base/reason.h"

#include "absl/strings/cord.h"
#include "absl/types/optional.h"

namespace ginnel {
namespace {

constexpr char kTypeUrl[] = "ginnel.v1.Reason";

}  // namespace

absl::Status ReasonedError(absl::StatusCode code, v1::Reason reason, std::string message) {
  absl::Status status(code, message);
  status.SetPayload(kTypeUrl, absl::Cord(v1::Reason_Name(reason)));
  return status;
}

v1::Reason ReasonOf(const absl::Status& status) {
  const absl::optional<absl::Cord> payload = status.GetPayload(kTypeUrl);
  v1::Reason reason = v1::REASON_INTERNAL;
  if (!payload || !v1::Reason_Parse(std::string(*payload), &reason)) return v1::REASON_INTERNAL;
  return reason;
}

bool HasReason(const absl::Status& status) { return status.GetPayload(kTypeUrl).has_value(); }

std::string Describe(v1::Reason reason) {
  switch (reason) {
    case v1::REASON_NOT_PINNED:
      return "the certificate is not in the agreement";
    case v1::REASON_ROLE_REQUIRED:
      return "the caller's role does not allow this";
    case v1::REASON_AGREEMENT_MISMATCH:
      return "the two sides hold different versions of the agreement";
    case v1::REASON_STATEMENT_MALFORMED:
      return "the signed statement is malformed";
    case v1::REASON_SIGNATURE_INVALID:
      return "a signature is missing or invalid";
    case v1::REASON_APPROVAL_MISSING:
      return "an approval is missing";
    case v1::REASON_APPROVAL_EXPIRED:
      return "an approval has expired";
    case v1::REASON_APPROVAL_USED_UP:
      return "the approved number of runs is used up";
    case v1::REASON_APPROVAL_OTHER_QUERY:
      return "the approval is for another query";
    case v1::REASON_APPROVER_NOT_ENTITLED:
      return "the approver is not entitled to approve for this member";
    case v1::REASON_AUTHOR_APPROVED:
      return "the author of a query may not approve it";
    case v1::REASON_ROSTER_MISMATCH:
      return "the members are not those that were approved";
    case v1::REASON_RUN_REPLAYED:
      return "this run was already seen";
    case v1::REASON_QUERY_INVALID:
      return "the query is invalid";
    case v1::REASON_VARIABLE_NOT_OFFERED:
      return "a variable is not offered by this member";
    case v1::REASON_QUOTA_EXCEEDED:
      return "a quota is used up";
    case v1::REASON_WRONG_STATE:
      return "this is not possible in the present state";
    case v1::REASON_NOT_FOUND:
      return "there is no such thing";
    case v1::REASON_MALFORMED:
      return "the request is malformed";
    case v1::REASON_STALE_OPT_OUT_LIST:
      return "the opt-out list is too old";
    case v1::REASON_CLOCK_SKEW:
      return "the clocks of the two sides differ too much";
    case v1::REASON_INTEGRITY:
      return "data failed an integrity check";
    case v1::REASON_UNAVAILABLE:
      return "the other side is unavailable";
    case v1::REASON_REVOKED:
      return "an approval was taken back";
    case v1::REASON_SUSPENDED:
      return "a party has suspended its part";
    case v1::REASON_NOT_ON_REGISTER:
      return "a statement is not on the register";
    case v1::REASON_REGISTER_FORK:
      return "two versions of the register contradict each other";
    case v1::REASON_REGISTER_STALE:
      return "the register's checkpoint is not fresh";
    case v1::REASON_MEMBER_POLICY:
      return "a member's own policy does not allow this";
    case v1::REASON_HELD:
      return "a member's lead has not given the word for what its node would contribute";
    case v1::REASON_DATA_ENDS_BEFORE:
      return "the question reaches past what a member's records cover";
    case v1::REASON_DUAL_REGISTRATIONS:
      return "more people are on two lists than the agreement lets an epoch have";
    case v1::REASON_OUTSIDE_AREAS:
      return "a member's records are of practices outside the areas that the agreement gives it";
    default:
      return "internal error";
  }
}

}  // namespace ginnel
