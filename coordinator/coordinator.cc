// SPDX-License-Identifier: Apache-2.0
#include "coordinator/coordinator.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/calendar.h"
#include "base/reason.h"
#include "base/status.h"
#include "disclosure/profile.h"
#include "governance/decision.h"
#include "governance/remark.h"
#include "governance/statement.h"
#include "governance/submitted_query.h"
#include "query/plan.h"

namespace ginnel::coordinator {
namespace {

bool IsFinal(v1::QueryState state) {
  return state == v1::QUERY_STATE_RELEASED || state == v1::QUERY_STATE_WITHHELD ||
         state == v1::QUERY_STATE_REFUSED || state == v1::QUERY_STATE_EXPIRED ||
         state == v1::QUERY_STATE_FAILED;
}

absl::Status WrongState(std::string why) {
  return ReasonedError(absl::StatusCode::kFailedPrecondition, v1::REASON_WRONG_STATE,
                       std::move(why));
}

// A room's plain InvalidArgument about a caller's query may be shown to that caller.
absl::Status AsInvalidQuery(const absl::Status& status) {
  if (!absl::IsInvalidArgument(status)) return status;
  return ReasonedError(absl::StatusCode::kInvalidArgument, v1::REASON_QUERY_INVALID,
                       std::string(status.message()));
}

// What everybody may read of a failure. An error without a reason is our own: it may name files of
// this machine.
std::string DetailFor(const absl::Status& status) {
  return HasReason(status) ? std::string(status.message())
                           : "an internal error: the coordinator's log says more under run_failed";
}

// Fills `decision` if `envelope` is that member's.
absl::Status DescribeDecision(const v1::Envelope& envelope, const v1::Remark& remark,
                              v1::MemberDecision& decision) {
  if (governance::IsStatement<v1::Approval>(envelope)) {
    ASSIGN_OR_RETURN(const v1::Approval approval,
                     governance::ReadUnverifiedStatement<v1::Approval>(envelope));
    if (approval.member() != decision.member()) return absl::OkStatus();
    decision.set_decision(v1::MemberDecision::DECISION_APPROVED);
    decision.set_person(approval.approver());
    decision.set_interest(approval.interest());
    decision.set_decided_at(approval.given_at());
  } else {
    ASSIGN_OR_RETURN(const v1::Refusal refusal,
                     governance::ReadUnverifiedStatement<v1::Refusal>(envelope));
    if (refusal.member() != decision.member()) return absl::OkStatus();
    decision.set_decision(v1::MemberDecision::DECISION_REFUSED);
    decision.set_person(refusal.person());
    decision.set_decided_at(refusal.given_at());
  }
  decision.set_reason(remark.text());
  return absl::OkStatus();
}

RunQuery::Parts WithStop(RunQuery::Parts parts, const std::atomic<bool>& stopping) {
  parts.stopping = [&stopping] { return stopping.load(); };
  return parts;
}

}  // namespace

Coordinator::Coordinator(RunQuery::Parts run_parts)
    : parts_(WithStop(std::move(run_parts), stopping_)), runs_(parts_) {
  parts_.nodes->OnReport([this](const std::string& member, const v1::NodeMessage::Report& report) {
    runs_.Reported(member, report);
  });
  parts_.nodes->OnDisconnect([this](const std::string& member) { runs_.Disconnected(member); });
}

Coordinator::~Coordinator() { Stop(); }

void Coordinator::Stop() {
  stopping_ = true;
  parts_.publisher->Stop();
  parts_.nodes->CloseAll();
  parts_.board->Touch();
  std::vector<std::thread> ending;
  {
    std::lock_guard lock(mutex_);
    for (auto& [digest, thread] : threads_) ending.push_back(std::move(thread));
    threads_.clear();
    for (std::thread& thread : ended_) ending.push_back(std::move(thread));
    ended_.clear();
  }
  for (std::thread& thread : ending) {
    if (thread.joinable()) thread.join();
  }
}

absl::Status Coordinator::Resume() {
  const std::lock_guard one(changing_);  // people are served already
  RETURN_IF_ERROR(parts_.book->EraseRemarks(parts_.clock->Now() - QueryBook::kKeepRemarks));
  RETURN_IF_ERROR(EndStoppedQueries());
  ASSIGN_OR_RETURN(const std::vector<std::string> digests, parts_.book->List());
  for (const std::string& digest : digests) {
    ASSIGN_OR_RETURN(const QueryBook::Entry entry, parts_.book->Get(digest));
    // The last decision or revocation may have been kept, and not yet what follows from it.
    RETURN_IF_ERROR(Settle(digest));
    if (entry.status.state() == v1::QUERY_STATE_RUNNING) Launch(digest);
  }
  return absl::OkStatus();
}

absl::Status Coordinator::RequireRole(const std::string& person, v1::Role role,
                                      std::string_view what) const {
  ASSIGN_OR_RETURN(const sharing::InForce now, parts_.in_force());
  if (now.agreement->HasRole(person, role)) return absl::OkStatus();
  return ReasonedError(absl::StatusCode::kPermissionDenied, v1::REASON_ROLE_REQUIRED,
                       absl::StrCat(person, " may not ", std::string(what),
                                    ": the agreement gives them no such role"));
}

absl::StatusOr<v1::QueryStatus> Coordinator::Submit(const std::string& person,
                                                    const v1::Envelope& envelope) {
  absl::StatusOr<v1::QueryStatus> status = SubmitJudged(person, envelope);
  return status.ok() ? status : Rejected(person, envelope, status.status());
}

absl::StatusOr<v1::QueryStatus> Coordinator::SubmitJudged(const std::string& person,
                                                          const v1::Envelope& envelope) {
  RETURN_IF_ERROR(parts_.publisher->standing());
  RETURN_IF_ERROR(RequireRole(person, v1::ROLE_ANALYST, "submit queries"));
  ASSIGN_OR_RETURN(const sharing::InForce now, parts_.in_force());
  ASSIGN_OR_RETURN(const governance::SubmittedQuery submitted,
                   governance::VerifySubmittedQuery(envelope, *now.agreement, *parts_.clock));
  const v1::Query& query = submitted.query;
  if (query.author() != person) {
    return ReasonedError(absl::StatusCode::kPermissionDenied, v1::REASON_ROLE_REQUIRED,
                         absl::StrCat("the query's author is ", query.author(), ", not ", person));
  }
  const v1::Constitution& constitution = now.agreement->constitution();
  const std::string digest = submitted.digest.ToHex();
  const std::lock_guard one(changing_);                        // the quota counts what is kept
  if (parts_.book->Get(digest).ok()) return StatusOf(digest);  // the same again changes nothing
  if (const uint32_t quota = constitution.floors().queries_per_author_and_week(); quota > 0) {
    ASSIGN_OR_RETURN(const int used,
                     parts_.book->QueriesSince(person, parts_.clock->Now() - absl::Hours(24 * 7)));
    if (used >= static_cast<int>(quota)) {
      return ReasonedError(absl::StatusCode::kResourceExhausted, v1::REASON_QUOTA_EXCEEDED,
                           absl::StrCat("the agreement allows ", quota,
                                        " queries per author and week: ask again later"));
    }
  }
  absl::StatusOr<std::vector<std::string>> roster =
      query::RosterOf(query, constitution, *now.dictionary);
  if (!roster.ok()) return AsInvalidQuery(roster.status());
  absl::StatusOr<uint32_t> threshold = disclosure::ThresholdOf(query.profile());
  if (!threshold.ok()) return AsInvalidQuery(threshold.status());
  if (const absl::StatusOr<query::Plan> plan =
          query::PlanQuery(query, constitution, *now.dictionary, *roster, *threshold);
      !plan.ok()) {
    return AsInvalidQuery(plan.status());
  }
  v1::QueryStatus status;
  status.set_query_digest(digest);
  status.set_title(query.title());
  status.set_author(query.author());
  status.set_state(v1::QUERY_STATE_AWAITING_APPROVAL);
  for (const std::string& member : *roster) status.add_members(member);
  status.set_runs_allowed(governance::RunsAskedFor(query));
  status.set_not_after(query.not_after());
  status.set_submitted_at(ToRfc3339(parts_.clock->Now()));
  RETURN_IF_ERROR(parts_.book->Add(status, envelope));
  parts_.publisher->Notify();
  parts_.log->Write(Event::kQuerySubmitted, {{"query", digest}});
  v1::CoordinatorMessage offer;
  *offer.mutable_offer() = envelope;
  for (const std::string& member : *roster) {
    // A node that is away is told when it connects.
    (void)parts_.nodes->Send(member, offer);
  }
  parts_.board->Touch();
  return StatusOf(digest);
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
  RETURN_IF_ERROR(RequireRole(person, v1::ROLE_IG_LEAD, "decide on queries"));
  ASSIGN_OR_RETURN(const sharing::InForce now, parts_.in_force());
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
  ASSIGN_OR_RETURN(const governance::Decision decision,
                   governance::VerifyDecision(envelope, submitted, *now.agreement, *parts_.clock));
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
  if (entry.status.state() != v1::QUERY_STATE_AWAITING_APPROVAL) {
    const auto same = [&](const v1::Envelope& known) {
      return known.SerializeAsString() == envelope.SerializeAsString();
    };
    if (std::ranges::any_of(entry.decisions, same)) return StatusOf(digest);
    return WrongState("the query no longer awaits approval");
  }
  RETURN_IF_ERROR(
      parts_.book->AddDecision(digest, decision.member, envelope, remark, parts_.clock->Now()));
  parts_.publisher->Notify();
  parts_.log->Write(Event::kQueryDecided, {{"query", digest}, {"member", decision.member}});
  RETURN_IF_ERROR(Settle(digest));
  parts_.board->Touch();
  return StatusOf(digest);
}

// One refusal refuses; approval takes every member's; an approval that was taken back counts no
// more. Judged from all that is kept, so that neither the order of decisions nor a crash between
// two steps matters.
absl::Status Coordinator::Settle(const std::string& digest) {
  ASSIGN_OR_RETURN(const QueryBook::Entry entry, parts_.book->Get(digest));
  int approvals = 0;
  for (size_t i = 0; i < entry.decisions.size(); ++i) {
    if (governance::IsStatement<v1::Approval>(entry.decisions[i])) {
      ++approvals;
      continue;
    }
    ASSIGN_OR_RETURN(const v1::Refusal refusal,
                     governance::ReadUnverifiedStatement<v1::Refusal>(entry.decisions[i]));
    return parts_.book->SetState(
        digest, v1::QUERY_STATE_REFUSED,
        absl::StrCat(refusal.member(), " refused: ", entry.remarks[i].text()));
  }
  const bool approved = approvals == entry.status.members_size();
  const v1::QueryState state = entry.status.state();
  if (approved && state == v1::QUERY_STATE_AWAITING_APPROVAL) {
    return parts_.book->SetState(digest, v1::QUERY_STATE_APPROVED, "");
  }
  const bool could_run = state == v1::QUERY_STATE_APPROVED || state == v1::QUERY_STATE_FAILED ||
                         state == v1::QUERY_STATE_RELEASED;
  if (!approved && could_run && entry.status.runs_used() < entry.status.runs_allowed()) {
    return parts_.book->SetState(digest, v1::QUERY_STATE_AWAITING_APPROVAL,
                                 "an approval was taken back");
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::QueryStatus> Coordinator::StartRun(const std::string& person,
                                                      const std::string& prefix) {
  RETURN_IF_ERROR(parts_.publisher->standing());
  ASSIGN_OR_RETURN(const std::string digest, parts_.book->Resolve(prefix));
  const std::lock_guard one(changing_);
  {
    // Its last run is released and its thread not yet gone: a new one would not be started.
    const std::lock_guard lock(mutex_);
    if (threads_.contains(digest)) return StatusOf(digest);
  }
  ASSIGN_OR_RETURN(const QueryBook::Entry entry, parts_.book->Get(digest));
  if (entry.status.author() != person) {
    return ReasonedError(
        absl::StatusCode::kPermissionDenied, v1::REASON_ROLE_REQUIRED,
        absl::StrCat("only its author, ", entry.status.author(), ", can run a query"));
  }
  const v1::QueryState state = entry.status.state();
  const bool again = state == v1::QUERY_STATE_RELEASED || state == v1::QUERY_STATE_FAILED;
  if (state == v1::QUERY_STATE_RUNNING) return StatusOf(digest);
  if (state != v1::QUERY_STATE_APPROVED && !again) {
    return WrongState(state == v1::QUERY_STATE_AWAITING_APPROVAL
                          ? "the query is not approved by every member yet: see `ginnel query show`"
                          : absl::StrCat("the query cannot run: ", entry.status.detail()));
  }
  if (entry.decisions.size() != static_cast<size_t>(entry.status.members_size())) {
    return WrongState(
        "the query is not approved by every member any more: see `ginnel query show`");
  }
  if (entry.status.runs_used() >= entry.status.runs_allowed()) {
    return ReasonedError(absl::StatusCode::kFailedPrecondition, v1::REASON_APPROVAL_USED_UP,
                         absl::StrCat("all ", entry.status.runs_allowed(),
                                      " approved runs of this query are used: submit it anew"));
  }
  RETURN_IF_ERROR(parts_.book->SetState(digest, v1::QUERY_STATE_RUNNING, ""));
  parts_.board->Touch();
  Launch(digest);
  return StatusOf(digest);
}

void Coordinator::Launch(const std::string& digest) {
  std::lock_guard lock(mutex_);
  if (stopping_) return;
  for (std::thread& thread : ended_) thread.join();
  ended_.clear();
  if (threads_.contains(digest)) return;
  parts_.board->Begin(digest);
  threads_[digest] = std::thread([this, digest] {
    const absl::Status status = runs_.Run(digest);
    if (!status.ok() && !stopping_) {
      parts_.log->Write(Event::kRunFailed, {{"query", digest}, {"error", status.ToString()}});
      const absl::Status kept =
          parts_.book->SetState(digest, v1::QUERY_STATE_FAILED, DetailFor(status));
      if (!kept.ok()) {
        parts_.log->Write(Event::kStoreFailed, {{"query", digest}, {"error", kept.ToString()}});
      }
    }
    {
      // An approval may have been taken back meanwhile.
      const std::lock_guard one(changing_);
      if (const absl::Status settled = Settle(digest); !settled.ok()) {
        parts_.log->Write(Event::kStoreFailed, {{"query", digest}, {"error", settled.ToString()}});
      }
    }
    std::lock_guard done(mutex_);
    const auto self = threads_.find(digest);
    if (self != threads_.end()) {
      ended_.push_back(std::move(self->second));
      threads_.erase(self);
    }
    parts_.board->End(digest, parts_.clock->Now());
  });
}

absl::StatusOr<v1::QueryStatus> Coordinator::StatusOfEntry(const QueryBook::Entry& entry) const {
  v1::QueryStatus status = entry.status;
  for (const std::string& member : entry.status.members()) {
    v1::MemberDecision& decision = *status.add_decisions();
    decision.set_member(member);
    for (size_t i = 0; i < entry.decisions.size(); ++i) {
      RETURN_IF_ERROR(DescribeDecision(entry.decisions[i], entry.remarks[i], decision));
    }
  }
  if (!IsFinal(status.state()) && status.state() != v1::QUERY_STATE_RUNNING) {
    ASSIGN_OR_RETURN(const Day last, ParseDay(status.not_after()));
    if (DayOf(parts_.clock->Now()) > last) status.set_state(v1::QUERY_STATE_EXPIRED);
  }
  const RunBoard::View view = parts_.board->Of(status.query_digest());
  status.set_step(view.step);
  for (const v1::RunTiming& timing : view.timings) *status.add_timings() = timing;
  // Its thread may still be tidying up: a watcher sees the end only when it is over.
  if (view.running && IsFinal(status.state())) status.set_state(v1::QUERY_STATE_RUNNING);
  return status;
}

absl::StatusOr<QueryBook::Entry> Coordinator::Get(std::string_view prefix) const {
  ASSIGN_OR_RETURN(const std::string digest, parts_.book->Resolve(prefix));
  ASSIGN_OR_RETURN(QueryBook::Entry entry, parts_.book->Get(digest));
  ASSIGN_OR_RETURN(entry.status, StatusOfEntry(entry));
  return entry;
}

absl::StatusOr<v1::QueryStatus> Coordinator::StatusOf(std::string_view prefix) const {
  ASSIGN_OR_RETURN(QueryBook::Entry entry, Get(prefix));
  return std::move(entry.status);
}

absl::StatusOr<std::vector<v1::QueryStatus>> Coordinator::List() const {
  ASSIGN_OR_RETURN(const std::vector<std::string> digests, parts_.book->List());
  std::vector<v1::QueryStatus> all;
  for (const std::string& digest : digests) {
    ASSIGN_OR_RETURN(v1::QueryStatus status, StatusOf(digest));
    all.push_back(std::move(status));
  }
  return all;
}

absl::StatusOr<v1::Envelope> Coordinator::Release(std::string_view prefix, uint32_t n) const {
  ASSIGN_OR_RETURN(const std::string digest, parts_.book->Resolve(prefix));
  return parts_.book->Release(digest, n);
}

absl::StatusOr<std::vector<v1::Envelope>> Coordinator::OffersFor(const std::string& member) const {
  std::vector<v1::Envelope> offers;
  ASSIGN_OR_RETURN(const std::vector<std::string> digests, parts_.book->List());
  for (const std::string& digest : digests) {
    ASSIGN_OR_RETURN(const QueryBook::Entry entry, Get(digest));
    if (entry.status.state() != v1::QUERY_STATE_AWAITING_APPROVAL) continue;
    if (std::ranges::find(entry.status.members(), member) == entry.status.members().end()) continue;
    offers.push_back(entry.query);
  }
  return offers;
}

}  // namespace ginnel::coordinator
