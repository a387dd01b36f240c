// SPDX-License-Identifier: Apache-2.0
#include "node/review/past_queries.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/document.h"
#include "base/reason.h"
#include "base/status.h"
#include "crypto/dsse.h"
#include "governance/query_class.h"
#include "governance/register/register_query.h"
#include "governance/run_id.h"
#include "governance/statement.h"

namespace ginnel::node {
namespace {

using governance::IsStatement;
using governance::ReadUnverifiedStatement;

constexpr size_t kFewestDigits = 8;
constexpr size_t kAllDigits = 64;

bool IsHexDigit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

}  // namespace

MemberWord PastQuery::WordOf(const std::string& member) const {
  const auto found = words.find(member);
  return found == words.end() ? MemberWord() : found->second;
}

absl::StatusOr<PastQueries> PastQueries::Read(const governance::Register& on) {
  PastQueries past;
  uint64_t first = 0;
  while (true) {
    ASSIGN_OR_RETURN(const v1::ListEntriesResponse page, on.Page(first));
    if (page.entries().empty()) return past;
    for (const std::string& entry : page.entries()) RETURN_IF_ERROR(past.Take(entry));
    first += static_cast<uint64_t>(page.entries_size());
  }
}

absl::Status PastQueries::Take(std::string_view entry) {
  ASSIGN_OR_RETURN(const v1::Envelope envelope, crypto::EnvelopeFromJson(entry));
  if (IsStatement<v1::Query>(envelope)) return TakeQuery(envelope);
  if (IsStatement<v1::Approval>(envelope)) return TakeApproval(envelope);
  if (IsStatement<v1::Refusal>(envelope)) return TakeRefusal(envelope);
  if (IsStatement<v1::Revocation>(envelope)) return TakeRevocation(envelope);
  if (IsStatement<v1::StandingApproval>(envelope)) return TakeStandingApproval(envelope);
  if (IsStatement<v1::Run>(envelope)) return TakeRun(envelope);
  if (IsStatement<v1::Released>(envelope)) return TakeReleased(envelope);
  return absl::OkStatus();  // nothing that a card speaks of
}

PastQuery* PastQueries::At(const std::string& digest) {
  const auto found = places_.find(digest);
  return found == places_.end() ? nullptr : &queries_[found->second];
}

absl::Status PastQueries::TakeQuery(const v1::Envelope& envelope) {
  PastQuery past;
  past.digest = crypto::PayloadDigest(envelope).ToHex();
  ASSIGN_OR_RETURN(past.query, ReadUnverifiedStatement<v1::Query>(envelope));
  ASSIGN_OR_RETURN(past.series, governance::SeriesDigest(past.query));
  past.query.clear_draft_models();
  places_[past.digest] = queries_.size();
  queries_.push_back(std::move(past));
  return absl::OkStatus();
}

absl::Status PastQueries::TakeApproval(const v1::Envelope& envelope) {
  ASSIGN_OR_RETURN(const v1::Approval approval, ReadUnverifiedStatement<v1::Approval>(envelope));
  PastQuery* past = At(approval.query_digest());
  if (past == nullptr) return absl::OkStatus();
  MemberWord& last = past->words[approval.member()];
  // A refusal ends a query, whatever comes after it.
  if (last.word == v1::ReviewCard::WORD_REFUSED) return absl::OkStatus();
  last = {v1::ReviewCard::WORD_APPROVED, approval.approver(), approval.given_at(),
          crypto::PayloadDigest(envelope).ToHex()};
  return absl::OkStatus();
}

absl::Status PastQueries::TakeRefusal(const v1::Envelope& envelope) {
  ASSIGN_OR_RETURN(const v1::Refusal refusal, ReadUnverifiedStatement<v1::Refusal>(envelope));
  if (PastQuery* past = At(refusal.query_digest())) {
    past->words[refusal.member()] = {v1::ReviewCard::WORD_REFUSED, refusal.person(),
                                     refusal.given_at(), ""};
  }
  return absl::OkStatus();
}

absl::Status PastQueries::TakeRevocation(const v1::Envelope& envelope) {
  ASSIGN_OR_RETURN(const v1::Revocation revocation,
                   ReadUnverifiedStatement<v1::Revocation>(envelope));
  standing_.erase(revocation.approval_digest());
  for (PastQuery& past : queries_) {
    const auto found = past.words.find(revocation.member());
    if (found == past.words.end()) continue;
    MemberWord& last = found->second;
    if (last.word != v1::ReviewCard::WORD_APPROVED ||
        last.statement != revocation.approval_digest()) {
      continue;
    }
    last = {v1::ReviewCard::WORD_TAKEN_BACK, revocation.person(), revocation.given_at(), ""};
  }
  return absl::OkStatus();
}

absl::Status PastQueries::TakeStandingApproval(const v1::Envelope& envelope) {
  ASSIGN_OR_RETURN(const v1::StandingApproval standing,
                   ReadUnverifiedStatement<v1::StandingApproval>(envelope));
  standing_[crypto::PayloadDigest(envelope).ToHex()] = {standing.member(), standing.approver()};
  return absl::OkStatus();
}

absl::Status PastQueries::TakeRun(const v1::Envelope& envelope) {
  ASSIGN_OR_RETURN(const v1::Run run, ReadUnverifiedStatement<v1::Run>(envelope));
  rosters_[governance::RunIdOf(run).ToHex()].assign(run.roster().begin(), run.roster().end());
  PastQuery* past = At(run.query_digest());
  if (past == nullptr) return absl::OkStatus();
  // A standing approval names no query: which ones it covered shows in the runs that rest on it.
  for (const std::string& digest : run.approval_digests()) {
    const auto found = standing_.find(digest);
    if (found == standing_.end()) continue;
    MemberWord& last = past->words[found->second.member];
    if (last.word != v1::ReviewCard::WORD_NONE) continue;
    last = {v1::ReviewCard::WORD_APPROVED, found->second.approver, run.started_at(), digest};
  }
  return absl::OkStatus();
}

absl::Status PastQueries::TakeReleased(const v1::Envelope& envelope) {
  ASSIGN_OR_RETURN(const v1::Released released, ReadUnverifiedStatement<v1::Released>(envelope));
  if (PastQuery* past = At(released.query_digest())) {
    past->releases.push_back({released.released_at(), rosters_[released.run_id()]});
  }
  return absl::OkStatus();
}

absl::StatusOr<const PastQuery*> PastQueries::Find(std::string_view digits) const {
  const auto invalid = [](std::string why) {
    return ReasonedError(absl::StatusCode::kInvalidArgument, v1::REASON_MALFORMED, std::move(why));
  };
  if (digits.size() < kFewestDigits || digits.size() > kAllDigits ||
      !std::all_of(digits.begin(), digits.end(), IsHexDigit)) {
    return invalid("a query is named by its digest, or by its first 8 or more digits");
  }
  const PastQuery* found = nullptr;
  for (const PastQuery& past : queries_) {
    if (!absl::StartsWith(past.digest, {digits.data(), digits.size()})) continue;
    if (found != nullptr)
      return invalid("several queries begin with these digits: give more of them");
    found = &past;
  }
  if (found != nullptr) return found;
  return ReasonedError(
      absl::StatusCode::kNotFound, v1::REASON_NOT_FOUND,
      "this node's copy of the register holds no such query. A query that was just "
      "submitted takes a moment to arrive, while the node is connected and both "
      "other trustees are there");
}

absl::StatusOr<v1::Query> FullQuery(const governance::Register& on, const std::string& digest) {
  v1::Query query;
  RETURN_IF_ERROR(on.Read([&](store::Snapshot& tx) -> absl::Status {
    ASSIGN_OR_RETURN(query, governance::OnRegister<v1::Query>(tx, digest));
    return absl::OkStatus();
  }));
  return query;
}

}  // namespace ginnel::node
