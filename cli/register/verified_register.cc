// SPDX-License-Identifier: Apache-2.0
#include "cli/register/verified_register.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/calendar.h"
#include "base/reason.h"
#include "base/status.h"
#include "crypto/checkpoint.h"
#include "crypto/dsse.h"
#include "crypto/merkle.h"
#include "governance/register/living_agreement.h"
#include "governance/register/register_store.h"

namespace ginnel::cli {
namespace {

constexpr size_t kChunk = 256;  // entries judged in one transaction

absl::Status Fault(v1::Reason reason, std::string what) {
  return ReasonedError(absl::StatusCode::kDataLoss, reason, std::move(what));
}

// Unverified: how many entries are to be read.
absl::StatusOr<crypto::Checkpoint> ReadCheckpoint(std::string_view text) {
  const absl::StatusOr<crypto::SignedNote> note = crypto::SignedNote::Parse(text);
  if (!note.ok()) {
    return Fault(v1::REASON_INTEGRITY, absl::StrCat("the checkpoint is no signed note: ",
                                                    std::string(note.status().message())));
  }
  absl::StatusOr<crypto::Checkpoint> checkpoint = crypto::ParseCheckpointBody(note->body);
  if (checkpoint.ok()) return checkpoint;
  return Fault(v1::REASON_INTEGRITY, absl::StrCat("the note is no checkpoint: ",
                                                  std::string(checkpoint.status().message())));
}

// Judges and hashes the entries as they come.
class Intake {
 public:
  Intake(PrivateRegister& copy, uint64_t earlier_size, uint64_t size, const ProgressSink& progress)
      : copy_(copy), earlier_size_(earlier_size), size_(size), progress_(progress) {}

  absl::Status Take(uint64_t index, std::string_view bytes) {
    absl::StatusOr<v1::Envelope> envelope = crypto::EnvelopeFromJson(bytes);
    if (!envelope.ok()) return EntryFault(index, envelope.status());
    if (crypto::EnvelopeToJson(*envelope) != bytes) {
      return EntryFault(index, absl::DataLossError("it is not in its one form"));
    }
    frontier_.Append(crypto::MerkleLeafHash(bytes));
    if (frontier_.size() == earlier_size_) root_at_earlier_ = frontier_.Root();
    if (index == 0) first_ = crypto::PayloadDigest(*envelope);
    ++counts_[crypto::StatementName(envelope->payload_type())];
    waiting_.push_back({index, *std::move(envelope)});
    return waiting_.size() < kChunk ? absl::OkStatus() : Flush();
  }
  absl::Status Flush() {
    RETURN_IF_ERROR(copy_.Append(waiting_));
    waiting_.clear();
    if (progress_) progress_("verifying entries", frontier_.size(), size_);
    return absl::OkStatus();
  }

  const crypto::MerkleFrontier& frontier() const { return frontier_; }
  const std::optional<crypto::Digest>& root_at_earlier() const { return root_at_earlier_; }
  const crypto::Digest& first() const { return first_; }
  const std::map<std::string, uint64_t>& counts() const { return counts_; }

