// SPDX-License-Identifier: Apache-2.0
//
// Coordinator: what people state beside queries and decisions, and what follows from it at once.
#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/calendar.h"
#include "base/reason.h"
#include "base/status.h"
#include "coordinator/coordinator.h"
#include "crypto/dsse.h"
#include "disclosure/profile.h"
#include "governance/decision.h"
#include "governance/member_policy.h"
#include "governance/register/living_agreement.h"
#include "governance/register/register_query.h"
#include "governance/remark.h"
#include "governance/statement.h"

namespace ginnel::coordinator {
namespace {

// Nobody fills the register with what was refused.
constexpr int kRejectionsADay = 20;

// Nor with what leads say ahead of queries: more in a day is a mistake, or worse.
constexpr int kAheadADay = 50;

template <typename Statement>
absl::Status CheckQuota(const governance::Register& on, const Statement& statement,
                        absl::Time now) {
  ASSIGN_OR_RETURN(const absl::Time given, ParseRfc3339(statement.given_at()));
  if (given < now - absl::Hours(24)) {  // or an old date would count as another day's
    return ReasonedError(absl::StatusCode::kFailedPrecondition, v1::REASON_WRONG_STATE,
                         absl::StrCat("this was said at ", statement.given_at(),
                                      ", more than a day ago: say it again"));
  }
  const std::string today = statement.given_at().substr(0, sizeof("2026-05-01") - 1);
  int said = 0;
  RETURN_IF_ERROR(on.Read([&](store::Snapshot& tx) {
    return governance::ReadStatementsAbout<Statement>(
        tx, governance::AboutParty(statement.member()), [&](uint64_t, const Statement& each) {
          said += absl::StartsWith(each.given_at(), today) ? 1 : 0;
          return absl::OkStatus();
        });
  }));
  if (said < kAheadADay) return absl::OkStatus();
  return ReasonedError(absl::StatusCode::kResourceExhausted, v1::REASON_QUOTA_EXCEEDED,
                       absl::StrCat(statement.member(), " has said ", said,
                                    " such things today: the register takes no more until "
                                    "tomorrow"));
}

// Not a stranger's text, for ever.
std::string KnownType(std::string_view payload_type) {
  constexpr size_t kLongest = 40;
  const std::string name = crypto::StatementName(payload_type);
  const bool plain = name.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == std::string::npos;
  return plain && !name.empty() && name.size() <= kLongest ? name : "unknown";
}

bool MayReject(const governance::Register& on, const v1::Rejection& rejection) {
  int today = 0;
  const absl::Status read = on.Read([&](store::Snapshot& tx) {
    return governance::ReadStatementsAbout<v1::Rejection>(
        tx, governance::AboutPerson(rejection.person()), [&](uint64_t, const v1::Rejection& each) {
          today += each.at() == rejection.at() ? 1 : 0;
          return absl::OkStatus();
        });
  });
  return read.ok() && today < kRejectionsADay;
}

}  // namespace

absl::StatusOr<uint64_t> Coordinator::AddStatement(const std::string& person,
                                                   const v1::Envelope& statement,
                                                   const v1::Remark& remark) {
  const absl::StatusOr<uint64_t> index = AddJudged(statement, remark);
  if (!index.ok()) return Rejected(person, statement, index.status());
  parts_.publisher->Notify();
  parts_.board->Touch();
  parts_.log->Write(Event::kRegisterAppended, {{"index", static_cast<int64_t>(*index)}});
  return index;
}

absl::StatusOr<uint64_t> Coordinator::AddJudged(const v1::Envelope& statement,
                                                const v1::Remark& remark) {
  RETURN_IF_ERROR(parts_.publisher->standing());
  const std::lock_guard one(changing_);
  if (governance::IsStatement<v1::Revocation>(statement)) return Revoke(statement, remark);
  if (governance::IsStatement<v1::Suspension>(statement)) return Suspend(statement, remark);
  if (governance::ChangesAgreement(statement)) return ChangeAgreement(statement);
  if (governance::IsStatement<v1::StandingApproval>(statement)) {
    return AddMandate<v1::StandingApproval>(statement, remark);
  }
  if (governance::IsStatement<v1::Delegation>(statement)) {
    return AddMandate<v1::Delegation>(statement, remark);
  }
  if (governance::IsStatement<v1::TopUp>(statement))
    return AddMandate<v1::TopUp>(statement, remark);
  if (governance::IsStatement<v1::GoAhead>(statement)) return AddGoAhead(statement);
  if (governance::IsStatement<v1::Policy>(statement)) return AddPolicy(statement);
  if (governance::IsStatement<v1::Epoch>(statement)) return StartEpoch(statement);
  return ReasonedError(absl::StatusCode::kInvalidArgument, v1::REASON_STATEMENT_MALFORMED,
                       "a statement of this type cannot be added this way: queries and decisions "
                       "have ways of their own");
}

// What a lead decides ahead of queries is judged as an entry; queries that wait may be approved by
// it at once.
template <typename Mandate>
absl::StatusOr<uint64_t> Coordinator::AddMandate(const v1::Envelope& statement,
                                                 const v1::Remark& remark) {
  ASSIGN_OR_RETURN(const Mandate mandate, governance::ReadUnverifiedStatement<Mandate>(statement));
  RETURN_IF_ERROR(governance::CheckRemark(remark, mandate.remark_digest()));
  RETURN_IF_ERROR(governance::CheckSaidBy(mandate.given_at(), parts_.clock->Now()));
  RETURN_IF_ERROR(CheckQuota(*parts_.on, mandate, parts_.clock->Now()));
  ASSIGN_OR_RETURN(const uint64_t index,
                   parts_.book->AddStatement(statement, remark, parts_.clock->Now()));
  RETURN_IF_ERROR(SettleAll());
  return index;
}

absl::StatusOr<uint64_t> Coordinator::AddGoAhead(const v1::Envelope& statement) {
  ASSIGN_OR_RETURN(const v1::GoAhead word,
                   governance::ReadUnverifiedStatement<v1::GoAhead>(statement));
  RETURN_IF_ERROR(governance::CheckSaidBy(word.given_at(), parts_.clock->Now()));
  ASSIGN_OR_RETURN(const QueryBook::Entry entry, parts_.book->Get(word.query_digest()));
  const auto& asked = entry.status.members();
  if (std::find(asked.begin(), asked.end(), word.member()) == asked.end()) {
    return ReasonedError(
        absl::StatusCode::kPermissionDenied, v1::REASON_ROSTER_MISMATCH,
        absl::StrCat(word.member(), " is not asked by this query and has no say in it"));
  }
  return parts_.book->AddStatement(statement, {}, parts_.clock->Now());
}

absl::StatusOr<uint64_t> Coordinator::AddPolicy(const v1::Envelope& statement) {
  ASSIGN_OR_RETURN(const v1::Policy policy,
                   governance::ReadUnverifiedStatement<v1::Policy>(statement));
  RETURN_IF_ERROR(governance::CheckSaidBy(policy.given_at(), parts_.clock->Now()));
  RETURN_IF_ERROR(CheckQuota(*parts_.on, policy, parts_.clock->Now()));
  ASSIGN_OR_RETURN(const sharing::InForce now, parts_.in_force());
  RETURN_IF_ERROR(governance::CheckPolicyTightens(policy, *now.agreement, disclosure::ThresholdOf));
  ASSIGN_OR_RETURN(const uint64_t index,
                   parts_.book->AddStatement(statement, {}, parts_.clock->Now()));
  RETURN_IF_ERROR(SettleAll());
  return index;
}

// Its time says when the next may follow, so it is near this clock's.
absl::StatusOr<uint64_t> Coordinator::StartEpoch(const v1::Envelope& statement) {
  ASSIGN_OR_RETURN(const v1::Epoch epoch,
                   governance::ReadUnverifiedStatement<v1::Epoch>(statement));
  const absl::Time now = parts_.clock->Now();
  RETURN_IF_ERROR(governance::CheckSaidBy(epoch.given_at(), now));
  ASSIGN_OR_RETURN(const absl::Time given, ParseRfc3339(epoch.given_at()));
  if (given < now - absl::Hours(24)) {
    return ReasonedError(absl::StatusCode::kFailedPrecondition, v1::REASON_WRONG_STATE,
                         absl::StrCat("this was said at ", epoch.given_at(),
                                      ", more than a day ago: start the epoch anew"));
  }
  ASSIGN_OR_RETURN(const uint64_t index, parts_.book->AddStatement(statement, {}, now));
  parts_.log->Write(Event::kEpochStarted, {{"epoch", static_cast<int64_t>(epoch.epoch())}});
  return index;
}

absl::StatusOr<uint64_t> Coordinator::AddNodeStatement(const v1::Envelope& statement) {
  RETURN_IF_ERROR(parts_.publisher->standing());
  const std::lock_guard one(changing_);
  ASSIGN_OR_RETURN(const uint64_t index,
                   parts_.book->AddStatement(statement, {}, parts_.clock->Now()));
  parts_.publisher->Notify();
  parts_.log->Write(Event::kRegisterAppended, {{"index", static_cast<int64_t>(index)}});
  return index;
}

// Judged as an entry of the register: by a lead of the member whose approval it is.
absl::StatusOr<uint64_t> Coordinator::Revoke(const v1::Envelope& statement,
                                             const v1::Remark& remark) {
  ASSIGN_OR_RETURN(const v1::Revocation revocation,
                   governance::ReadUnverifiedStatement<v1::Revocation>(statement));
  RETURN_IF_ERROR(governance::CheckRemark(remark, revocation.remark_digest()));
  RETURN_IF_ERROR(governance::CheckSaidBy(revocation.given_at(), parts_.clock->Now()));
  const std::string& query = revocation.query_digest();
  ASSIGN_OR_RETURN(const crypto::Digest approval,
                   crypto::Digest::FromHex(revocation.approval_digest()));
  if (query.empty()) return RevokeMandate(revocation, statement, remark);
  ASSIGN_OR_RETURN(const uint64_t index,
                   parts_.book->TakeBack(query, revocation.member(), approval, statement, remark,
                                         parts_.clock->Now()));
  runs_.Stop(
      query, "",
      ReasonedError(absl::StatusCode::kPermissionDenied, v1::REASON_REVOKED,
                    absl::StrCat(revocation.member(), " took its approval back: ", remark.text())));
  parts_.log->Write(Event::kQueryDecided, {{"query", query}, {"member", revocation.member()}});
  RETURN_IF_ERROR(Settle(query));
  return index;
}

// Whatever of the member is running may rest on it.
absl::StatusOr<uint64_t> Coordinator::RevokeMandate(const v1::Revocation& revocation,
                                                    const v1::Envelope& statement,
                                                    const v1::Remark& remark) {
  ASSIGN_OR_RETURN(const uint64_t index,
                   parts_.book->AddStatement(statement, remark, parts_.clock->Now()));
  runs_.Stop("", revocation.member(),
             ReasonedError(absl::StatusCode::kPermissionDenied, v1::REASON_REVOKED,
                           absl::StrCat(revocation.member(),
                                        " took back what it had given: ", remark.text())));
  RETURN_IF_ERROR(SettleAll());
  return index;
}

absl::StatusOr<uint64_t> Coordinator::Suspend(const v1::Envelope& statement,
                                              const v1::Remark& remark) {
  ASSIGN_OR_RETURN(const v1::Suspension suspension,
                   governance::ReadUnverifiedStatement<v1::Suspension>(statement));
  RETURN_IF_ERROR(governance::CheckRemark(remark, suspension.remark_digest()));
  RETURN_IF_ERROR(governance::CheckSaidBy(suspension.given_at(), parts_.clock->Now()));
  ASSIGN_OR_RETURN(const uint64_t index,
                   parts_.book->AddStatement(statement, remark, parts_.clock->Now()));
  if (!suspension.lifted()) {
    ASSIGN_OR_RETURN(const sharing::InForce now, parts_.in_force());
    // Every run needs all three trustees.
    const bool everybody = now.agreement->TrusteeIndex(suspension.party()) != 0;
    runs_.Stop("", everybody ? "" : suspension.party(),
               ReasonedError(
                   absl::StatusCode::kPermissionDenied, v1::REASON_SUSPENDED,
                   absl::StrCat(suspension.party(), " has suspended its part: ", remark.text())));
  }
  return index;
}

absl::StatusOr<uint64_t> Coordinator::ChangeAgreement(const v1::Envelope& statement) {
  ASSIGN_OR_RETURN(const uint64_t index,
                   parts_.book->AddStatement(statement, {}, parts_.clock->Now()));
  std::string party;
  if (governance::IsStatement<v1::Operations>(statement)) {
    ASSIGN_OR_RETURN(const v1::Operations operations,
                     governance::ReadUnverifiedStatement<v1::Operations>(statement));
    party = operations.party();
    // It comes back with what is pinned for it now, if it may.
    parts_.nodes->Cut(party);
  } else {
    ASSIGN_OR_RETURN(const v1::Constitution next,
                     governance::ReadUnverifiedStatement<v1::Constitution>(statement));
    RETURN_IF_ERROR(EndQueriesInFlight(next));
  }
  parts_.log->Write(Event::kAgreementChanged,
                    {{"party", party}, {"statement", crypto::PayloadDigest(statement).ToHex()}});
  return index;
}

// What a next constitution says of queries that are under way: they finish, or they stop.
absl::Status Coordinator::EndQueriesInFlight(const v1::Constitution& next) {
  if (next.in_flight() == v1::IN_FLIGHT_FINISH) return absl::OkStatus();
  const std::string why =
      absl::StrCat("version ", next.version(), " of the agreement ended it: submit it anew");
  ASSIGN_OR_RETURN(const std::vector<std::string> digests, parts_.book->List());
  for (const std::string& digest : digests) {
    ASSIGN_OR_RETURN(const QueryBook::Entry entry, parts_.book->Get(digest));
    const v1::QueryState state = entry.status.state();
    const bool under_way = state == v1::QUERY_STATE_AWAITING_APPROVAL ||
                           state == v1::QUERY_STATE_APPROVED || state == v1::QUERY_STATE_RUNNING;
    if (!under_way) continue;
    runs_.Stop(
        digest, "",
        ReasonedError(absl::StatusCode::kFailedPrecondition, v1::REASON_AGREEMENT_MISMATCH, why));
    RETURN_IF_ERROR(parts_.book->SetState(digest, v1::QUERY_STATE_EXPIRED, why));
  }
  return absl::OkStatus();
}

absl::Status Coordinator::Rejected(const std::string& person, const v1::Envelope& statement,
                                   const absl::Status& refusal) {
  // What a known person said that did not hold: not what is there already, nor a fault of ours.
  if (!HasReason(refusal) || absl::IsAlreadyExists(refusal) || absl::IsDataLoss(refusal) ||
      absl::IsUnavailable(refusal) || absl::IsInternal(refusal)) {
    return refusal;
  }
  // Nothing grows a register that was set back.
  if (!parts_.publisher->standing().ok()) return refusal;
  v1::Rejection rejection;
  rejection.set_statement_digest(crypto::PayloadDigest(statement).ToHex());
  rejection.set_type(KnownType(statement.payload_type()));
  rejection.set_person(person);
  rejection.set_reason(ReasonOf(refusal));
  // To the day: the same again is the same entry, and is not kept twice.
  rejection.set_at(ToString(DayOf(parts_.clock->Now())));
  const absl::StatusOr<v1::Envelope> envelope =
      governance::SignStatement(rejection, *parts_.signer);
  const std::lock_guard one(changing_);  // the bound counts what is kept
  if (envelope.ok() && MayReject(*parts_.on, rejection) &&
      parts_.book->AddStatement(*envelope, {}, parts_.clock->Now()).ok()) {
    parts_.publisher->Notify();
  }
  return refusal;
}

}  // namespace ginnel::coordinator
