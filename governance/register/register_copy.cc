// SPDX-License-Identifier: Apache-2.0
//
// Register: how the copies of trustees and nodes grow, and what a run needs of them.
#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/status.h"
#include "crypto/dsse.h"
#include "governance/refuse.h"
#include "governance/register/register.h"
#include "governance/register/register_query.h"
#include "governance/run_id.h"
#include "governance/statement.h"

namespace ginnel::governance {
namespace {

constexpr size_t kHashBytes = 32;

absl::Status Fork(std::string why) {
  return ReasonedError(absl::StatusCode::kDataLoss, v1::REASON_REGISTER_FORK, std::move(why));
}

absl::StatusOr<std::vector<crypto::Digest>> ProofOf(const v1::RegisterUpdate& update) {
  std::vector<crypto::Digest> proof;
  for (const std::string& hash : update.proof()) {
    if (hash.size() != kHashBytes) {
      return ReasonedError(absl::StatusCode::kInvalidArgument, v1::REASON_MALFORMED,
                           "a hash of the register's proof is not 32 bytes long");
    }
    std::copy(hash.begin(), hash.end(), proof.emplace_back().bytes.begin());
  }
  return proof;
}

}  // namespace

// The entries that were just appended are those that the checkpoint is over, and the checkpoint is
// not older than the last one.
absl::Status Register::CheckAgainst(store::Snapshot& tx, const v1::RegisterUpdate& update,
                                    const crypto::Checkpoint& checkpoint) const {
  ASSIGN_OR_RETURN(const RegisterStore::Head head, RegisterStore::ReadHead(tx));
  const uint64_t size = head.frontier.size();
  if (checkpoint.size < size) {
    ASSIGN_OR_RETURN(const crypto::Digest root, RegisterStore::RootAt(tx, checkpoint.size));
    const std::string sizes = absl::StrCat(
        "this copy holds ", size, " entries, and the checkpoint is over ", checkpoint.size);
    if (root != checkpoint.root) return Fork(absl::StrCat("the register has split: ", sizes));
    // True once, and old: no evidence of anything.
    return Refuse(v1::REASON_REGISTER_STALE, absl::StrCat("the register went back: ", sizes));
  }
  ASSIGN_OR_RETURN(const std::vector<crypto::Digest> proof, ProofOf(update));
  const absl::Status consistent = crypto::VerifyMerkleConsistency(
      size, head.frontier.Root(), checkpoint.size, checkpoint.root, proof);
  if (consistent.ok()) return absl::OkStatus();
  return Fork(absl::StrCat("the register has split: the checkpoint over ", checkpoint.size,
                           " entries does not continue this copy of ", size, ": ",
                           std::string(consistent.message())));
}

absl::Status Register::ExtendInside(store::Transaction& tx, const v1::RegisterUpdate& update,
                                    Cosignatures cosignatures, Appender& appender) const {
  ASSIGN_OR_RETURN(const RegisterStore::Head before, RegisterStore::ReadHead(tx));
  if (update.first() != before.frontier.size()) {
    return ReasonedError(absl::StatusCode::kFailedPrecondition, v1::REASON_WRONG_STATE,
                         absl::StrCat("this copy holds ", before.frontier.size(),
                                      " entries, and the update begins at ", update.first()));
  }
  for (const std::string& entry : update.entries()) {
    ASSIGN_OR_RETURN(const v1::Envelope envelope, crypto::EnvelopeFromJson(entry));
    if (crypto::EnvelopeToJson(envelope) != entry) {
      return ReasonedError(absl::StatusCode::kInvalidArgument, v1::REASON_STATEMENT_MALFORMED,
                           "an entry of the register is not in its one form");
    }
    const absl::StatusOr<uint64_t> index = appender.Append(envelope);
    // This copy's own trouble, a full disk or a busy store, says nothing of the entry.
    if (!index.ok() && (!HasReason(index.status()) || absl::IsUnavailable(index.status()))) {
      return index.status();
    }
    if (!index.ok()) {
      return ReasonedError(absl::StatusCode::kDataLoss, v1::REASON_INTEGRITY,
                           absl::StrCat("the coordinator's register holds what may not be there: ",
                                        std::string(index.status().message())));
    }
  }
  // Judged with what the entries make of the agreement: they may hold the first one.
  const std::shared_ptr<const Agreement> agreement =
      appender.living_.current() ? appender.living_.current() : base_;
  ASSIGN_OR_RETURN(const std::string origin, OriginIn(tx));
  ASSIGN_OR_RETURN(const crypto::Checkpoint checkpoint,
                   OpenCheckpoint(update.checkpoint(), origin, *agreement));
  RETURN_IF_ERROR(CheckAgainst(tx, update, checkpoint));
  if (cosignatures == Cosignatures::kBoth) {
    RETURN_IF_ERROR(OpenCosigned(update.checkpoint(), origin, *agreement).status());
  }
  const uint64_t size = update.first() + static_cast<uint64_t>(update.entries_size());
  if (checkpoint.size == size && cosignatures == Cosignatures::kBoth) {
    return RegisterStore::KeepCheckpoint(tx, update.checkpoint());
  }
  return absl::OkStatus();
}

absl::Status Register::Extend(const v1::RegisterUpdate& update, Cosignatures cosignatures) {
  const absl::Status status =
      Change("extend the register", [&](store::Transaction& tx, Appender& appender) {
        return ExtendInside(tx, update, cosignatures, appender);
      });
  if (ReasonOf(status) != v1::REASON_REGISTER_FORK) return status;
  // Signed by trustee 1, and contradicting what it signed before: evidence for whoever asks.
  RETURN_IF_ERROR(database_.RunTransaction("keep a fork", [&](store::Transaction& tx) {
    return RegisterStore::KeepFork(tx, update.checkpoint());
  }));
  return status;
}

absl::StatusOr<std::vector<std::string>> Register::Forks() const {
  std::vector<std::string> notes;
  RETURN_IF_ERROR(Read([&](store::Snapshot& tx) { return RegisterStore::ReadForks(tx, notes); }));
  return notes;
}

absl::StatusOr<v1::WitnessResponse> Register::Witness(const v1::RegisterUpdate& update,
                                                      const std::string& trustee,
                                                      const crypto::Signer& signer,
                                                      absl::Time now) {
  v1::WitnessResponse response;
  ASSIGN_OR_RETURN(const uint64_t before, size());
  // How far this copy is: the coordinator asks first, and after it was away.
  if (update.checkpoint().empty() || update.first() != before) {
    response.set_size(before);
    return response;
  }
  RETURN_IF_ERROR(Extend(update, Cosignatures::kNotYet));
  response.set_size(before + static_cast<uint64_t>(update.entries_size()));
  ASSIGN_OR_RETURN(crypto::SignedNote note, crypto::SignedNote::Parse(update.checkpoint()));
  ASSIGN_OR_RETURN(const crypto::Checkpoint checkpoint, crypto::ParseCheckpointBody(note.body));
  if (checkpoint.size != response.size()) return response;  // more entries follow
  // As does one that was co-signed before (waypoints.h): it gets no new time, which would pass it
  // off as the newest.
  if (note.lines.size() > 1) return response;
  RETURN_IF_ERROR(Cosign(note, checkpoint.origin, trustee, signer, now));
  response.set_checkpoint(note.ToText());
  return response;
}

absl::StatusOr<RunProgress> Register::Before(const v1::Run& run) const {
  RunProgress last;
  bool reached = false;
  RETURN_IF_ERROR(Read([&](store::Snapshot& tx) {
    return ReadStatementsAbout<v1::Run>(tx, AboutQuery(run.query_digest()),
                                        [&](uint64_t, const v1::Run& each) {
                                          reached = reached || RunIdOf(each) == RunIdOf(run);
                                          if (!reached) last = {each.n(), each.attempt(), false};
                                          return absl::OkStatus();
                                        });
  }));
  return last;
}

absl::Status Register::CheckStands(std::string_view query, std::string_view run_id) const {
  return Read([&](store::Snapshot& tx) -> absl::Status {
    std::optional<v1::Run> found;
    RETURN_IF_ERROR(
        ReadStatementsAbout<v1::Run>(tx, AboutQuery(query), [&](uint64_t, const v1::Run& run) {
          if (RunIdOf(run).ToHex() == run_id) found = run;
          return absl::OkStatus();
        }));
    if (!found) {
      return Refuse(v1::REASON_NOT_ON_REGISTER,
                    absl::StrCat("the register holds no run ", std::string(run_id)));
    }
    const std::shared_ptr<const Agreement> now = agreement();
    if (!now->Accepts(found->agreement_digest())) {
      return Refuse(v1::REASON_AGREEMENT_MISMATCH,
                    absl::StrCat("a version of the agreement has come into force that stops run ",
                                 std::string(run_id)));
    }
    return CheckNothingTakenBack(*found, *now, tx);
  });
}

absl::StatusOr<v1::Constitution> Register::ConstitutionOf(std::string_view digest) const {
  v1::Constitution constitution;
  RETURN_IF_ERROR(Read([&](store::Snapshot& tx) -> absl::Status {
    ASSIGN_OR_RETURN(constitution, OnRegister<v1::Constitution>(tx, digest));
    return absl::OkStatus();
  }));
  return constitution;
}

absl::Status Register::CheckRun(const v1::RunPackage& package, absl::Time now) const {
  return Read([&](store::Snapshot& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const std::string origin, OriginIn(tx));
    ASSIGN_OR_RETURN(const CosignedCheckpoint cosigned,
                     OpenCosigned(package.checkpoint(), origin, *agreement()));
    RETURN_IF_ERROR(CheckFresh(cosigned, now));
    const crypto::Checkpoint& checkpoint = cosigned.checkpoint;
    ASSIGN_OR_RETURN(const RegisterStore::Head head, RegisterStore::ReadHead(tx));
    if (checkpoint.size > head.frontier.size()) {
      return Refuse(v1::REASON_REGISTER_STALE,
                    absl::StrCat("the run rests on a register of ", checkpoint.size,
                                 " entries, and only ", head.frontier.size(), " were read here"));
    }
    ASSIGN_OR_RETURN(const crypto::Digest root, RegisterStore::RootAt(tx, checkpoint.size));
    if (root != checkpoint.root) return Fork("the run rests on another register than this copy");

    RETURN_IF_ERROR(governance::CheckHeld(tx, StatementType<v1::Query>::kName, package.query()));
    for (const v1::Envelope& approval : package.approvals()) {
      const std::string_view type = IsStatement<v1::StandingApproval>(approval)
                                        ? StatementType<v1::StandingApproval>::kName
                                        : StatementType<v1::Approval>::kName;
      RETURN_IF_ERROR(governance::CheckHeld(tx, type, approval));
    }
    RETURN_IF_ERROR(governance::CheckHeld(tx, StatementType<v1::Run>::kName, package.run()));
    ASSIGN_OR_RETURN(const v1::Run run, ReadUnverifiedStatement<v1::Run>(package.run()));
    RETURN_IF_ERROR(CheckNothingTakenBack(run, *agreement(), tx));
    RETURN_IF_ERROR(CheckNotOver(run, tx));
    ASSIGN_OR_RETURN(const auto found, RegisterStore::Find(tx, StatementType<v1::Run>::kName,
                                                           crypto::PayloadDigest(package.run())));
    if (found && found->index < checkpoint.size) return absl::OkStatus();
    return Refuse(v1::REASON_REGISTER_STALE, "the checkpoint is older than the run's statement");
  });
}

}  // namespace ginnel::governance