 private:
  PrivateRegister& copy_;
  const uint64_t earlier_size_;
  const uint64_t size_;
  const ProgressSink& progress_;
  crypto::MerkleFrontier frontier_;
  std::optional<crypto::Digest> root_at_earlier_;
  crypto::Digest first_;
  std::map<std::string, uint64_t> counts_;
  std::vector<NumberedStatement> waiting_;
};

absl::Status CheckTree(const Intake& intake, const crypto::Checkpoint& checkpoint) {
  const uint64_t size = intake.frontier().size();
  if (size != checkpoint.size) {
    return Fault(v1::REASON_INTEGRITY,
                 absl::StrCat("there are ", size, " entries, and the checkpoint is over ",
                              checkpoint.size, ": some were added or left out at the end"));
  }
  const crypto::Digest root = intake.frontier().Root();
  if (root == checkpoint.root) return absl::OkStatus();
  return Fault(
      v1::REASON_INTEGRITY,
      absl::StrCat("the root of the entries is ", root.ToHex(), ", and the checkpoint says ",
                   checkpoint.root.ToHex(), ": an entry was changed, or moved"));
}

absl::Status CheckContinues(const Intake& intake,
                            const std::optional<crypto::Checkpoint>& earlier) {
  if (!earlier || earlier->size == 0) return absl::OkStatus();
  if (earlier->size > intake.frontier().size()) {
    return Fault(
        v1::REASON_REGISTER_FORK,
        absl::StrCat("the register went back: it had ", earlier->size, " entries before and has ",
                     intake.frontier().size(), " now. Keep both checkpoints: they are evidence"));
  }
  if (intake.root_at_earlier() == earlier->root) return absl::OkStatus();
  return Fault(v1::REASON_REGISTER_FORK,
               absl::StrCat("the register has split: its first ", earlier->size,
                            " entries are not those of before. Keep both checkpoints: they are "
                            "evidence"));
}

}  // namespace

absl::StatusOr<VerifiedRegister> VerifyRegister(EntrySource& source, const VerifyOptions& options,
                                                RandomSource& random,
                                                const ProgressSink& progress) {
  ASSIGN_OR_RETURN(std::string note, source.Checkpoint());
  ASSIGN_OR_RETURN(const crypto::Checkpoint claimed, ReadCheckpoint(note));
  std::optional<crypto::Checkpoint> earlier;
  if (!options.earlier_checkpoint.empty()) {
    ASSIGN_OR_RETURN(earlier, ReadCheckpoint(options.earlier_checkpoint));
  }
  ASSIGN_OR_RETURN(PrivateRegister copy, PrivateRegister::Create(options.base, random));
  VerifiedRegister verified(std::move(copy));
  Intake intake(verified.copy_, earlier ? earlier->size : 0, claimed.size, progress);
  RETURN_IF_ERROR(source.ForEach(claimed.size, [&](uint64_t index, std::string_view entry) {
    return intake.Take(index, entry);
  }));
  RETURN_IF_ERROR(intake.Flush());
  RETURN_IF_ERROR(CheckTree(intake, claimed));
  absl::StatusOr<governance::CosignedCheckpoint> cosigned = governance::OpenCosigned(
      note, governance::RegisterOrigin(intake.first()), *verified.agreement());
  if (!cosigned.ok()) {
    return Fault(
        ReasonOf(cosigned.status()),
        absl::StrCat("the checkpoint does not hold: ", std::string(cosigned.status().message())));
  }
  // Last: a fork is one that the trustees have signed.
  RETURN_IF_ERROR(CheckContinues(intake, earlier));
  verified.checkpoint_ = *std::move(cosigned);
  verified.note_ = std::move(note);
  verified.first_constitution_ = intake.first().ToHex();
  verified.counts_ = intake.counts();
  return verified;
}

v1::RegisterVerification VerifiedRegister::Report() const {
  v1::RegisterVerification report;
  report.set_entries(size());
  report.set_root(checkpoint_.checkpoint.root.ToHex());
  report.set_first_constitution_digest(first_constitution_);
  report.set_constitution_digest(agreement()->digest().ToHex());
  report.set_cosigned_first(ToRfc3339(checkpoint_.oldest));
  report.set_cosigned_last(ToRfc3339(checkpoint_.newest));
  for (const auto& [type, count] : counts_) {
    v1::TypeCount& each = *report.add_types();
    each.set_type(type);
    each.set_count(count);
  }
  return report;
}

absl::Status VerifiedRegister::ForEach(absl::FunctionRef<absl::Status(const Entry&)> visit) const {
  governance::LivingAgreement living;
  return on().Read([&](store::Snapshot& tx) {
    return governance::RegisterStore::Read(
        tx, 0, size(), [&](uint64_t index, std::string_view bytes) -> absl::Status {
          ASSIGN_OR_RETURN(const v1::Envelope envelope, crypto::EnvelopeFromJson(bytes));
          RETURN_IF_ERROR(
              visit(Entry{index, bytes, envelope, crypto::StatementName(envelope.payload_type()),
                          living.current()}));
          if (!governance::ChangesAgreement(envelope)) return absl::OkStatus();
          ASSIGN_OR_RETURN(living, living.After(envelope));
          return absl::OkStatus();
        });
  });
}

}  // namespace ginnel::cli
