// SPDX-License-Identifier: Apache-2.0
#include "governance/register/register_store.h"

#include <algorithm>
#include <span>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/status.h"

namespace ginnel::governance {
namespace {

constexpr size_t kHashBytes = 32;
constexpr int kForks = 16;  // one would do

absl::Status Damaged(std::string what) {
  return ReasonedError(absl::StatusCode::kDataLoss, v1::REASON_INTEGRITY,
                       absl::StrCat("the register's store is damaged: ", std::move(what)));
}

crypto::Digest DigestOf(std::string_view bytes) {
  crypto::Digest digest;
  std::copy_n(reinterpret_cast<const uint8_t*>(bytes.data()), kHashBytes, digest.bytes.begin());
  return digest;
}

std::string Joined(const std::vector<crypto::Digest>& hashes) {
  std::string bytes;
  for (const crypto::Digest& hash : hashes) bytes.append(hash.bytes.begin(), hash.bytes.end());
  return bytes;
}

absl::StatusOr<crypto::Digest> ReadNode(store::Snapshot& tx, int level, uint64_t index) {
  std::string hash;
  RETURN_IF_ERROR(tx.Query("SELECT hash FROM register_node WHERE level = ? AND idx = ?", level,
                           static_cast<int64_t>(index),
                           [&](const store::Row& row) { hash = row.BlobString(0); }));
  if (hash.size() != kHashBytes) {
    return Damaged(absl::StrCat("no hash at level ", level, ", place ", index));
  }
  return DigestOf(hash);
}

absl::Status Visit(const store::Row& row, RegisterStore::Visitor visit) {
  return visit(static_cast<uint64_t>(row.Int(0)), row.BlobString(1));
}

}  // namespace

std::string AboutQuery(std::string_view query_digest) {
  return absl::StrCat("query:", std::string(query_digest));
}
std::string AboutApproval(std::string_view approval_digest) {
  return absl::StrCat("approval:", std::string(approval_digest));
}
std::string AboutParty(std::string_view party) {
  return absl::StrCat("party:", std::string(party));
}

std::string AboutPerson(std::string_view person) {
  return absl::StrCat("person:", std::string(person));
}

std::string AboutEpoch(uint32_t epoch) { return absl::StrCat("epoch:", epoch); }

absl::StatusOr<RegisterStore::Head> RegisterStore::ReadHead(store::Snapshot& tx) {
  Head head;
  RETURN_IF_ERROR(tx.Query(
      "SELECT size, frontier, checkpoint FROM register_head",
      [&](const store::Row& row) -> absl::Status {
        const std::string bytes = row.BlobString(1);
        if (bytes.size() % kHashBytes != 0) return Damaged("its frontier has a wrong length");
        std::vector<crypto::Digest> hashes;
        for (size_t at = 0; at < bytes.size(); at += kHashBytes) {
          hashes.push_back(DigestOf(std::string_view(bytes).substr(at, kHashBytes)));
        }
        ASSIGN_OR_RETURN(head.frontier, crypto::MerkleFrontier::Create(
                                            static_cast<uint64_t>(row.Int(0)), std::move(hashes)));
        head.checkpoint = row.Text(2);
        return absl::OkStatus();
      }));
  return head;
}

absl::StatusOr<uint64_t> RegisterStore::Append(store::Transaction& tx, const EntryFacts& facts,
                                               std::string_view entry) {
  ASSIGN_OR_RETURN(Head head, ReadHead(tx));
  const uint64_t index = head.frontier.size();
  RETURN_IF_ERROR(tx.Execute(
      "INSERT INTO register_entry (idx, type, digest, subject, entry) VALUES (?, ?, ?, ?, ?)",
      static_cast<int64_t>(index), facts.type, facts.digest.ToHex(), facts.subject,
      store::AsBlob(entry)));
  absl::Status written;
  head.frontier.Append(
      crypto::MerkleLeafHash(entry), [&](int level, uint64_t at, const crypto::Digest& hash) {
        if (!written.ok()) return;
        written = tx.Execute("INSERT INTO register_node (level, idx, hash) VALUES (?, ?, ?)", level,
                             static_cast<int64_t>(at), hash.bytes);
      });
  RETURN_IF_ERROR(written);
  RETURN_IF_ERROR(tx.Execute(
      "INSERT OR REPLACE INTO register_head (one, size, frontier, checkpoint) VALUES (1, ?, ?, ?)",
      static_cast<int64_t>(head.frontier.size()), store::AsBlob(Joined(head.frontier.hashes())),
      head.checkpoint));
  return index;
}

absl::Status RegisterStore::KeepCheckpoint(store::Transaction& tx, std::string_view note) {
  return tx.Execute("UPDATE register_head SET checkpoint = ?", note);
}

absl::Status RegisterStore::Read(store::Snapshot& tx, uint64_t first, uint64_t end, Visitor visit) {
  return tx.Query("SELECT idx, entry FROM register_entry WHERE idx >= ? AND idx < ? ORDER BY idx",
                  static_cast<int64_t>(first), static_cast<int64_t>(end),
                  [&](const store::Row& row) { return Visit(row, visit); });
}

absl::Status RegisterStore::ReadAbout(store::Snapshot& tx, std::string_view type,
                                      std::string_view subject, Visitor visit) {
  return tx.Query(
      "SELECT idx, entry FROM register_entry WHERE subject = ? AND type = ? ORDER BY idx", subject,
      type, [&](const store::Row& row) { return Visit(row, visit); });
}

absl::Status RegisterStore::ReadTypes(store::Snapshot& tx, std::string_view one,
                                      std::string_view other, Visitor visit) {
  return tx.Query("SELECT idx, entry FROM register_entry WHERE type IN (?, ?) ORDER BY idx", one,
                  other, [&](const store::Row& row) { return Visit(row, visit); });
}

absl::Status RegisterStore::ReadSince(store::Snapshot& tx, std::string_view type, uint64_t first,
                                      Visitor visit) {
  return tx.Query("SELECT idx, entry FROM register_entry WHERE type = ? AND idx >= ? ORDER BY idx",
                  type, static_cast<int64_t>(first),
                  [&](const store::Row& row) { return Visit(row, visit); });
}

absl::Status RegisterStore::KeepFork(store::Transaction& tx, std::string_view note) {
  int kept = 0;
  RETURN_IF_ERROR(tx.Query("SELECT count(*) FROM register_fork",
                           [&](const store::Row& row) { kept = static_cast<int>(row.Int(0)); }));
  if (kept >= kForks) return absl::OkStatus();
  return tx.Execute("INSERT OR IGNORE INTO register_fork (checkpoint) VALUES (?)", note);
}

absl::Status RegisterStore::ReadForks(store::Snapshot& tx, std::vector<std::string>& notes) {
  return tx.Query("SELECT checkpoint FROM register_fork",
                  [&](const store::Row& row) { notes.push_back(row.Text(0)); });
}

absl::StatusOr<std::optional<RegisterStore::Found>> RegisterStore::Find(
    store::Snapshot& tx, std::string_view type, const crypto::Digest& digest) {
  std::optional<Found> found;
  RETURN_IF_ERROR(tx.Query("SELECT idx, entry FROM register_entry WHERE digest = ? AND type = ?",
                           digest.ToHex(), type, [&](const store::Row& row) {
                             found = Found{static_cast<uint64_t>(row.Int(0)), row.BlobString(1)};
                           }));
  return found;
}

absl::StatusOr<std::vector<crypto::Digest>> RegisterStore::InclusionProof(store::Snapshot& tx,
                                                                          uint64_t index,
                                                                          uint64_t size) {
  return crypto::MerkleInclusionProof(
      index, size, [&](int level, uint64_t at) { return ReadNode(tx, level, at); });
}

absl::StatusOr<std::vector<crypto::Digest>> RegisterStore::ConsistencyProof(store::Snapshot& tx,
                                                                            uint64_t old_size,
                                                                            uint64_t size) {
  return crypto::MerkleConsistencyProof(
      old_size, size, [&](int level, uint64_t at) { return ReadNode(tx, level, at); });
}

absl::StatusOr<crypto::Digest> RegisterStore::RootAt(store::Snapshot& tx, uint64_t size) {
  return crypto::MerkleRoot(size, [&](int level, uint64_t at) { return ReadNode(tx, level, at); });
}

}  // namespace ginnel::governance
