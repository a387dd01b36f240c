// SPDX-License-Identifier: Apache-2.0
#include "governance/register/run_rules.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "governance/entitlement.h"
#include "governance/mandate.h"
#include "governance/refuse.h"
#include "governance/register/entry_facts.h"
#include "governance/register/register_query.h"
#include "governance/run_id.h"

namespace ginnel::governance {
namespace {

constexpr size_t kOtherTrustees = 2;  // beside the coordinator: an attempt is voided by both

// The attempt that `statement`, a void or released, speaks of is there, and has the
// numbers that it says.
template <typename T>
absl::Status CheckRunThere(const T& statement, store::Snapshot& tx) {
  bool there = false;
  RETURN_IF_ERROR(ReadStatementsAbout<v1::Run>(
      tx, AboutQuery(statement.query_digest()), [&](uint64_t, const v1::Run& run) {
        there = there || (RunIdOf(run).ToHex() == statement.run_id() && run.n() == statement.n() &&
                          run.attempt() == statement.attempt());
        return absl::OkStatus();
      }));
  if (there) return absl::OkStatus();
  return ReasonedError(absl::StatusCode::kFailedPrecondition, v1::REASON_NOT_ON_REGISTER,
                       "the register holds no run of which this speaks");
}

// What the trustees have said of that attempt.
struct Voids {
  std::set<std::string> by;
  bool tested = false;  // by the word of any: it is known which of its cells were small
};

absl::StatusOr<Voids> VoidsOf(std::string_view query, uint32_t n, uint32_t attempt,
                              store::Snapshot& tx) {
  Voids voids;
  RETURN_IF_ERROR(
      ReadStatementsAbout<v1::Void>(tx, AboutQuery(query), [&](uint64_t, const v1::Void& promise) {
        if (promise.n() != n || promise.attempt() != attempt) return absl::OkStatus();
        voids.by.insert(promise.trustee());
        voids.tested = voids.tested || promise.tested();
        return absl::OkStatus();
      }));
  return voids;
}

bool SameRoster(const v1::Run& one, const v1::Run& other) {
  return std::equal(one.roster().begin(), one.roster().end(), other.roster().begin(),
                    other.roster().end());
}

// The attempt of that id; nothing if there is none.
absl::StatusOr<std::optional<v1::Run>> RunOfId(std::string_view query, const std::string& run_id,
                                               store::Snapshot& tx) {
  std::optional<v1::Run> found;
  RETURN_IF_ERROR(
      ReadStatementsAbout<v1::Run>(tx, AboutQuery(query), [&](uint64_t, const v1::Run& run) {
        if (RunIdOf(run).ToHex() == run_id) found = run;
        return absl::OkStatus();
      }));
  return found;
}

// Trustees 2 and 3 have each said that the attempt before was voided: an attempt follows only such.
absl::Status CheckVoided(const v1::Run& run, const Agreement& agreement, store::Snapshot& tx) {
  ASSIGN_OR_RETURN(const Voids voids, VoidsOf(run.query_digest(), run.n(), run.attempt() - 1, tx));
  for (const int index : {2, 3}) {
    if (voids.by.count(agreement.trustee(index).id()) != 0) continue;
    return Refuse(v1::REASON_RUN_REPLAYED,
                  absl::StrCat("attempt ", run.attempt(), " comes without the word of ",
                               agreement.trustee(index).id(), " that the one before was voided"));
  }
  return absl::OkStatus();
}

// (n, attempt) only ever goes up, one by one. What run 1 opened over is what every later run is
// over: the same question over one member more or less, and a subtraction, is that member's answer.
absl::Status CheckRunFollows(const v1::Run& run, const Agreement& agreement, store::Snapshot& tx) {
  uint32_t n = 0;
  uint32_t attempt = 0;
  std::optional<v1::Run> bound;  // over whose members this run must be
  RETURN_IF_ERROR(ReadStatementsAbout<v1::Run>(tx, AboutQuery(run.query_digest()),
                                               [&](uint64_t, const v1::Run& earlier) {
                                                 n = earlier.n();
                                                 attempt = earlier.attempt();
                                                 // The last attempt of the run before is the one
                                                 // that opened.
                                                 if (n + 1 == run.n()) bound = earlier;
                                                 return absl::OkStatus();
                                               }));
  RETURN_IF_ERROR(ReadStatementsAbout<v1::Void>(
      tx, AboutQuery(run.query_digest()), [&](uint64_t, const v1::Void& word) -> absl::Status {
        if (word.n() != run.n() || !word.tested()) return absl::OkStatus();
        // Everybody knows which of its cells were small: over other members the difference tells.
        ASSIGN_OR_RETURN(bound, RunOfId(run.query_digest(), word.run_id(), tx));
        return absl::OkStatus();
      }));
  const bool next = run.n() == n + 1 && run.attempt() == 1;
  const bool again = run.n() == n && run.attempt() == attempt + 1;
  if (!next && !again) {
    return ReasonedError(
        absl::StatusCode::kFailedPrecondition, v1::REASON_RUN_REPLAYED,
        absl::StrCat("run ", run.n(), " attempt ", run.attempt(), " does not follow run ", n,
                     " attempt ", attempt, ", the last one of this query on the register"));
  }
  if (bound && !SameRoster(run, *bound)) {
    return Refuse(v1::REASON_ROSTER_MISMATCH,
                  absl::StrCat("run ", run.n(), " attempt ", run.attempt(),
                               " is over other members than run ", bound->n(), " attempt ",
                               bound->attempt(), ", of which something is known"));
  }
  return again ? CheckVoided(run, agreement, tx) : absl::OkStatus();
}

// Approvals are of this very query; a standing approval is a member's of the roster, whose cadence
// has room, and for one run. Whether it covers the query is for the verifiers, which have the
// agreement's purposes and a clock.
absl::Status CheckRestsOn(const v1::Run& run, store::Snapshot& tx) {
  std::set<std::string> seen;
  for (const std::string& digest : run.approval_digests()) {
    if (!seen.insert(digest).second) {
      return Refuse(v1::REASON_APPROVAL_OTHER_QUERY, "the run names an approval twice");
    }
    const absl::StatusOr<v1::Approval> approval = OnRegister<v1::Approval>(tx, digest);
    if (approval.ok()) {
      if (approval->query_digest() == run.query_digest()) continue;
      return Refuse(v1::REASON_APPROVAL_OTHER_QUERY,
                    absl::StrCat("the approval ", digest, " is of another query than the run"));
    }
    ASSIGN_OR_RETURN(const crypto::Digest hash, crypto::Digest::FromHex(digest));
    ASSIGN_OR_RETURN(const auto found,
                     RegisterStore::Find(tx, StatementType<v1::StandingApproval>::kName, hash));
    if (!found) return approval.status();
    ASSIGN_OR_RETURN(const v1::Envelope envelope, crypto::EnvelopeFromJson(found->entry));
    ASSIGN_OR_RETURN(const v1::StandingApproval standing,
                     ReadUnverifiedStatement<v1::StandingApproval>(envelope));
    const bool takes_part = std::find(run.roster().begin(), run.roster().end(),
                                      standing.member()) != run.roster().end();
    if (!takes_part || run.n() != 1) {
      return Refuse(v1::REASON_APPROVAL_USED_UP,
                    absl::StrCat("the standing approval ", digest,
                                 " is of a member that does not take part, or the query ran "
                                 "before"));
    }
    RETURN_IF_ERROR(CheckStandingHasRoom(run, digest, tx));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckStandingHasRoom(const v1::Run& run, const std::string& digest,
                                  store::Snapshot& tx) {
  ASSIGN_OR_RETURN(const crypto::Digest hash, crypto::Digest::FromHex(digest));
  ASSIGN_OR_RETURN(const auto found,
                   RegisterStore::Find(tx, StatementType<v1::StandingApproval>::kName, hash));
  ASSIGN_OR_RETURN(const v1::StandingApproval standing,
                   OnRegister<v1::StandingApproval>(tx, digest));
  ASSIGN_OR_RETURN(const absl::Time now, ParseGivenAt(run.started_at()));
  const absl::Time start = StartOfCadence(standing.cadence(), now);
  std::vector<v1::Run> others;
  // From the standing approval on, whatever times they say: an entry with an old time hides none.
  RETURN_IF_ERROR(RegisterStore::ReadSince(
      tx, StatementType<v1::Run>::kName, found->index,
      [&](uint64_t, std::string_view entry) -> absl::Status {
        ASSIGN_OR_RETURN(const v1::Envelope envelope, crypto::EnvelopeFromJson(entry));
        ASSIGN_OR_RETURN(v1::Run each, ReadUnverifiedStatement<v1::Run>(envelope));
        const auto& rests = each.approval_digests();
        const bool uses = std::find(rests.begin(), rests.end(), digest) != rests.end();
        if (uses && each.query_digest() != run.query_digest()) others.push_back(std::move(each));
        return absl::OkStatus();
      }));
  for (const v1::Run& other : others) {
    ASSIGN_OR_RETURN(const Voids voids,
                     VoidsOf(other.query_digest(), other.n(), other.attempt(), tx));
    const bool voided = voids.by.size() >= kOtherTrustees;
    if (voided && !voids.tested) continue;
    if (!run.roster().empty() && !SameRoster(run, other)) {
      return Refuse(
          v1::REASON_ROSTER_MISMATCH,
          absl::StrCat("the standing approval of ", standing.member(),
                       " carried a query over other members before (", other.query_digest(),
                       "): the difference of two would be a member's own figures. "
                       "Such a query is approved by itself"));
    }
    ASSIGN_OR_RETURN(const absl::Time started, ParseGivenAt(other.started_at()));
    if (voided || started < start) continue;
    return Refuse(v1::REASON_APPROVAL_USED_UP,
                  absl::StrCat("the standing approval of ", standing.member(),
                               " lets one query run in each period, and since ", ToRfc3339(start),
                               " that was ", other.query_digest()));
  }
  return absl::OkStatus();
}

absl::StatusOr<EntryFacts> JudgeRun(const v1::Envelope& envelope, const Agreement& agreement,
                                    store::Snapshot& tx) {
  ASSIGN_OR_RETURN(const crypto::VerifyingKey key, TrusteeKey(1, agreement));
  ASSIGN_OR_RETURN(const v1::Run run, OpenStatement<v1::Run>(envelope, key));
  RETURN_IF_ERROR(OnRegister<v1::Query>(tx, run.query_digest()).status());
  RETURN_IF_ERROR(CheckRestsOn(run, tx));
  RETURN_IF_ERROR(CheckNothingTakenBack(run, agreement, tx));
  RETURN_IF_ERROR(CheckRunFollows(run, agreement, tx));
  return FactsOf<v1::Run>(envelope, AboutQuery(run.query_digest()));
}

absl::StatusOr<EntryFacts> JudgeVoid(const v1::Envelope& envelope, const Agreement& agreement,
                                     store::Snapshot& tx) {
  ASSIGN_OR_RETURN(
      const v1::Void promise,
      OpenStatementBy<v1::Void>(
          envelope, [&](const v1::Void& claimed) -> absl::StatusOr<crypto::VerifyingKey> {
            const int index = agreement.TrusteeIndex(claimed.trustee());
            if (index != 2 && index != 3) {
              return Refuse(v1::REASON_ROLE_REQUIRED, "only trustees 2 and 3 void an attempt");
            }
            return TrusteeKey(index, agreement);
          }));
  RETURN_IF_ERROR(CheckRunThere(promise, tx));
  return FactsOf<v1::Void>(envelope, AboutQuery(promise.query_digest()));
}

absl::StatusOr<EntryFacts> JudgeReleased(const v1::Envelope& envelope, const Agreement& agreement,
                                         store::Snapshot& tx) {
  ASSIGN_OR_RETURN(const crypto::VerifyingKey key, TrusteeKey(1, agreement));
  ASSIGN_OR_RETURN(const v1::Released released, OpenStatement<v1::Released>(envelope, key));
  RETURN_IF_ERROR(CheckRunThere(released, tx));
  return FactsOf<v1::Released>(envelope, AboutQuery(released.query_digest()));
}

}  // namespace ginnel::governance
