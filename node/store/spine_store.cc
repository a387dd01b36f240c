// SPDX-License-Identifier: Apache-2.0
#include "node/store/spine_store.h"

#include <algorithm>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/status.h"
#include "node/store/column_codec.h"

namespace ginnel::node {
namespace {

constexpr size_t kChunkBytes = kChunk * sizeof(LinkageId);

absl::Status Damaged(uint32_t epoch) {
  return absl::DataLossError(absl::StrCat(
      "what this node keeps of epoch ", epoch,
      " is damaged: restore the store from a backup, or take part again from the next epoch on"));
}

std::string_view Bytes(const std::vector<LinkageId>& ids) {
  return {reinterpret_cast<const char*>(ids.data()), ids.size() * sizeof(LinkageId)};
}

// Calls `write(chunk number, bytes)` with pieces of a megabyte.
template <typename Write>
absl::Status InChunks(std::string_view bytes, const Write& write) {
  for (size_t at = 0; at < bytes.size(); at += kChunkBytes) {
    RETURN_IF_ERROR(write(at / kChunkBytes, store::AsBlob(bytes.substr(at, kChunkBytes))));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<v1::Envelope>> ReadStatement(store::Database& database,
                                                          std::string_view sql, uint32_t epoch) {
  std::optional<v1::Envelope> envelope;
  RETURN_IF_ERROR(database.Read("read a statement", [&](store::Snapshot& tx) {
    return tx.Query(sql, epoch, [&](const store::Row& row) {
      return envelope.emplace().ParseFromString(row.BlobString(0)) ? absl::OkStatus()
                                                                   : Damaged(epoch);
    });
  }));
  return envelope;
}

}  // namespace

absl::Status SpineStore::KeepList(uint32_t epoch, const v1::Envelope& statement,
                                  const std::vector<Sealed>& sealed) {
  return database_.RunTransaction("keep a list", [&](store::Transaction& tx) -> absl::Status {
    RETURN_IF_ERROR(tx.Execute("INSERT INTO spine_list (epoch, statement) VALUES (?, ?)", epoch,
                               store::AsBlob(statement.SerializeAsString())));
    for (const Sealed& each : sealed) {
      RETURN_IF_ERROR(InChunks(each.ciphertext, [&](size_t chunk, const store::Value& data) {
        return tx.Execute(
            "INSERT INTO spine_sealed (epoch, recipient, chunk, data) VALUES (?, ?, ?, ?)", epoch,
            each.recipient, chunk, data);
      }));
    }
    return absl::OkStatus();
  });
}

absl::StatusOr<std::optional<v1::Envelope>> SpineStore::ListOf(uint32_t epoch) {
  return ReadStatement(database_, "SELECT statement FROM spine_list WHERE epoch = ?", epoch);
}

absl::StatusOr<std::string> SpineStore::SealedFor(uint32_t epoch, const std::string& recipient) {
  std::string ciphertext;
  RETURN_IF_ERROR(database_.Read("read a sealed list", [&](store::Snapshot& tx) {
    return tx.Query(
        "SELECT data FROM spine_sealed WHERE epoch = ? AND recipient = ? ORDER BY chunk", epoch,
        recipient, [&](const store::Row& row) { ciphertext += row.BlobString(0); });
  }));
  if (!ciphertext.empty()) return ciphertext;
  return absl::NotFoundError(
      absl::StrCat("nothing is kept here for ", recipient, " of epoch ", epoch));
}

absl::Status SpineStore::KeepSpine(const Spine& spine, const v1::Envelope& statement) {
  return database_.RunTransaction("keep a spine", [&](store::Transaction& tx) -> absl::Status {
    RETURN_IF_ERROR(tx.Execute(
        "INSERT INTO spine (epoch, digest, slots, statement) VALUES (?, ?, ?, ?)", spine.epoch,
        spine.digest.ToHex(), spine.ids.size(), store::AsBlob(statement.SerializeAsString())));
    return InChunks(Bytes(spine.ids), [&](size_t chunk, const store::Value& data) {
      return tx.Execute("INSERT INTO spine_chunk (epoch, chunk, data) VALUES (?, ?, ?)",
                        spine.epoch, chunk, data);
    });
  });
}

absl::StatusOr<std::optional<v1::Envelope>> SpineStore::WordOn(uint32_t epoch) {
  return ReadStatement(database_, "SELECT statement FROM spine WHERE epoch = ?", epoch);
}

absl::StatusOr<std::shared_ptr<const Spine>> SpineStore::SpineOf(uint32_t epoch,
                                                                 const crypto::Digest& digest) {
  const std::lock_guard lock(mutex_);
  if (last_ && last_->epoch == epoch && last_->digest == digest) return last_;
  last_.reset();  // before the load, so that memory holds one
  ASSIGN_OR_RETURN(last_, Load(epoch, digest));
  return last_;
}

absl::StatusOr<std::shared_ptr<const Spine>> SpineStore::Load(uint32_t epoch,
                                                              const crypto::Digest& digest) {
  auto spine = std::make_shared<Spine>();
  spine->epoch = epoch;
  spine->digest = digest;
  bool found = false;
  size_t at = 0;
  RETURN_IF_ERROR(database_.Read("load a spine", [&](store::Snapshot& tx) -> absl::Status {
    RETURN_IF_ERROR(tx.Query("SELECT slots FROM spine WHERE epoch = ? AND digest = ?", epoch,
                             digest.ToHex(), [&](const store::Row& row) {
                               found = true;
                               spine->ids.resize(static_cast<size_t>(row.Int(0)));
                             }));
    if (!found) return absl::OkStatus();
    size_t expected = 0;
    return tx.Query("SELECT chunk, data FROM spine_chunk WHERE epoch = ? ORDER BY chunk", epoch,
                    [&](const store::Row& row) -> absl::Status {
                      const std::span<const uint8_t> data = row.Blob(1);
                      const size_t left = (spine->ids.size() - at) * sizeof(LinkageId);
                      if (static_cast<size_t>(row.Int(0)) != expected++ ||
                          data.size() != std::min(left, kChunkBytes)) {
                        return Damaged(epoch);
                      }
                      std::memcpy(spine->ids.data() + at, data.data(), data.size());
                      at += data.size() / sizeof(LinkageId);
                      return absl::OkStatus();
                    });
  }));
  if (found)
    return at == spine->ids.size() ? absl::StatusOr<std::shared_ptr<const Spine>>(spine)
                                   : Damaged(epoch);
  return ReasonedError(
      absl::StatusCode::kFailedPrecondition, v1::REASON_WRONG_STATE,
      absl::StrCat("this node does not hold the spine of epoch ", epoch, " that is agreed"));
}

absl::StatusOr<std::optional<SpineStore::Held>> SpineStore::Newest() {
  std::optional<Held> newest;
  RETURN_IF_ERROR(database_.Read("look up the spine", [&](store::Snapshot& tx) {
    return tx.Query("SELECT epoch, digest FROM spine ORDER BY epoch DESC LIMIT 1",
                    [&](const store::Row& row) -> absl::Status {
                      newest.emplace().epoch = static_cast<uint32_t>(row.Int(0));
                      ASSIGN_OR_RETURN(newest->digest, crypto::Digest::FromHex(row.TextView(1)));
                      return absl::OkStatus();
                    });
  }));
  return newest;
}

absl::Status SpineStore::Agreed(uint32_t agreed) { return Forget(agreed, agreed + 1); }

absl::Status SpineStore::Begun(uint32_t begun, uint32_t agreed) { return Forget(agreed, begun); }

// All of epochs before `before` but the spine of `agreed`.
absl::Status SpineStore::Forget(uint32_t agreed, uint32_t before) {
  bool any = false;
  RETURN_IF_ERROR(
      database_.RunTransaction("forget spines", [&](store::Transaction& tx) -> absl::Status {
        for (const char* sql : {"DELETE FROM spine_sealed WHERE epoch < ?",
                                "DELETE FROM spine_list WHERE epoch < ?"}) {
          RETURN_IF_ERROR(tx.Execute(sql, before));
          any |= tx.changes() > 0;
        }
        for (const char* sql : {"DELETE FROM spine_chunk WHERE epoch < ? AND epoch <> ?",
                                "DELETE FROM spine WHERE epoch < ? AND epoch <> ?"}) {
          RETURN_IF_ERROR(tx.Execute(sql, before, agreed));
          any |= tx.changes() > 0;
        }
        return absl::OkStatus();
      }));
  // A journal that cannot be emptied now will be later.
  if (any) database_.Checkpoint().IgnoreError();
  return absl::OkStatus();
}

}  // namespace ginnel::node
