// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "base/random.h"
#include "crypto/sealed_box.h"
#include "node/records.h"

namespace ginnel::node {

/// What a sealed list is. All of it is bound to the box (crypto/sealed_box.h), so that a list
/// cannot be passed off for another epoch, agreement, sender or recipient.
///
///   header = text("ginnel spine list v1") ‖ u64(epoch) ‖ text(agreement_digest) ‖ text(sender)
///            ‖ text(recipient)       u64, text: as in spine_assembly.h
struct ListLabel {
  uint32_t epoch = 0;
  std::string agreement_digest;  // hex, as the epoch's statement
  std::string sender, recipient;

  std::string Header() const;
};

/// The ids in their order, 16 bytes each, sealed to `recipient`.
absl::StatusOr<std::string> SealList(const ListLabel& label, const std::vector<LinkageId>& ids,
                                     const crypto::SealingPublicKey& recipient,
                                     RandomSource& random);

/// DataLoss (REASON_INTEGRITY), which names the sender, where it was not sealed under this label to
/// this key, or is not a list of `people` people.
absl::StatusOr<std::vector<LinkageId>> OpenList(const ListLabel& label, std::string_view sealed,
                                                uint64_t people, const crypto::SealingKey& key);

}  // namespace ginnel::node
