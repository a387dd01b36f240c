// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/random.h"
#include "base/secret_bytes.h"
#include "base/store/database.h"
#include "crypto/nhs_number.h"
#include "node/records.h"
#include "node/store/objections.h"

namespace ginnel::node {

/// Whose NHS numbers have been pseudonymised before, so that a refresh asks the trustees for new
/// people only. A number is not kept: its mark is, HMAC-SHA-256 under a key that is on no disk, and
/// the id beside it is hidden under the same key. The key is what all three trustees answer to a
/// label of this store (docs/decisions/0027): who has the store and every key file of this node
/// still cannot tell whose a record is, unless the trustees answer somebody. They answer this node
/// no more once the member suspends its part or changes its certificate.
class KnownNumbers {
 public:
  using Mark = std::array<uint8_t, 16>;
  struct Known {
    LinkageId id{};
    bool missed = false;  // was in no file of the last ingest
  };
  using All = absl::flat_hash_map<Mark, Known>;

  /// What the trustees are asked; made once for a store. No NHS number is like it.
  static absl::StatusOr<std::string> Label(store::Database& database, RandomSource& random);
  /// `answer` is theirs to the label, 32 bytes or more, under the pseudonymisation key that the
  /// agreement names `key`. What was kept under another key is dropped. DataLoss (REASON_INTEGRITY)
  /// where they answered otherwise under the same key: one of them erred, and nothing is changed.
  static absl::StatusOr<KnownNumbers> Open(store::Database& database, std::string_view key,
                                           const SecretBytes& answer,
                                           const ObjectionMarker& marker);
  /// Whether an answer under `key` was taken before: a first one is asked for twice.
  static absl::StatusOr<bool> IsKeyKnown(store::Database& database, std::string_view key);

  Mark MarkOf(const crypto::NhsNumber& number) const;
  absl::StatusOr<All> Read() const;
  /// All of them or none; on disk before it returns.
  absl::Status Keep(const std::vector<std::pair<Mark, LinkageId>>& people);
  /// After an ingest: who is in none of its files, and was in none of the one before, is forgotten.
  /// Twice, because one wrong file would cost the quota of everybody.
  absl::Status Settle(const All& before, const absl::flat_hash_set<Mark>& seen);

 private:
  KnownNumbers(store::Database& database, SecretBytes key, const ObjectionMarker& marker)
      : database_(&database), key_(std::move(key)), marker_(&marker) {}
  LinkageId HideOrShow(const Mark& mark, const LinkageId& id) const;

  store::Database* database_;
  SecretBytes key_;
  const ObjectionMarker* marker_;
};

/// Of a person who is erased; inside a transaction of the caller. Whether it was known.
absl::StatusOr<bool> ForgetNumberOf(store::Transaction& tx, const ObjectionMarker& marker,
                                    const LinkageId& id);

}  // namespace ginnel::node
