// SPDX-License-Identifier: Apache-2.0
#include "node/store/objections.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "base/status.h"

namespace ginnel::node {
namespace {

constexpr std::string_view kMarkLabel = "ginnel/v1/node-store/objection-mark";
constexpr size_t kMarkKeySize = 32;

absl::StatusOr<crypto::Mac> ReadMark(std::span<const uint8_t> bytes) {
  crypto::Mac mark{};
  if (bytes.size() != mark.size()) {
    return absl::DataLossError(
        "a stored objection is damaged: restore the store from a backup, so that no objection is "
        "lost");
  }
  std::copy(bytes.begin(), bytes.end(), mark.begin());
  return mark;
}

}  // namespace

absl::StatusOr<ObjectionMarker> ObjectionMarker::Create(const crypto::StoreKey& store_key) {
  ASSIGN_OR_RETURN(SecretBytes key, crypto::HkdfSha256(SecretBytes::CopyOf(store_key.view()), {},
                                                       kMarkLabel, kMarkKeySize));
  return ObjectionMarker(std::move(key));
}

crypto::Mac ObjectionMarker::MarkOf(const LinkageId& id) const {
  return crypto::HmacSha256(key_, std::span<const uint8_t>(id));
}

crypto::Mac ObjectionMarker::KnownMarkOf(const LinkageId& id) const {
  crypto::Hmac mac(key_);
  mac.Update(std::string_view("known number"));  // no other mark is over so many bytes
  mac.Update(std::span<const uint8_t>(id));
  return mac.Finish();
}

absl::StatusOr<std::vector<bool>> FindObjectors(store::Snapshot& snapshot,
                                                const ObjectionMarker& marker,
                                                const std::vector<LinkageId>& ids) {
  absl::flat_hash_set<crypto::Mac> marks;
  RETURN_IF_ERROR(
      snapshot.Query("SELECT mark FROM objection", [&](const store::Row& row) -> absl::Status {
        ASSIGN_OR_RETURN(const crypto::Mac mark, ReadMark(row.Blob(0)));
        marks.insert(mark);
        return absl::OkStatus();
      }));
  std::vector<bool> objectors(ids.size());
  if (marks.empty()) return objectors;
  for (size_t i = 0; i < ids.size(); ++i) objectors[i] = marks.contains(marker.MarkOf(ids[i]));
  return objectors;
}

absl::StatusOr<std::optional<std::string>> ObjectionDay(store::Snapshot& snapshot,
                                                        const crypto::Mac& mark) {
  std::optional<std::string> day;
  RETURN_IF_ERROR(snapshot.Query("SELECT at FROM objection WHERE mark = ?", mark,
                                 [&](const store::Row& row) { day = row.Text(0); }));
  return day;
}

absl::StatusOr<bool> KeepMark(store::Transaction& tx, const crypto::Mac& mark, Day day) {
  RETURN_IF_ERROR(
      tx.Execute("INSERT OR IGNORE INTO objection (mark, at) VALUES (?, ?)", mark, ToString(day)));
  return tx.changes() > 0;
}

absl::StatusOr<bool> DropMark(store::Transaction& tx, const crypto::Mac& mark) {
  RETURN_IF_ERROR(tx.Execute("DELETE FROM objection WHERE mark = ?", mark));
  return tx.changes() > 0;
}

}  // namespace ginnel::node
