// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/calendar.h"
#include "base/secret_bytes.h"
#include "base/store/transaction.h"
#include "crypto/hash.h"
#include "crypto/keys.h"
#include "node/records.h"

namespace ginnel::node {

/// What is kept of somebody who objected: a mark, and the day. The mark is HMAC-SHA-256 over the
/// linkage id under a key that HKDF derives from the store's key with a label of its own.
///
/// Who has the rows of the table alone (an export, a memory page) learns how many objected and on
/// which days, and cannot match them with another member's store, whose ids are the same.
/// Who has the store and its key can make the mark of any linkage id: can tell of an id whether it
/// objected, and of an NHS number once all three trustees have answered for it. A mark cannot be
/// turned back into an id, and there are no rows of that person left to find.
///
/// Marks hold for this store's key and the trustees' key parts: with a new one of either, people
/// have to object anew (docs/operations.md).
class ObjectionMarker {
 public:
  static absl::StatusOr<ObjectionMarker> Create(const crypto::StoreKey& store_key);

  crypto::Mac MarkOf(const LinkageId& id) const;
  /// By which the known number of an id is found (known_numbers.h), and not the id's objection.
  crypto::Mac KnownMarkOf(const LinkageId& id) const;

 private:
  explicit ObjectionMarker(SecretBytes key) : key_(std::move(key)) {}
  SecretBytes key_;
};

// Inside a transaction of the caller.

/// For each of `ids` whether that person objected.
absl::StatusOr<std::vector<bool>> FindObjectors(store::Snapshot& snapshot,
                                                const ObjectionMarker& marker,
                                                const std::vector<LinkageId>& ids);
/// The day of the objection, if one stands.
absl::StatusOr<std::optional<std::string>> ObjectionDay(store::Snapshot& snapshot,
                                                        const crypto::Mac& mark);
/// Whether it is new; one that stands keeps its day.
absl::StatusOr<bool> KeepMark(store::Transaction& tx, const crypto::Mac& mark, Day day);
/// Whether there was one.
absl::StatusOr<bool> DropMark(store::Transaction& tx, const crypto::Mac& mark);

}  // namespace ginnel::node
