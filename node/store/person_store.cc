// SPDX-License-Identifier: Apache-2.0
#include "node/store/person_store.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/status.h"
#include "node/store/known_numbers.h"
#include "node/store/remove_people.h"
#include "node/store/stored_data_set.h"

namespace ginnel::node {
namespace {

// The person's row, or nothing.
std::optional<size_t> RowOf(const Records& records, const LinkageId& id) {
  const auto at = std::lower_bound(records.ids.begin(), records.ids.end(), id);
  if (at == records.ids.end() || *at != id) return std::nullopt;
  return static_cast<size_t>(at - records.ids.begin());
}

absl::StatusOr<std::optional<DataSet>> ReadIfThere(store::Snapshot& snapshot) {
  absl::StatusOr<DataSet> data = ReadDataSet(snapshot);
  if (data.ok()) return *std::move(data);
  if (absl::IsNotFound(data.status())) return std::nullopt;
  return data.status();
}

absl::StatusOr<bool> EraseInside(store::Transaction& tx, const LinkageId& id) {
  ASSIGN_OR_RETURN(std::optional<DataSet> data, ReadIfThere(tx));
  if (!data) return false;
  const std::optional<size_t> row = RowOf(data->records, id);
  if (!row) return false;
  std::vector<bool> gone(data->records.people());
  gone[*row] = true;
  RETURN_IF_ERROR(RemovePeople(data->records, gone));
  RETURN_IF_ERROR(ReplaceDataSet(tx, data->records, data->info));
  return true;
}

}  // namespace

absl::StatusOr<HeldPerson> PersonStore::Find(const LinkageId& id) {
  HeldPerson held;
  RETURN_IF_ERROR(
      database_.Read("look up a person", [&](store::Snapshot& snapshot) -> absl::Status {
        ASSIGN_OR_RETURN(held.objected, ObjectionDay(snapshot, marker_.MarkOf(id)));
        ASSIGN_OR_RETURN(std::optional<DataSet> data, ReadIfThere(snapshot));
        if (!data) return absl::OkStatus();
        held.data_set = std::move(data->info);
        const std::optional<size_t> row = RowOf(data->records, id);
        if (!row) return absl::OkStatus();
        std::vector<bool> others(data->records.people(), true);
        others[*row] = false;
        RETURN_IF_ERROR(RemovePeople(data->records, others));
        held.records = std::move(data->records);
        return absl::OkStatus();
      }));
  return held;
}

absl::StatusOr<bool> PersonStore::Erase(const LinkageId& id) {
  bool erased = false, forgotten = false;
  RETURN_IF_ERROR(
      database_.RunTransaction("erase a person", [&](store::Transaction& tx) -> absl::Status {
        ASSIGN_OR_RETURN(forgotten, ForgetNumberOf(tx, marker_, id));
        ASSIGN_OR_RETURN(erased, EraseInside(tx, id));
        return absl::OkStatus();
      }));
  // The journal holds pages from before; one that cannot be emptied now will be later.
  if (erased || forgotten) database_.Checkpoint().IgnoreError();
  return erased;
}

absl::StatusOr<PersonStore::Objected> PersonStore::Object(const LinkageId& id, Day day) {
  Objected objected;
  bool forgotten = false;
  RETURN_IF_ERROR(
      database_.RunTransaction("keep an objection", [&](store::Transaction& tx) -> absl::Status {
        ASSIGN_OR_RETURN(objected.is_new, KeepMark(tx, marker_.MarkOf(id), day));
        ASSIGN_OR_RETURN(forgotten, ForgetNumberOf(tx, marker_, id));
        ASSIGN_OR_RETURN(objected.erased, EraseInside(tx, id));
        return absl::OkStatus();
      }));
  if (objected.erased || forgotten) database_.Checkpoint().IgnoreError();
  return objected;
}

absl::StatusOr<bool> PersonStore::WithdrawObjection(const LinkageId& id) {
  bool stood = false;
  RETURN_IF_ERROR(database_.RunTransaction(
      "withdraw an objection", [&](store::Transaction& tx) -> absl::Status {
        ASSIGN_OR_RETURN(stood, DropMark(tx, marker_.MarkOf(id)));
        return absl::OkStatus();
      }));
  return stood;
}

absl::StatusOr<int64_t> PersonStore::CountObjections() {
  int64_t count = 0;
  RETURN_IF_ERROR(database_.Read("count objections", [&](store::Snapshot& snapshot) {
    return snapshot.Query("SELECT count(*) FROM objection",
                          [&](const store::Row& row) { count = row.Int(0); });
  }));
  return count;
}

}  // namespace ginnel::node
