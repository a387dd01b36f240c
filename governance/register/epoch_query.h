// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "base/store/transaction.h"
#include "ginnel/v1/agreement.pb.h"
#include "ginnel/v1/statement.pb.h"
#include "governance/agreed_spine.h"
#include "governance/agreement.h"

namespace ginnel::governance {

/// Everything that the register says of one epoch.
struct EpochOnRegister {
  v1::Epoch start;
  v1::Constitution constitution;  // by which it was started: who shares the spine, in which order
  std::vector<v1::SpinePart> lists;
  std::vector<v1::Spine> words;

  /// Null where `member` has said nothing yet.
  const v1::SpinePart* ListOf(std::string_view member) const;
  const v1::Spine* WordOf(std::string_view member) const;
  /// The word that most of `members` have said, of several the one that was said first; null before
  /// the first.
  const v1::Spine* CommonWord(const std::vector<std::string>& members) const;
};

/// Whether both state the same spine, whoever states it and when.
bool SameSpine(const v1::Spine& one, const v1::Spine& other);

/// The epoch that was started last; nothing before the first.
absl::StatusOr<std::optional<v1::Epoch>> LastEpoch(store::Snapshot& tx);
absl::StatusOr<EpochOnRegister> ReadEpoch(store::Snapshot& tx, const v1::Epoch& epoch);

/// What is missing for the epoch to be agreed among `members`: "no word yet from x; y's spine
/// differs". Empty: nothing.
std::string MissingFor(const EpochOnRegister& epoch, const std::vector<std::string>& members);

/// RunRegister::AgreedSpineNow. Older epochs than the newest that its own members agreed on are not
/// looked at: nobody keeps their spines.
absl::StatusOr<AgreedSpine> NewestAgreedSpine(store::Snapshot& tx, const Agreement& agreement);

}  // namespace ginnel::governance
