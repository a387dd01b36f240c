// SPDX-License-Identifier: Apache-2.0
#include "governance/approval_verifier.h"

#include <algorithm>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "base/calendar.h"
#include "base/reason.h"
#include "base/status.h"
#include "crypto/dsse.h"
#include "governance/refuse.h"
#include "governance/run_id.h"
#include "governance/statement.h"

namespace ginnel::governance {
namespace {

constexpr int kCoordinator = 1;  // index of the trustee that signs runs
constexpr size_t kNonceBytes = 32;

}  // namespace

absl::StatusOr<VerifiedQuery> ApprovalVerifier::Verify(const v1::RunPackage& package,
                                                       const RunHistory& history) const {
  ASSIGN_OR_RETURN(const v1::Run run, OpenRun(package.run()));
  ASSIGN_OR_RETURN(SubmittedQuery query,
                   VerifySubmittedQuery(package.query(), *agreement_, clock_, &register_));
  RETURN_IF_ERROR(CheckRun(run, query));
  RETURN_IF_ERROR(CheckThreshold(run, query.query));
  VerifiedQuery verified;
  verified.run_ = run;
  verified.run_id_ = RunIdOf(run);
  verified.roster_.assign(run.roster().begin(), run.roster().end());
  RETURN_IF_ERROR(CheckApprovals(package, query, verified));
  RETURN_IF_ERROR(CheckOrder(run, history, query.digest));
  RETURN_IF_ERROR(register_.CheckRun(package, clock_.Now()));
  verified.query_ = std::move(query.query);
  verified.query_digest_ = query.digest;
  return verified;
}

absl::StatusOr<v1::Run> ApprovalVerifier::OpenRun(const v1::Envelope& envelope) const {
  ASSIGN_OR_RETURN(const crypto::VerifyingKey coordinator,
                   crypto::VerifyingKey::FromHex(agreement_->trustee(kCoordinator).signing_key()));
  ASSIGN_OR_RETURN(v1::Run run, OpenStatement<v1::Run>(envelope, coordinator));
  const absl::StatusOr<absl::Time> started = ParseRfc3339(run.started_at());
  if (!started.ok() || !crypto::FromHex(run.nonce(), kNonceBytes).ok() || run.n() == 0 ||
      run.attempt() == 0) {
    return ReasonedError(
        absl::StatusCode::kInvalidArgument, v1::REASON_STATEMENT_MALFORMED,
        "the run statement lacks a nonce of 64 hex digits, a number, an attempt or its time");
  }
  const absl::Time now = clock_.Now();
  if (*started > now + kMaxClockSkew || *started < now - kMaxClockSkew) {
    return Refuse(v1::REASON_CLOCK_SKEW,
                  absl::StrCat("the run started at ", run.started_at(), " and the time here is ",
                               ToRfc3339(now), ": it is stale, or one of the clocks is wrong"));
  }
  return run;
}

absl::Status ApprovalVerifier::CheckRun(const v1::Run& run, const SubmittedQuery& query) const {
  if (run.query_digest() != query.digest.ToHex()) {
    return Refuse(v1::REASON_APPROVAL_OTHER_QUERY,
                  absl::StrCat("the run is of another query: ", run.query_digest()));
  }
  if (run.agreement_digest() != agreement_->digest().ToHex()) {
    return Refuse(v1::REASON_AGREEMENT_MISMATCH,
                  absl::StrCat("the run is under the agreement ", run.agreement_digest(),
                               ", the one here is ", agreement_->digest().ToHex()));
  }
  if (run.attempt() > kMaxAttempts) {
    return Refuse(v1::REASON_APPROVAL_USED_UP,
                  absl::StrCat("a run may be attempted ", kMaxAttempts, " times"));
  }
  if (role_.is_node() &&
      std::find(run.roster().begin(), run.roster().end(), role_.member()) == run.roster().end()) {
    return Refuse(v1::REASON_ROSTER_MISMATCH,
                  absl::StrCat(role_.member(), " is not on the roster of the run"));
  }
  return absl::OkStatus();
}

// The floor is the agreement's; a query may ask for a stricter profile, never for a looser one.
absl::Status ApprovalVerifier::CheckThreshold(const v1::Run& run, const v1::Query& query) const {
  ASSIGN_OR_RETURN(const uint32_t floor,
                   threshold_of_(agreement_->constitution().floors().profile()));
  const absl::StatusOr<uint32_t> asked = threshold_of_(query.profile());
  if (!asked.ok() || *asked < floor) {
    return Refuse(
        v1::REASON_QUERY_INVALID,
        absl::StrCat("profile '", query.profile(), "' is unknown or looser than the agreement's '",
                     agreement_->constitution().floors().profile(), "'"));
  }
  // Exactly: two runs with different thresholds would narrow a cell that one of them suppresses.
  if (run.threshold() != *asked) {
    return Refuse(v1::REASON_APPROVAL_OTHER_QUERY,
                  absl::StrCat("the run would show counts from ", run.threshold(),
                               ", the profile '", query.profile(), "' from ", *asked));
  }
  return absl::OkStatus();
}

absl::Status ApprovalVerifier::CheckApprovals(const v1::RunPackage& package,
                                              const SubmittedQuery& query,
                                              VerifiedQuery& verified) const {
  const v1::Run& run = verified.run_;
  if (run.roster().empty() || package.approvals_size() < run.roster_size() ||
      run.approval_digests_size() != package.approvals_size()) {
    return Refuse(v1::REASON_APPROVAL_MISSING,
                  absl::StrCat("there are ", package.approvals_size(), " approvals for ",
                               run.roster_size(), " members: each must approve"));
  }
  const std::vector<v1::Envelope> approvals(package.approvals().begin(), package.approvals().end());
  ASSIGN_OR_RETURN(const std::vector<MemberApproval> given,
                   VerifyRosterApprovals(verified.roster_, approvals, query,
                                         {*agreement_, clock_, register_, threshold_of_}));
  for (size_t i = 0; i < given.size(); ++i) {
    if (run.n() <= given[i].max_runs) continue;
    return Refuse(v1::REASON_APPROVAL_USED_UP,
                  absl::StrCat(verified.roster_[i], " approved ", given[i].max_runs,
                               " runs; this is run ", run.n()));
  }
  for (int i = 0; i < package.approvals_size(); ++i) {
    verified.approval_digests_.push_back(crypto::PayloadDigest(approvals[i]));
    if (run.approval_digests(i) != verified.approval_digests_.back().ToHex()) {
      return Refuse(
          v1::REASON_APPROVAL_OTHER_QUERY,
          absl::StrCat("the run rests on another approval of ", ClaimedMember(approvals[i])));
    }
  }
  verified.sectors_ = given.front().sectors;
  verified.attributable_ = given.front().attributable;
  return absl::OkStatus();
}

// (n, attempt) only ever goes up, and n by one at a time: a run cannot have opened without every
// member of the roster.
absl::Status ApprovalVerifier::CheckOrder(const v1::Run& run, const RunHistory& history,
                                          const crypto::Digest& query) const {
  ASSIGN_OR_RETURN(RunProgress last, history.ProgressOf(query));
  ASSIGN_OR_RETURN(const RunProgress before, register_.Before(run));
  if (std::tie(last.n, last.attempt) < std::tie(before.n, before.attempt)) last = before;
  const bool again = run.n() == last.n && run.attempt() > last.attempt && !last.spent;
  const bool next = run.n() == last.n + 1;
  if (again || next) return absl::OkStatus();
  return Refuse(
      v1::REASON_RUN_REPLAYED,
      absl::StrCat("run ", run.n(), " attempt ", run.attempt(), " does not follow run ", last.n,
                   " attempt ", last.attempt, last.spent ? ", which has opened" : "",
                   ", the last one accepted here"));
}

}  // namespace ginnel::governance
