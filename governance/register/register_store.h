// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/store/transaction.h"
#include "crypto/digest.h"
#include "crypto/merkle.h"

namespace ginnel::governance {

/// What an entry is found by, beside its place.
struct EntryFacts {
  std::string type;       // as in its payload type: "approval"
  crypto::Digest digest;  // of its payload
  std::string subject;    // what it is about: "query:DIGEST", "approval:DIGEST", "party:ID" …
};

/// Subjects of entries.
std::string AboutQuery(std::string_view query_digest);
std::string AboutApproval(std::string_view approval_digest);
std::string AboutParty(std::string_view party);
std::string AboutPerson(std::string_view person);
std::string AboutEpoch(uint32_t epoch);

/// The register on disk: entries as they are hashed, the hash of every complete subtree, and the
/// newest checkpoint. Judges nothing: that is Register's (register.h). Every function works inside
/// the caller's transaction, so that an entry and what follows from it are kept together or not at
/// all.
class RegisterStore {
 public:
  /// The tables; part of the owner's schema.
  static constexpr std::string_view kSchema =
      "CREATE TABLE register_entry (idx INTEGER PRIMARY KEY, type TEXT NOT NULL, digest TEXT NOT "
      "NULL, subject TEXT NOT NULL, entry BLOB NOT NULL, UNIQUE (digest, type));"
      "CREATE INDEX register_subject ON register_entry (subject, type);"
      "CREATE INDEX register_type ON register_entry (type);"
      "CREATE TABLE register_node (level INTEGER NOT NULL, idx INTEGER NOT NULL, hash BLOB NOT "
      "NULL, PRIMARY KEY (level, idx)) WITHOUT ROWID;"
      "CREATE TABLE register_head (one INTEGER PRIMARY KEY CHECK (one = 1), size INTEGER NOT NULL, "
      "frontier BLOB NOT NULL, checkpoint TEXT NOT NULL);"
      "CREATE TABLE register_fork (checkpoint TEXT PRIMARY KEY) WITHOUT ROWID";

  struct Head {
    crypto::MerkleFrontier frontier;
    std::string checkpoint;  // signed note; empty before the first
  };
  static absl::StatusOr<Head> ReadHead(store::Snapshot& tx);

  /// Appends `entry` (DSSE's JSON of an envelope), which is not there yet; its index.
  static absl::StatusOr<uint64_t> Append(store::Transaction& tx, const EntryFacts& facts,
                                         std::string_view entry);
  static absl::Status KeepCheckpoint(store::Transaction& tx, std::string_view note);

  /// A checkpoint that contradicts this register; kept as evidence.
  static absl::Status KeepFork(store::Transaction& tx, std::string_view note);
  static absl::Status ReadForks(store::Snapshot& tx, std::vector<std::string>& notes);

  using Visitor = absl::FunctionRef<absl::Status(uint64_t index, std::string_view entry)>;
  /// Entries `first` to `end` − 1 in order.
  static absl::Status Read(store::Snapshot& tx, uint64_t first, uint64_t end, Visitor visit);
  /// Entries of `type` about `subject`, in order.
  static absl::Status ReadAbout(store::Snapshot& tx, std::string_view type,
                                std::string_view subject, Visitor visit);
  /// Entries of `type` from `first` on, in order.
  static absl::Status ReadSince(store::Snapshot& tx, std::string_view type, uint64_t first,
                                Visitor visit);
  /// Entries of either type, in order.
  static absl::Status ReadTypes(store::Snapshot& tx, std::string_view one, std::string_view other,
                                Visitor visit);

  struct Found {
    uint64_t index = 0;
    std::string entry;
  };
  /// The entry of `type` whose payload has that digest.
  static absl::StatusOr<std::optional<Found>> Find(store::Snapshot& tx, std::string_view type,
                                                   const crypto::Digest& digest);

  /// RFC 9162 2.1.3.1 and 2.1.4.1, from O(log size) stored hashes.
  static absl::StatusOr<std::vector<crypto::Digest>> InclusionProof(store::Snapshot& tx,
                                                                    uint64_t index, uint64_t size);
  static absl::StatusOr<std::vector<crypto::Digest>> ConsistencyProof(store::Snapshot& tx,
                                                                      uint64_t old_size,
                                                                      uint64_t size);
  static absl::StatusOr<crypto::Digest> RootAt(store::Snapshot& tx, uint64_t size);
};

}  // namespace ginnel::governance
