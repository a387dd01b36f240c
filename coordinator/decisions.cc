// SPDX-License-Identifier: Apache-2.0
//
// Coordinator: what people decide on queries, and what follows from it.
#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/status.h"
#include "coordinator/coordinator.h"
#include "coordinator/query_status.h"
#include "crypto/dsse.h"
#include "governance/coverage.h"
#include "governance/decision.h"
#include "governance/mandate.h"
#include "governance/member_approval.h"
#include "governance/register/register_query.h"
#include "governance/remark.h"
#include "governance/statement.h"
#include "governance/submitted_query.h"

namespace ginnel::coordinator {
namespace {

absl::Status WrongState(std::string why) {
  return ReasonedError(absl::StatusCode::kFailedPrecondition, v1::REASON_WRONG_STATE,
                       std::move(why));
}

// Whose refusal it was, with the reason; or who refused, where too few are left.
std::string WhoRefused(const QueryBook::Entry& entry, const Standings& standings) {
  for (size_t i = 0; i < entry.decisions.size(); ++i) {
    if (!governance::IsStatement<v1::Refusal>(entry.decisions[i])) continue;
    const auto refusal = governance::ReadUnverifiedStatement<v1::Refusal>(entry.decisions[i]);
    if (!refusal.ok() || standings.coverage.IsOptional(refusal->member())) continue;
    return absl::StrCat(refusal->member(), " refused: ", entry.remarks[i].text());
  }
  return absl::StrCat("so many refused that fewer than ", standings.coverage.least,
                      " members are left");
}

}  // namespace

absl::Status Coordinator::RequireDecider(const std::string& person,
                                         const governance::Agreement& agreement) const {
  const auto& panels = agreement.constitution().panels();
  const bool seated = std::ranges::any_of(panels, [&](const v1::Panel& panel) {
    return std::ranges::find(panel.people(), person) != panel.people().end();
  });
  if (seated || agreement.HasRole(person, v1::ROLE_IG_DEPUTY)) return absl::OkStatus();
  return RequireRole(person, v1::ROLE_IG_LEAD, "decide on queries");
}

absl::StatusOr<v1::QueryStatus> Coordinator::Decide(const std::string& person,
                                                    const v1::Envelope& envelope,
                                                    const v1::Remark& remark) {
  absl::StatusOr<v1::QueryStatus> status = DecideJudged(person, envelope, remark);
  return status.ok() ? status : Rejected(person, envelope, status.status());
}

absl::StatusOr<v1::QueryStatus> Coordinator::DecideJudged(const std::string& person,
                                                          const v1::Envelope& envelope,
                                                          const v1::Remark& remark) {
  RETURN_IF_ERROR(parts_.publisher->standing());
  ASSIGN_OR_RETURN(const sharing::InForce now, parts_.in_force());
  RETURN_IF_ERROR(RequireDecider(person, *now.agreement));
  std::string digest;
  if (governance::IsStatement<v1::Approval>(envelope)) {
    ASSIGN_OR_RETURN(const v1::Approval approval,
                     governance::ReadUnverifiedStatement<v1::Approval>(envelope));
    digest = approval.query_digest();
  } else {
    ASSIGN_OR_RETURN(const v1::Refusal refusal,
                     governance::ReadUnverifiedStatement<v1::Refusal>(envelope));
    digest = refusal.query_digest();
  }
  const std::lock_guard one(changing_);
  ASSIGN_OR_RETURN(const QueryBook::Entry entry, parts_.book->Get(digest));
  ASSIGN_OR_RETURN(
      const governance::SubmittedQuery submitted,
      governance::VerifySubmittedQuery(entry.query, *now.agreement, *parts_.clock, parts_.on));
  ASSIGN_OR_RETURN(
      const governance::Decision decision,
      governance::VerifyDecision(envelope, submitted, *now.agreement, *parts_.clock, parts_.on));
  RETURN_IF_ERROR(governance::CheckRemark(remark, decision.remark_digest));
  if (governance::IsStatement<v1::Refusal>(envelope)) {
    ASSIGN_OR_RETURN(const v1::Refusal refusal,
                     governance::ReadUnverifiedStatement<v1::Refusal>(envelope));
    RETURN_IF_ERROR(governance::CheckSaidBy(refusal.given_at(), parts_.clock->Now()));
  }
  if (decision.person != person) {
    return ReasonedError(
        absl::StatusCode::kPermissionDenied, v1::REASON_APPROVER_NOT_ENTITLED,
        absl::StrCat("the decision is signed by ", decision.person, ", not by ", person));
  }
  if (std::ranges::find(entry.status.members(), decision.member) == entry.status.members().end()) {
    return ReasonedError(
        absl::StatusCode::kPermissionDenied, v1::REASON_ROSTER_MISMATCH,
        absl::StrCat(decision.member, " is not asked by this query and has no say in it"));
  }
  const auto same = [&](const v1::Envelope& known) {
    return known.SerializeAsString() == envelope.SerializeAsString();
  };
  if (std::ranges::any_of(entry.decisions, same)) return StatusOf(digest);
  RETURN_IF_ERROR(CheckMayDecide(entry, decision));
  RETURN_IF_ERROR(parts_.book->AddDecision(digest, decision.member, decision.person, envelope,
                                           remark, parts_.clock->Now()));
  parts_.publisher->Notify();
  parts_.log->Write(Event::kQueryDecided, {{"query", digest}, {"member", decision.member}});
  RETURN_IF_ERROR(Settle(digest));
  parts_.board->Touch();
  return StatusOf(digest);
}

// While it is open, and afterwards too where nobody of the member decided on this very query: a
// member that may be away can come in until the first run, and one that approves ahead of queries
// can say no to this one.
absl::Status Coordinator::CheckMayDecide(const QueryBook::Entry& entry,
                                         const governance::Decision& decision) const {
  const v1::QueryState state = entry.status.state();
  if (state == v1::QUERY_STATE_AWAITING_APPROVAL) {
    return CheckInTime(entry.status, parts_.clock->Now());
  }
  // What a panel said in its place does not keep a member's own lead from refusing.
  const auto own = [&](const v1::Envelope& known) {
    const auto approval = governance::ReadUnverifiedStatement<v1::Approval>(known);
    return approval.ok() && approval->member() == decision.member &&
           approval->delegation_digest().empty();
  };
  const bool open = state == v1::QUERY_STATE_APPROVED && entry.status.runs_used() == 0 &&
                    std::ranges::none_of(entry.decisions, own);
  return open ? absl::OkStatus() : WrongState("the query no longer awaits approval");
}

// A refusal of somebody without whom it may not run refuses; approval takes everybody else's, and
// enough of the others'; what was taken back counts no more. Judged from all that is kept, so that
// neither the order of decisions nor a crash between two steps matters.
absl::Status Coordinator::Settle(const std::string& digest) {
  ASSIGN_OR_RETURN(const QueryBook::Entry entry, parts_.book->Get(digest));
  const v1::QueryState state = entry.status.state();
  const bool runs_left = entry.status.runs_used() < entry.status.runs_allowed();
  const bool could_run = state == v1::QUERY_STATE_APPROVED || state == v1::QUERY_STATE_FAILED ||
                         state == v1::QUERY_STATE_RELEASED;
  if (state != v1::QUERY_STATE_AWAITING_APPROVAL && !(could_run && runs_left)) {
    return absl::OkStatus();
  }
  if (state == v1::QUERY_STATE_AWAITING_APPROVAL &&
      !CheckInTime(entry.status, parts_.clock->Now()).ok()) {
    return absl::OkStatus();  // shown as expired, and stays so
  }
  ASSIGN_OR_RETURN(const std::optional<Standings> standings, JudgeStandings(entry));
  if (!standings) return absl::OkStatus();  // nothing of it can run now, whoever approved
  if (standings->refused()) {
    return parts_.book->SetState(digest, v1::QUERY_STATE_REFUSED, WhoRefused(entry, *standings));
  }
  if (standings->approved() && state == v1::QUERY_STATE_AWAITING_APPROVAL) {
    return parts_.book->SetState(digest, v1::QUERY_STATE_APPROVED, "");
  }
  if (could_run && standings->waits()) {
    return parts_.book->Reopen(digest,
                               "an approval was taken back, or a member's policy wants more");
  }
  return absl::OkStatus();
}

absl::Status Coordinator::SettleAll() {
  ASSIGN_OR_RETURN(const std::vector<std::string> digests, parts_.book->List());
  for (const std::string& digest : digests) RETURN_IF_ERROR(Settle(digest));
  return absl::OkStatus();
}

// Nothing where the agreement in force lets nothing of it run: it ended, or its author is gone.
absl::StatusOr<std::optional<Standings>> Coordinator::JudgeStandings(
    const QueryBook::Entry& entry) const {
  ASSIGN_OR_RETURN(const sharing::InForce now, parts_.in_force());
  absl::StatusOr<Standings> standings =
      StandingsOf(entry, *now.agreement, *parts_.clock, *parts_.on);
  if (standings.ok()) return std::optional<Standings>(*std::move(standings));
  if (!HasReason(standings.status())) return standings.status();
  return std::optional<Standings>();
}

absl::StatusOr<std::vector<v1::Envelope>> Coordinator::DelegationsFor(
    const QueryBook::Entry& entry) const {
  ASSIGN_OR_RETURN(const sharing::InForce now, parts_.in_force());
  const absl::StatusOr<governance::SubmittedQuery> query =
      governance::VerifySubmittedQuery(entry.query, *now.agreement, *parts_.clock, parts_.on);
  std::vector<v1::Envelope> covering;
  if (!query.ok()) return covering;  // nobody decides on it any more
  ASSIGN_OR_RETURN(const governance::Coverage coverage,
                   governance::ResolveCoverage(query->query, {entry.status.members().begin(),
                                                              entry.status.members().end()}));
  RETURN_IF_ERROR(parts_.on->Read([&](store::Snapshot& tx) -> absl::Status {
    for (const std::string& member : coverage.members) {
      std::vector<v1::Envelope> all;
      RETURN_IF_ERROR(governance::RegisterStore::ReadAbout(
          tx, governance::StatementType<v1::Delegation>::kName, governance::AboutParty(member),
          [&](uint64_t, std::string_view each) -> absl::Status {
            ASSIGN_OR_RETURN(all.emplace_back(), crypto::EnvelopeFromJson(each));
            return absl::OkStatus();
          }));
      for (const v1::Envelope& each : all) {
        const auto stands = governance::StandingDelegation(tx, crypto::PayloadDigest(each).ToHex());
        if (!stands.ok()) continue;
        const absl::Status covers =
            governance::CheckDelegationCovers(*stands, *query, coverage, *now.agreement,
                                              now.agreement->digest().ToHex(), parts_.clock->Now());
        if (covers.ok()) covering.push_back(each);
      }
    }
    return absl::OkStatus();
  }));
  return covering;
}

}  // namespace ginnel::coordinator
