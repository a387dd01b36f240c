// SPDX-License-Identifier: Apache-2.0
#include "coordinator/run_query.h"

#include <algorithm>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/calendar.h"
#include "base/reason.h"
#include "base/status.h"
#include "coordinator/make_release.h"
#include "coordinator/name_spine.h"
#include "crypto/digest.h"
#include "crypto/dsse.h"
#include "disclosure/profile.h"
#include "governance/member_approval.h"
#include "governance/run_id.h"
#include "governance/statement.h"
#include "governance/taken_back.h"
#include "sharing/opening.h"

namespace ginnel::coordinator {
namespace {

constexpr absl::Duration kPatienceForOptional = absl::Seconds(2);

// Errors that another attempt may not meet again: a trustee that was started again meanwhile knows
// nothing of this one (NotFound).
bool MayPass(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsNotFound(status) ||
         absl::IsDeadlineExceeded(status) || absl::IsAborted(status) || absl::IsCancelled(status);
}

// What the register says of a release: no figure, but how many were kept back.
v1::Released SayReleased(const v1::Release& release, const v1::Envelope& envelope) {
  v1::Released released;
  released.set_query_digest(release.query_digest());
  released.set_run_id(release.run_id());
  released.set_n(release.n());
  released.set_attempt(release.attempt());
  released.set_release_digest(crypto::PayloadDigest(envelope).ToHex());
  released.set_opening_commitment(release.opening_commitment());
  released.set_shadow(release.shadow());
  released.set_cells(static_cast<uint32_t>(release.cells_size()));
  uint32_t suppressed = 0;
  uint32_t withheld = 0;
  for (const v1::ReleasedCell& cell : release.cells()) {
    suppressed += cell.state() == v1::CELL_STATE_SUPPRESSED ? 1 : 0;
    withheld += cell.state() == v1::CELL_STATE_WITHHELD ? 1 : 0;
  }
  released.set_suppressed(suppressed);
  released.set_withheld(withheld);
  released.set_released_at(release.released_at());
  return released;
}

absl::Status NotConnected(const std::vector<std::string>& away) {
  return ReasonedError(absl::StatusCode::kUnavailable, v1::REASON_UNAVAILABLE,
                       absl::StrCat("not connected: ", absl::StrJoin(away, ", "),
                                    "; nothing was run. Start their nodes and run the query "
                                    "again"));
}

// A trustee's word that its ledger rules it out, for ever.
bool IsRuledOut(const absl::Status& status) {
  return absl::IsFailedPrecondition(status) && ReasonOf(status) == v1::REASON_WRONG_STATE;
}

}  // namespace

RunQuery::RunQuery(Parts parts) : parts_(std::move(parts)) {}

absl::Status RunQuery::Run(const std::string& digest) {
  ASSIGN_OR_RETURN(const QueryBook::Entry entry, parts_.book->Get(digest));
  ASSIGN_OR_RETURN(std::vector<Attempt> attempts, parts_.book->Attempts(digest));
  // First, what an earlier process or attempt left.
  uint32_t n = 1;
  uint32_t number = 1;
  std::vector<v1::Envelope> voids;
  if (!attempts.empty()) {
    Attempt& last = attempts.back();
    if (last.state == AttemptState::kReady) {
      const absl::Status opened = Open(last);
      if (!IsRuledOut(opened)) return opened;
      RETURN_IF_ERROR(GiveUp(last));
      if (last.state == AttemptState::kFailed) return opened;
    } else if (last.state == AttemptState::kStarted) {
      RETURN_IF_ERROR(GiveUp(last));
    }
    if (last.state == AttemptState::kVoided && last.number >= kAttempts) {
      return ReasonedError(
          absl::StatusCode::kFailedPrecondition, v1::REASON_WRONG_STATE,
          absl::StrCat("the query is paused: ", kAttempts, " attempts of run ", last.n,
                       " failed, nothing was opened. Find out why, then submit it anew"));
    }
    const bool again = last.state == AttemptState::kVoided;
    n = again ? last.n : last.n + 1;
    number = again ? last.number + 1 : 1;
    if (again) voids = last.voids;
  }
  absl::Status status;
  Tries tries;
  for (; number <= kAttempts; ++number) {
    tries.failed_member.clear();
    status = RunAttempt(entry, n, number, voids, tries);
    if (status.ok() || parts_.stopping()) return status;
    ASSIGN_OR_RETURN(attempts, parts_.book->Attempts(digest));
    if (attempts.empty()) return status;  // it never began: nothing to void
    Attempt& last = attempts.back();
    if (last.n != n || last.number != number) return status;
    const bool lost = last.state == AttemptState::kReady && IsRuledOut(status);
    if (last.state != AttemptState::kStarted && !lost) return status;
    RETURN_IF_ERROR(GiveUp(last));
    voids = last.voids;
    if (last.state == AttemptState::kFailed) return status;
    // A member that may be away is left out of the next attempt once it failed one.
    const auto& optional = entry.status.optional();
    const bool without =
        std::find(optional.begin(), optional.end(), tries.failed_member) != optional.end();
    if (without) tries.left_out.insert(tries.failed_member);
    if (!without && !MayPass(status)) return status;
  }
  return status;
}

// Everybody who approved and is there, as far as the query lets the others be away; of a later run,
// exactly those of the run before.
absl::StatusOr<std::vector<Standing>> RunQuery::ChooseRoster(const QueryBook::Entry& entry,
                                                             uint32_t n, const Tries& tries) {
  const std::string& digest = entry.status.query_digest();
  ASSIGN_OR_RETURN(const sharing::InForce now, parts_.in_force());
  ASSIGN_OR_RETURN(const Standings standings,
                   StandingsOf(entry, *now.agreement, *parts_.clock, *parts_.on));
  ASSIGN_OR_RETURN(const std::vector<std::string> before, RosterBefore(digest, n));
  const auto in = [](const auto& list, const std::string& member) {
    return std::find(list.begin(), list.end(), member) != list.end();
  };
  std::vector<std::string> needed, wanted;
  for (const Standing& each : standings.members) {
    const bool must = before.empty() ? !each.optional : in(before, each.member);
    if (must && !each.ready()) {
      return ReasonedError(
          absl::StatusCode::kFailedPrecondition,
          each.held ? v1::REASON_HELD : v1::REASON_APPROVAL_MISSING,
          absl::StrCat(each.member, ": ", each.detail.empty() ? "has not approved" : each.detail));
    }
    if (must) needed.push_back(each.member);
    if (must || (before.empty() && each.ready() && !in(tries.left_out, each.member))) {
      wanted.push_back(each.member);
    }
  }
  parts_.board->Step(digest, "waiting for the members' nodes", parts_.clock->Now());
  if (const std::vector<std::string> away = parts_.nodes->WaitFor(needed, parts_.patience);
      !away.empty()) {
    return NotConnected(away);
  }
  // Whoever only reconnects is waited for; who is away is not.
  std::vector<std::string> absent =
      parts_.nodes->WaitFor(wanted, std::min(parts_.patience, kPatienceForOptional));
  std::vector<Standing> roster;
  for (const Standing& each : standings.members) {
    if (in(wanted, each.member) && !in(absent, each.member)) roster.push_back(each);
  }
  if (roster.size() >= standings.coverage.least) return roster;
  absent.insert(absent.end(), tries.left_out.begin(), tries.left_out.end());
  return NotConnected(absent);
}

// Over whom this run must be: the members of the run before, which opened, or of an attempt of this
// one of which it is known which cells were small. Nobody where nothing binds it.
absl::StatusOr<std::vector<std::string>> RunQuery::RosterBefore(const std::string& digest,
                                                                uint32_t n) const {
  std::vector<std::string> roster;
  ASSIGN_OR_RETURN(const std::vector<Attempt> attempts, parts_.book->Attempts(digest));
  for (const Attempt& attempt : attempts) {
    bool binds = attempt.n + 1 == n;
    for (const v1::Envelope& envelope : attempt.voids) {
      ASSIGN_OR_RETURN(const v1::Void word,
                       governance::ReadUnverifiedStatement<v1::Void>(envelope));
      binds = binds || (attempt.n == n && word.tested());
    }
    if (!binds) continue;
    ASSIGN_OR_RETURN(const v1::Run run,
                     governance::ReadUnverifiedStatement<v1::Run>(attempt.package.run()));
    roster.assign(run.roster().begin(), run.roster().end());
  }
  return roster;
}

absl::Status RunQuery::RunAttempt(const QueryBook::Entry& entry, uint32_t n, uint32_t number,
                                  const std::vector<v1::Envelope>& voids, Tries& tries) {
  const std::string& digest = entry.status.query_digest();
  ASSIGN_OR_RETURN(const std::vector<Standing> taking_part, ChooseRoster(entry, n, tries));
  std::vector<std::string> roster;
  for (const Standing& each : taking_part) roster.push_back(each.member);
  parts_.board->Step(digest, "preparing the trustees", parts_.clock->Now());
  RETURN_IF_ERROR(parts_.publisher->standing());
  RETURN_IF_ERROR(parts_.publisher->WaitForNodes(roster, parts_.patience));
  ASSIGN_OR_RETURN(Attempt attempt, Begin(entry, taking_part, n, number, voids));
  // On the register, where everybody can see it, before anything is uploaded.
  ASSIGN_OR_RETURN(*attempt.package.mutable_checkpoint(),
                   parts_.publisher->PublishFor(roster, parts_.patience));
  RETURN_IF_ERROR(PrepareTrustees(attempt.package));

  const auto watch = std::make_shared<AttemptWatch>(digest, roster);
  {
    std::lock_guard lock(mutex_);
    watches_[attempt.run_id] = watch;
  }
  parts_.board->Step(digest, "computing and sharing", parts_.clock->Now());
  // Again, now that it can be stopped: what came in between was not heard.
  absl::Status status = CheckStands(attempt);
  if (status.ok()) status = Assign(attempt, roster);
  if (status.ok()) status = Share(attempt, *watch);
  tries.failed_member = watch->failed_member();
  {
    std::lock_guard lock(mutex_);
    watches_.erase(attempt.run_id);
  }
  RETURN_IF_ERROR(status);
  ASSIGN_OR_RETURN(const std::vector<Attempt> attempts, parts_.book->Attempts(digest));
  return Open(attempts.back());
}

absl::StatusOr<Attempt> RunQuery::Begin(const QueryBook::Entry& entry,
                                        const std::vector<Standing>& taking_part, uint32_t n,
                                        uint32_t number, const std::vector<v1::Envelope>& voids) {
  ASSIGN_OR_RETURN(const v1::Query query,
                   governance::ReadUnverifiedStatement<v1::Query>(entry.query));
  ASSIGN_OR_RETURN(const disclosure::Profile profile, disclosure::FindProfile(query.profile()));
  v1::Run run;
  run.set_query_digest(entry.status.query_digest());
  ASSIGN_OR_RETURN(const sharing::InForce now, parts_.in_force());
  run.set_agreement_digest(now.agreement->digest().ToHex());
  Attempt attempt;
  attempt.query = entry.status.query_digest();
  attempt.n = n;
  attempt.number = number;
  *attempt.package.mutable_query() = entry.query;
  for (const Standing& each : taking_part) {
    run.add_roster(each.member);
    for (const v1::Envelope& approval : each.approvals) {
      run.add_approval_digests(crypto::PayloadDigest(approval).ToHex());
      *attempt.package.add_approvals() = approval;
    }
  }
  std::array<uint8_t, 32> nonce{};
  parts_.random->Fill(nonce);
  run.set_nonce(crypto::ToHex(nonce));
  run.set_n(n);
  run.set_attempt(number);
  run.set_threshold(profile.threshold);
  RETURN_IF_ERROR(NameSpine(query, now, *parts_.on, run));
  run.set_started_at(ToRfc3339(parts_.clock->Now()));
  ASSIGN_OR_RETURN(*attempt.package.mutable_run(), governance::SignStatement(run, *parts_.signer));
  for (const v1::Envelope& envelope : voids) *attempt.package.add_voids() = envelope;
  attempt.run_id = governance::RunIdOf(run).ToHex();
  RETURN_IF_ERROR(parts_.book->AddAttempt(attempt));
  parts_.log->Write(Event::kRunStarted, {{"run_id", attempt.run_id}, {"query", attempt.query}});
  return attempt;
}

absl::Status RunQuery::PrepareTrustees(const v1::RunPackage& package) {
  RETURN_IF_ERROR(parts_.trustee->Prepare(package));
  std::array<absl::Status, 2> results;
  std::thread second([&] { results[0] = parts_.others[0]->Prepare(package); });
  results[1] = parts_.others[1]->Prepare(package);
  second.join();
  RETURN_IF_ERROR(results[0]);
  return results[1];
}

absl::Status RunQuery::Assign(const Attempt& attempt, const std::vector<std::string>& roster) {
  v1::CoordinatorMessage message;
  *message.mutable_assign() = attempt.package;
  for (const std::string& member : roster) {
    RETURN_IF_ERROR(parts_.nodes->Send(member, message));
  }
  return absl::OkStatus();
}

// Trustee 1's own part of the protocol, while the nodes report.
absl::Status RunQuery::Share(const Attempt& attempt, AttemptWatch& watch) {
  const absl::StatusOr<sharing::PassedShares> passed = parts_.trustee->Serve(attempt.run_id);
  // A node's word on why it did not upload says more than the lack of its upload.
  RETURN_IF_ERROR(watch.status());
  RETURN_IF_ERROR(passed.status());
  ASSIGN_OR_RETURN(const std::vector<v1::MemberEnvelope> members,
                   watch.WaitForAll(parts_.patience));
  // Kept before the opening, so that a repeated one commits to the same, and an auditor can be
  // shown what T1 opened: the cells from all three trustees' kept shares, and this.
  std::array<uint8_t, 32> salt{};
  parts_.random->Fill(salt);
  return parts_.book->SetReady(attempt.run_id, members, std::string(salt.begin(), salt.end()));
}

absl::Status RunQuery::Open(const Attempt& attempt) {
  parts_.board->Step(attempt.query, "opening what passed", parts_.clock->Now());
  RETURN_IF_ERROR(CheckStands(attempt));
  // The others first: until one of them answers, nothing is opened, and the attempt can be voided.
  ASSIGN_OR_RETURN(const v1::OpenResponse second, parts_.others[0]->Open(attempt.run_id));
  ASSIGN_OR_RETURN(const v1::OpenResponse third, parts_.others[1]->Open(attempt.run_id));
  ASSIGN_OR_RETURN(const std::string kept,
                   parts_.ledger->Open(attempt.run_id, parts_.clock->Now()));
  ASSIGN_OR_RETURN(const sharing::PassedShares mine, sharing::PassedShares::Unpack(kept));
  parts_.board->Step(attempt.query, "disclosure control", parts_.clock->Now());
  ASSIGN_OR_RETURN(const v1::Run run,
                   governance::ReadUnverifiedStatement<v1::Run>(attempt.package.run()));
  ASSIGN_OR_RETURN(const v1::Constitution constitution,
                   parts_.on->ConstitutionOf(run.agreement_digest()));
  ASSIGN_OR_RETURN(const query::Dictionary dictionary,
                   query::Dictionary::Create(constitution.dictionary()));
  const ReleaseMaker maker(constitution, dictionary, *parts_.clock);
  ASSIGN_OR_RETURN(const Attempt whole, WithAbsent(attempt));
  const absl::StatusOr<v1::Release> release = maker.Make(whole, mine, second, third);
  if (absl::IsDataLoss(release.status())) {
    // The same parts give the same answer for ever: without this one member's impossible figures
    // would stop the query's further runs too.
    RETURN_IF_ERROR(parts_.book->SetFailed(attempt));
  }
  RETURN_IF_ERROR(release.status());
  ASSIGN_OR_RETURN(const v1::Envelope envelope,
                   governance::SignStatement(*release, *parts_.signer));
  ASSIGN_OR_RETURN(const v1::Envelope released,
                   governance::SignStatement(SayReleased(*release, envelope), *parts_.signer));
  RETURN_IF_ERROR(parts_.book->AddRelease(attempt.query, attempt.n, attempt.run_id, envelope,
                                          released, attempt.n));
  parts_.publisher->Notify();
  parts_.log->Write(Event::kQueryReleased, {{"run_id", attempt.run_id}, {"query", attempt.query}});
  return absl::OkStatus();
}

// A missing member is never a silent zero: whoever was asked and is not in the run is named.
absl::StatusOr<Attempt> RunQuery::WithAbsent(const Attempt& attempt) const {
  Attempt whole = attempt;
  ASSIGN_OR_RETURN(const QueryBook::Entry entry, parts_.book->Get(attempt.query));
  ASSIGN_OR_RETURN(const v1::Run run,
                   governance::ReadUnverifiedStatement<v1::Run>(attempt.package.run()));
  for (const std::string& member : entry.status.members()) {
    if (std::find(run.roster().begin(), run.roster().end(), member) != run.roster().end()) continue;
    v1::MemberEnvelope& absent = whole.members.emplace_back();
    absent.set_member(member);
    absent.set_state(v1::MEMBER_STATE_OFFLINE);
    for (const v1::Envelope& decision : entry.decisions) {
      const bool refused = governance::IsStatement<v1::Refusal>(decision) &&
                           governance::ClaimedMember(decision) == member;
      if (refused) absent.set_state(v1::MEMBER_STATE_REFUSED);
    }
  }
  return whole;
}

// What was taken back rules the attempt out; the other trustees say the same when they are asked.
absl::Status RunQuery::CheckStands(const Attempt& attempt) const {
  if (attempt.state == AttemptState::kReady) {
    // What is opened here is opened: the release follows from it.
    ASSIGN_OR_RETURN(const bool opened, parts_.ledger->WasOpened(attempt.run_id));
    if (opened) return absl::OkStatus();
    ASSIGN_OR_RETURN(const std::optional<std::string> unopened,
                     parts_.ledger->QueryIfUnopened(attempt.run_id));
    if (!unopened) {
      return ReasonedError(absl::StatusCode::kFailedPrecondition, v1::REASON_WRONG_STATE,
                           "the attempt was voided: nobody is asked to open it");
    }
  }
  const absl::Status stands = parts_.on->CheckStands(attempt.query, attempt.run_id);
  if (!governance::RulesOut(stands)) return stands;
  return ReasonedError(absl::StatusCode::kFailedPrecondition, v1::REASON_WRONG_STATE,
                       std::string(stands.message()));
}

// A trustee that was killed between its last message and its ledger has nothing to open, now or
// later: the attempt is voided if none has opened, and n is spent if one has.
absl::Status RunQuery::GiveUp(Attempt& attempt) {
  absl::StatusOr<std::vector<v1::Envelope>> promises = VoidAttempt(attempt);
  if (promises.ok()) {
    attempt.voids = *std::move(promises);
    attempt.state = AttemptState::kVoided;
    return absl::OkStatus();
  }
  if (!IsRuledOut(promises.status())) return promises.status();
  attempt.state = AttemptState::kFailed;
  return parts_.book->SetFailed(attempt);
}

// Until both other trustees have promised, the query stays as it is: no other attempt is made.
absl::StatusOr<std::vector<v1::Envelope>> RunQuery::VoidAttempt(const Attempt& attempt) {
  std::vector<v1::Envelope> promises;
  for (sharing::OtherTrustee* other : parts_.others) {
    ASSIGN_OR_RETURN(v1::Envelope promise, other->Void(attempt.package.run()));
    promises.push_back(std::move(promise));
  }
  // Trustee 1's own ledger last: until the others have promised, an opening may still follow. Its
  // word is not needed by others.
  RETURN_IF_ERROR(parts_.trustee->Void(attempt.package.run()).status());
  RETURN_IF_ERROR(parts_.book->SetVoided(attempt.run_id, promises));
  parts_.publisher->Notify();
  return promises;
}

void RunQuery::Reported(const std::string& member, const v1::NodeMessage::Report& report) {
  std::shared_ptr<AttemptWatch> watch;
  {
    std::lock_guard lock(mutex_);
    const auto found = watches_.find(report.run_id());
    if (found == watches_.end()) return;
    watch = found->second;
  }
  watch->Reported(member, report);
  if (!watch->status().ok()) {
    if (const auto session = parts_.trustee->Find(report.run_id()); session.ok()) {
      (*session)->Close(watch->status());
    }
  }
}

void RunQuery::Stop(std::string_view query, std::string_view member, const absl::Status& why) {
  std::vector<std::string> ending;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [run_id, watch] : watches_) {
      if (watch->Stop(query, member, why)) ending.push_back(run_id);
    }
  }
  for (const std::string& run_id : ending) {
    if (const auto session = parts_.trustee->Find(run_id); session.ok()) (*session)->Close(why);
  }
}

void RunQuery::Disconnected(const std::string& member) {
  std::map<std::string, std::shared_ptr<AttemptWatch>> watches;
  {
    std::lock_guard lock(mutex_);
    watches = watches_;
  }
  for (const auto& [run_id, watch] : watches) {
    watch->Disconnected(member);
    if (watch->status().ok()) continue;
    if (const auto session = parts_.trustee->Find(run_id); session.ok()) {
      (*session)->Close(watch->status());
    }
  }
}

}  // namespace ginnel::coordinator
