// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "base/random.h"
#include "base/store/database.h"
#include "node/ingest/oprf_pseudonymiser.h"
#include "node/ingest/pseudonymiser.h"
#include "node/store/known_numbers.h"
#include "node/store/objections.h"

namespace ginnel::node {

/// Asks the trustees for those people only of whom this node's store does not know the id already
/// (node/store/known_numbers.h). New ones are kept batch by batch as they come, so that an ingest
/// which dies asks for the rest alone when it is done again. One ingest's; not thread-safe.
class RememberingPseudonymiser final : public Pseudonymiser {
 public:
  struct Parts {
    OprfPseudonymiser* trustees = nullptr;   // within the member's quota
    OprfPseudonymiser* for_label = nullptr;  // outside it
    std::string key;                         // names the agreement's pseudonymisation key
    store::Database* database = nullptr;
    const ObjectionMarker* marker = nullptr;
    RandomSource* random = nullptr;
  };
  explicit RememberingPseudonymiser(Parts parts) : parts_(std::move(parts)) {}

  absl::StatusOr<std::vector<LinkageId>> Pseudonymise(const PersonNumbers& people,
                                                      const PseudonymProgress& progress) override;
  /// Once what was ingested is saved: forgets who has left (KnownNumbers::Settle).
  absl::Status Settle();
  /// How many people the trustees were asked for.
  uint64_t asked() const { return asked_; }

 private:
  absl::StatusOr<KnownNumbers> OpenKnown();

  const Parts parts_;
  uint64_t asked_ = 0;
  std::optional<KnownNumbers> known_;
  KnownNumbers::All before_;
  absl::flat_hash_set<KnownNumbers::Mark> seen_;
};

}  // namespace ginnel::node
