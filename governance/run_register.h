// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ginnel/v1/coordinator.pb.h"
#include "ginnel/v1/statement.pb.h"
#include "governance/agreed_spine.h"
#include "governance/run_history.h"
#include "governance/statement.h"

namespace ginnel::governance {

/// The seam through which a verifier asks its party's own copy of the register
/// (register/register.h).
class RunRegister {
 public:
  virtual ~RunRegister() = default;
  /// OK if the run, its query and all its approvals are on the register exactly as they are in
  /// `package`, this run is the newest of its query, nothing that it rests on was taken back and
  /// nobody on its roster is suspended, and `package.checkpoint` covers it all and was co-signed by
  /// both other trustees within the last ten minutes. REASON_NOT_ON_REGISTER, REASON_RUN_REPLAYED,
  /// REASON_REVOKED, REASON_SUSPENDED, REASON_REGISTER_STALE, REASON_REGISTER_FORK,
  /// REASON_SIGNATURE_INVALID.
  virtual absl::Status CheckRun(const v1::RunPackage& package, absl::Time now) const = 0;
  /// The last (n, attempt) of the run's query on the register before `run` itself: what a ledger
  /// that was set back has forgotten.
  virtual absl::StatusOr<RunProgress> Before(const v1::Run& run) const = 0;
  /// OK if nothing that the run of that id (of that query, hex digests both) rests on was taken
  /// back, and nobody who takes part is suspended. Asked before an opening. REASON_REVOKED,
  /// REASON_SUSPENDED; REASON_NOT_ON_REGISTER.
  virtual absl::Status CheckStands(std::string_view query, std::string_view run_id) const = 0;
  /// OK if exactly this envelope is an entry of `type`: its signature was judged under the
  /// agreement of its time. REASON_NOT_ON_REGISTER.
  virtual absl::Status CheckHeld(std::string_view type, const v1::Envelope& envelope) const = 0;
  /// The policy of `member` in force; an empty one if it never said any.
  virtual absl::StatusOr<v1::Policy> PolicyOf(std::string_view member) const = 0;
  /// The delegation of that digest (hex). REASON_NOT_ON_REGISTER; REASON_REVOKED if it was taken
  /// back.
  virtual absl::StatusOr<v1::Delegation> DelegationOf(std::string_view digest) const = 0;
  /// The newest go-ahead of `member` for the query of that digest (hex). REASON_HELD if there is
  /// none.
  virtual absl::StatusOr<v1::GoAhead> GoAheadOf(std::string_view query,
                                                std::string_view member) const = 0;
  /// The spine of the newest epoch for which every linkage member has stated the same.
  /// FailedPrecondition (REASON_WRONG_STATE) where there is none, with what is missing: "epoch 3:
  /// no word yet from x; y's spine differs".
  virtual absl::StatusOr<AgreedSpine> AgreedSpineNow() const = 0;
};

/// The statement in `envelope` by the key that `key_of` gives (statement.h); or, where who signed
/// it is still entitled and has another key by now, because `held` holds exactly this envelope: an
/// approval stands when its lead gets a new key, and falls when its lead goes. `held` may be null.
template <typename T, typename KeyOf>
absl::StatusOr<T> OpenOrHeld(const v1::Envelope& envelope, const RunRegister* held,
                             const KeyOf& key_of) {
  absl::StatusOr<T> opened = OpenStatementBy<T>(envelope, key_of);
  if (opened.ok() || held == nullptr) return opened;
  ASSIGN_OR_RETURN(T read, ReadUnverifiedStatement<T>(envelope));
  RETURN_IF_ERROR(key_of(std::as_const(read)).status());
  if (!held->CheckHeld(StatementType<T>::kName, envelope).ok()) return opened;
  return read;
}

}  // namespace ginnel::governance
