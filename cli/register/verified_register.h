// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/progress.h"
#include "base/random.h"
#include "cli/register/entry_source.h"
#include "cli/register/private_register.h"
#include "ginnel/v1/register_report.pb.h"
#include "governance/agreement.h"
#include "governance/register/checkpoint_rules.h"

namespace ginnel::cli {

struct VerifyOptions {
  /// The agreement that the first entry must be of, or follow from.
  std::shared_ptr<const governance::Agreement> base;
  /// A checkpoint that was verified before: the register must continue it. Empty: none.
  std::string earlier_checkpoint;
};

/// A whole register that was verified here, entry by entry. Made only by VerifyRegister; every
/// command that says something of the register takes one, so that nothing is shown that was not
/// judged. What it reads is the private copy into which the entries were judged, and not the
/// source again. Not thread-safe.
class VerifiedRegister {
 public:
  uint64_t size() const { return checkpoint_.checkpoint.size; }
  const std::string& note() const { return note_; }
  const governance::CosignedCheckpoint& checkpoint() const { return checkpoint_; }
  const governance::Register& on() const { return copy_.on(); }
  /// In force at the end of the register.
  std::shared_ptr<const governance::Agreement> agreement() const { return on().agreement(); }
  v1::RegisterVerification Report() const;

  /// `entry` as hashed. `agreement` is the one under which it was judged; null before there was a
  /// whole one. The visitor must not read the register.
  struct Entry {
    uint64_t index = 0;
    std::string_view bytes;
    const v1::Envelope& envelope;
    std::string type;  // "approval"
    std::shared_ptr<const governance::Agreement> agreement;
  };
  absl::Status ForEach(absl::FunctionRef<absl::Status(const Entry&)> visit) const;

 private:
  friend absl::StatusOr<VerifiedRegister> VerifyRegister(EntrySource& source,
                                                         const VerifyOptions& options,
                                                         RandomSource& random,
                                                         const ProgressSink& progress);
  explicit VerifiedRegister(PrivateRegister copy) : copy_(std::move(copy)) {}

  PrivateRegister copy_;
  std::string note_;
  std::string first_constitution_;
  governance::CosignedCheckpoint checkpoint_;
  std::map<std::string, uint64_t> counts_;
};

/// Verifies what `source` holds:
///   1. every entry is in its one form, and what governance/register judges may be there;
///   2. their number and Merkle root are those of the checkpoint;
///   3. trustee 1 signed the checkpoint and both other trustees co-signed it;
///   4. the register continues `earlier_checkpoint`.
/// Every fault is DataLoss and says which entry or which of these. It does not say how old the
/// checkpoint is, nor that no other register was shown to others: cosigned_last is for people.
absl::StatusOr<VerifiedRegister> VerifyRegister(EntrySource& source, const VerifyOptions& options,
                                                RandomSource& random, const ProgressSink& progress);

}  // namespace ginnel::cli
