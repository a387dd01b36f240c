// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/store/database.h"
#include "crypto/signing.h"
#include "ginnel/v1/coordinator.pb.h"
#include "ginnel/v1/register.pb.h"
#include "governance/agreement.h"
#include "governance/register/checkpoint_rules.h"
#include "governance/register/living_agreement.h"
#include "governance/register/register_store.h"
#include "governance/register/waypoints.h"
#include "governance/run_register.h"
#include "governance/statement_log.h"

namespace ginnel::governance {

/// START HERE for the register: one party's whole copy of it, in the party's own store. The
/// coordinator appends to its copy; both other trustees and every node extend theirs by what the
/// coordinator sends. Every copy judges every entry for itself (entry_rules.h), so that an entry
/// that one party would not accept is on nobody's register, and what is on it needs no second
/// look at its signature. The agreement in force is what the entries make it.
///
/// What is kept is on disk before a call returns. Thread-safe.
class Register final : public RunRegister, public StatementLog {
 public:
  /// The entries of one transaction, as they are appended.
  class Appender final : public Entries {
   public:
    absl::StatusOr<uint64_t> Append(const v1::Envelope& statement) override;

   private:
    friend class Register;
    Appender(store::Transaction& tx, const Register& owner);
    absl::StatusOr<EntryFacts> Judge(const v1::Envelope& statement);
    store::Transaction& tx_;
    const Register& owner_;
    LivingAgreement living_;  // after what this transaction appended
  };

  /// `base` is the agreement of the party's own folder: in force until the register holds one, and
  /// the first entry must be its constitution or one that it follows (Agreement::Follows), or it is
  /// REASON_AGREEMENT_MISMATCH. `party` is whose copy this is. DataLoss where the store is damaged.
  static absl::StatusOr<std::unique_ptr<Register>> Open(store::Database& database,
                                                        std::shared_ptr<const Agreement> base,
                                                        std::string party);

  /// The agreement in force. Never null.
  std::shared_ptr<const Agreement> agreement() const;
  /// The same for connections: with operations of the trustees and of this party itself that are
  /// newer in its folder than on the register. So a trustee with a new certificate or endpoint is
  /// found and let in by parties whose copies have not read of it, which they could only do through
  /// that trustee. Nothing is judged by it.
  std::shared_ptr<const Agreement> reachable() const;
  absl::StatusOr<uint64_t> size() const;
  /// The newest checkpoint that was kept, as a signed note; empty if there is none.
  absl::StatusOr<std::string> checkpoint() const;

  // The coordinator's.

  absl::Status Commit(std::string_view name, Body body) override;
  /// A new checkpoint over everything that is there, signed by `coordinator`.
  absl::StatusOr<crypto::SignedNote> MakeCheckpoint(const crypto::Signer& coordinator) const;
  /// What takes a copy of `from` entries towards `checkpoint`: at most about a megabyte of entries,
  /// with the proof that they are those that the checkpoint is over. While a change of a trustee's
  /// key lies between, towards the last checkpoint before it (waypoints.h), and then over it in one
  /// piece of at most three megabytes. Its checkpoint() says which it is.
  absl::StatusOr<v1::RegisterUpdate> UpdateFrom(uint64_t from, std::string_view checkpoint) const;
  /// Keeps a checkpoint that both other trustees have co-signed, if it is newer; the one before it
  /// too, if that is of keys that have changed.
  absl::Status KeepCosigned(std::string_view note);

  // Of the other copies.

  enum class Cosignatures { kBoth, kNotYet };
  /// Judges and keeps the entries of `update`, after its checkpoint was found to be signed (by both
  /// other trustees too, for a node), to be over these entries, and not to be older than the last
  /// one kept; all or nothing. DataLoss with REASON_REGISTER_FORK where the two registers cannot
  /// both be true: the checkpoint is then kept as evidence (Forks).
  absl::Status Extend(const v1::RegisterUpdate& update, Cosignatures cosignatures);
  /// Checkpoints that contradicted this copy.
  absl::StatusOr<std::vector<std::string>> Forks() const;

  /// Extend for trustees 2 and 3, and then the checkpoint with one's own cosignature, if the copy
  /// is as long as the checkpoint and nobody has co-signed that yet: on disk before it is signed.
  absl::StatusOr<v1::WitnessResponse> Witness(const v1::RegisterUpdate& update,
                                              const std::string& trustee,
                                              const crypto::Signer& signer, absl::Time now);

  // Of everybody.

  /// The constitution of that digest (hex), in force now or before.
  absl::StatusOr<v1::Constitution> ConstitutionOf(std::string_view digest) const;
  absl::Status CheckRun(const v1::RunPackage& package, absl::Time now) const override;
  absl::StatusOr<RunProgress> Before(const v1::Run& run) const override;
  absl::Status CheckStands(std::string_view query, std::string_view run_id) const override;
  absl::Status CheckHeld(std::string_view type, const v1::Envelope& envelope) const override;
  absl::StatusOr<v1::Policy> PolicyOf(std::string_view member) const override;
  absl::StatusOr<v1::Delegation> DelegationOf(std::string_view digest) const override;
  absl::StatusOr<v1::GoAhead> GoAheadOf(std::string_view query,
                                        std::string_view member) const override;
  absl::StatusOr<AgreedSpine> AgreedSpineNow() const override;
  /// A view for what else is asked of the entries (register_query.h).
  absl::Status Read(store::Database::ReadBody body) const;
  /// Entries from `first` on, at most about a megabyte.
  absl::StatusOr<v1::ListEntriesResponse> Page(uint64_t first) const;

 private:
  Register(store::Database& database, std::shared_ptr<const Agreement> base, std::string party)
      : database_(database), base_(std::move(base)), party_(std::move(party)), reachable_(base_) {}
  void Adopt(LivingAgreement living);
  absl::Status Replay();
  absl::StatusOr<std::string> OriginIn(store::Snapshot& tx) const;
  /// One way of a copy: the checkpoint to aim at, and how much to send at once.
  struct Leg {
    std::string checkpoint;
    uint64_t end = 0;  // entries that it is over
    size_t page = 0;   // bytes
  };
  absl::StatusOr<Leg> NextLeg(store::Snapshot& tx, uint64_t from,
                              std::string_view checkpoint) const;
  absl::StatusOr<std::optional<Waypoint>> OutgrownCheckpoint(store::Snapshot& tx,
                                                             uint64_t until) const;
  absl::Status ExtendInside(store::Transaction& tx, const v1::RegisterUpdate& update,
                            Cosignatures cosignatures, Appender& appender) const;
  using Work = absl::FunctionRef<absl::Status(store::Transaction& tx, Appender& appender)>;
  absl::Status Change(std::string_view name, Work work);
  absl::Status CheckAgainst(store::Snapshot& tx, const v1::RegisterUpdate& update,
                            const crypto::Checkpoint& checkpoint) const;

  store::Database& database_;
  const std::shared_ptr<const Agreement> base_;
  const std::string party_;
  std::mutex changing_;       // over a whole change: what is in memory is what was committed last
  mutable std::mutex mutex_;  // over living_ and reachable_; taken after the store's
  LivingAgreement living_;
  std::shared_ptr<const Agreement> reachable_;
};

}  // namespace ginnel::governance
