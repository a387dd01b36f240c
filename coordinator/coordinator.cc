// SPDX-License-Identifier: Apache-2.0
#include "coordinator/coordinator.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/calendar.h"
#include "base/reason.h"
#include "base/status.h"
#include "coordinator/query_status.h"
#include "disclosure/profile.h"
#include "governance/coverage.h"
#include "governance/statement.h"
#include "governance/submitted_query.h"
#include "query/plan.h"

namespace ginnel::coordinator {
namespace {

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

// Approved, and yet not to be run now.
absl::Status NotReady(const Standings& standings) {
  for (const Standing& each : standings.members) {
    if (each.ready() || each.optional) continue;
    return ReasonedError(absl::StatusCode::kFailedPrecondition,
                         each.suspended ? v1::REASON_SUSPENDED : v1::REASON_HELD,
                         absl::StrCat(each.member, " ", each.detail));
  }
  return WrongState("too many members hold their answers or have suspended their part");
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
  // The last decision or revocation may have been kept, and not yet what follows from it.
  RETURN_IF_ERROR(SettleAll());
  for (const std::string& digest : digests) {
    ASSIGN_OR_RETURN(const QueryBook::Entry entry, parts_.book->Get(digest));
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
  ASSIGN_OR_RETURN(const governance::Coverage coverage,
                   governance::ResolveCoverage(query, *roster));
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
  for (const std::string& member : coverage.optional) status.add_optional(member);
  status.set_coverage(coverage.stated());
  const absl::Time submitted_at = parts_.clock->Now();
  status.set_submitted_at(ToRfc3339(submitted_at));
  if (const uint32_t days = constitution.floors().decision_days(); days > 0) {
    status.set_decide_by(ToRfc3339(submitted_at + absl::Hours(24) * days));
  }
  RETURN_IF_ERROR(parts_.book->Add(status, envelope));
  RETURN_IF_ERROR(Settle(digest));  // by standing approvals, it may be approved already
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
  ASSIGN_OR_RETURN(const std::optional<Standings> standings, JudgeStandings(entry));
  if (!standings || !standings->approved()) {
    return WrongState(
        "the query is not approved by every member any more: see `ginnel query show`");
  }
  if (!standings->ready()) return NotReady(*standings);
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
          parts_.book->ChangeState(digest, v1::QUERY_STATE_RUNNING, v1::QUERY_STATE_FAILED,
                                   DetailFor(status));  // unless it was ended meanwhile
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
  std::optional<Standings> standings;
  const v1::QueryState state = entry.status.state();
  const bool runs_left = entry.status.runs_used() < entry.status.runs_allowed();
  if (!IsFinal(state) || (state == v1::QUERY_STATE_RELEASED && runs_left)) {
    ASSIGN_OR_RETURN(standings, JudgeStandings(entry));
  }
  ASSIGN_OR_RETURN(v1::QueryStatus status, DescribeQuery(entry, standings, parts_.clock->Now()));
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

void Coordinator::Supplied(const std::string& member, const v1::NodeMessage::Supply& supply) {
  supplies_.Said(member, supply, parts_.clock->Now());
}

std::vector<v1::MemberSupply> Coordinator::Supplies() const {
  return supplies_.Of(parts_.on->agreement()->constitution(), parts_.nodes->connected());
}

}  // namespace ginnel::coordinator
