// SPDX-License-Identifier: Apache-2.0
#include "coordinator/query_status.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/calendar.h"
#include "base/reason.h"
#include "base/status.h"
#include "governance/statement.h"

namespace ginnel::coordinator {
namespace {

using governance::IsStatement;
using governance::ReadUnverifiedStatement;

constexpr char kPanel[] = "panel";

absl::StatusOr<v1::MemberDecision> DescribeDecision(const v1::Envelope& envelope,
                                                    const v1::Remark& remark) {
  v1::MemberDecision decision;
  decision.set_reason(remark.text());
  if (IsStatement<v1::Approval>(envelope)) {
    ASSIGN_OR_RETURN(const v1::Approval approval, ReadUnverifiedStatement<v1::Approval>(envelope));
    decision.set_member(approval.member());
    decision.set_decision(v1::MemberDecision::DECISION_APPROVED);
    decision.set_person(approval.approver());
    decision.set_interest(approval.interest());
    decision.set_decided_at(approval.given_at());
    if (!approval.delegation_digest().empty()) decision.set_basis(kPanel);
    return decision;
  }
  ASSIGN_OR_RETURN(const v1::Refusal refusal, ReadUnverifiedStatement<v1::Refusal>(envelope));
  decision.set_member(refusal.member());
  decision.set_decision(v1::MemberDecision::DECISION_REFUSED);
  decision.set_person(refusal.person());
  decision.set_decided_at(refusal.given_at());
  return decision;
}

// What the standing of its member adds to a decision, or to the lack of one.
void AddStanding(const Standing& standing, v1::MemberDecision& decision) {
  decision.set_optional(standing.optional);
  // Of the panel's own words, or of what nobody was asked for.
  if (decision.person().empty() || decision.basis() == kPanel) {
    if (!standing.basis.empty()) decision.set_basis(standing.basis);
  }
  decision.set_detail(standing.detail);
  const bool ahead = decision.person().empty() && standing.state == Standing::State::kApproved;
  if (ahead) decision.set_decision(v1::MemberDecision::DECISION_APPROVED);
}

const Standing* Find(const std::optional<Standings>& standings, const std::string& member) {
  if (!standings) return nullptr;
  for (const Standing& each : standings->members) {
    if (each.member == member) return &each;
  }
  return nullptr;
}

std::string Undecided(const std::optional<Standings>& standings) {
  std::vector<std::string> members;
  if (!standings) return "";
  for (const Standing& each : standings->members) {
    if (each.state == Standing::State::kUndecided) members.push_back(each.member);
  }
  return absl::StrJoin(members, ", ");
}

}  // namespace

bool IsFinal(v1::QueryState state) {
  return state == v1::QUERY_STATE_RELEASED || state == v1::QUERY_STATE_WITHHELD ||
         state == v1::QUERY_STATE_REFUSED || state == v1::QUERY_STATE_EXPIRED ||
         state == v1::QUERY_STATE_FAILED;
}

absl::Status CheckInTime(const v1::QueryStatus& status, absl::Time now) {
  if (status.decide_by().empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const absl::Time by, ParseRfc3339(status.decide_by()));
  if (now < by) return absl::OkStatus();
  return ReasonedError(
      absl::StatusCode::kPermissionDenied, v1::REASON_APPROVAL_EXPIRED,
      absl::StrCat("members had until ", status.decide_by(),
                   " to decide on this query, and it has expired: its author submits it anew"));
}

absl::StatusOr<v1::QueryStatus> DescribeQuery(const QueryBook::Entry& entry,
                                              const std::optional<Standings>& standings,
                                              absl::Time now) {
  v1::QueryStatus status = entry.status;
  std::vector<v1::MemberDecision> all;
  for (size_t i = 0; i < entry.decisions.size(); ++i) {
    ASSIGN_OR_RETURN(all.emplace_back(), DescribeDecision(entry.decisions[i], entry.remarks[i]));
  }
  for (const std::string& member : entry.status.members()) {
    const int before = status.decisions_size();
    for (const v1::MemberDecision& each : all) {
      if (each.member() == member) *status.add_decisions() = each;
    }
    if (status.decisions_size() == before) status.add_decisions()->set_member(member);
    const Standing* standing = Find(standings, member);
    if (standing == nullptr) continue;
    for (int i = before; i < status.decisions_size(); ++i) {
      AddStanding(*standing, *status.mutable_decisions(i));
    }
  }
  if (!IsFinal(status.state()) && status.state() != v1::QUERY_STATE_RUNNING) {
    ASSIGN_OR_RETURN(const Day last, ParseDay(status.not_after()));
    if (DayOf(now) > last) status.set_state(v1::QUERY_STATE_EXPIRED);
  }
  if (status.state() == v1::QUERY_STATE_AWAITING_APPROVAL && !CheckInTime(status, now).ok()) {
    status.set_state(v1::QUERY_STATE_EXPIRED);
    status.set_detail(
        absl::StrCat("not decided by ", status.decide_by(), ": ", Undecided(standings)));
  }
  return status;
}

}  // namespace ginnel::coordinator
