// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/status.h"
#include "crypto/dsse.h"
#include "governance/agreement.h"
#include "governance/register/register_store.h"
#include "governance/statement.h"

namespace ginnel::governance {

// What the register says, as typed statements. Entries were judged when they were read
// (entry_rules.h), so their signatures are not looked at again.

/// The statement of type T with that digest (hex). REASON_NOT_ON_REGISTER if there is none.
template <typename T>
absl::StatusOr<T> OnRegister(store::Snapshot& tx, std::string_view hex) {
  const absl::Status none =
      ReasonedError(absl::StatusCode::kFailedPrecondition, v1::REASON_NOT_ON_REGISTER,
                    absl::StrCat("the register holds no ", std::string(StatementType<T>::kName),
                                 " ", absl::CHexEscape(std::string(hex.substr(0, 64)))));
  const absl::StatusOr<crypto::Digest> digest = crypto::Digest::FromHex(hex);
  if (!digest.ok()) return none;
  ASSIGN_OR_RETURN(const auto found, RegisterStore::Find(tx, StatementType<T>::kName, *digest));
  if (!found) return none;
  ASSIGN_OR_RETURN(const v1::Envelope envelope, crypto::EnvelopeFromJson(found->entry));
  return ReadUnverifiedStatement<T>(envelope);
}

/// Calls `visit(index, statement)` with each statement of type T about `subject`, in order.
template <typename T>
absl::Status ReadStatementsAbout(store::Snapshot& tx, std::string_view subject,
                                 const std::function<absl::Status(uint64_t, const T&)>& visit) {
  return RegisterStore::ReadAbout(
      tx, StatementType<T>::kName, subject,
      [&](uint64_t index, std::string_view entry) -> absl::Status {
        ASSIGN_OR_RETURN(const v1::Envelope envelope, crypto::EnvelopeFromJson(entry));
        ASSIGN_OR_RETURN(const T statement, ReadUnverifiedStatement<T>(envelope));
        return visit(index, statement);
      });
}

/// Whether `envelope` is an entry, signatures included. REASON_NOT_ON_REGISTER if not.
absl::Status CheckHeld(store::Snapshot& tx, std::string_view type, const v1::Envelope& envelope);

/// Nobody on the run's roster and no trustee is suspended, no approval, standing approval or
/// delegation that it rests on was taken back, nobody of the roster has refused its query.
/// REASON_SUSPENDED, REASON_REVOKED.
absl::Status CheckNothingTakenBack(const v1::Run& run, const Agreement& agreement,
                                   store::Snapshot& tx);
/// The run is the newest of its query, and neither released nor voided: nothing that is over is
/// answered again, whatever this party's own ledger remembers. REASON_RUN_REPLAYED.
absl::Status CheckNotOver(const v1::Run& run, store::Snapshot& tx);
/// The last word of `party` on its suspension: REASON_NOT_ON_REGISTER where it never said one.
absl::StatusOr<v1::Suspension> LastSuspension(store::Snapshot& tx, std::string_view party);
/// OK unless `party` has suspended its part: REASON_SUSPENDED.
absl::Status CheckTakesPart(store::Snapshot& tx, std::string_view party);
/// An approval, standing approval or delegation, by its digest.
absl::StatusOr<bool> IsRevoked(store::Snapshot& tx, std::string_view approval_digest);
/// The policy of `member`; an empty one if it never said any. Where two people must approve, two
/// must change that: a policy after it counts once another person has said the same.
absl::StatusOr<v1::Policy> PolicyInForce(store::Snapshot& tx, std::string_view member);
/// The newest that was said, whether it counts or not.
absl::StatusOr<v1::Policy> LastPolicy(store::Snapshot& tx, std::string_view member);
/// The delegation of that digest. REASON_NOT_ON_REGISTER, REASON_REVOKED.
absl::StatusOr<v1::Delegation> StandingDelegation(store::Snapshot& tx, std::string_view digest);
/// The newest go-ahead of `member` for a query. REASON_HELD if there is none.
absl::StatusOr<v1::GoAhead> LastGoAhead(store::Snapshot& tx, std::string_view query,
                                        std::string_view member);

}  // namespace ginnel::governance
