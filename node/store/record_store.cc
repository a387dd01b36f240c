// SPDX-License-Identifier: Apache-2.0
#include "node/store/record_store.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/status.h"
#include "node/store/remove_people.h"

namespace ginnel::node {

absl::StatusOr<DataSetInfo> RecordStore::SaveRecords(Records records, DataSetInfo info) {
  RETURN_IF_ERROR(
      database_.RunTransaction("save the data set", [&](store::Transaction& tx) -> absl::Status {
        // Inside, so that an objection that is kept while files are read counts too.
        ASSIGN_OR_RETURN(const std::vector<bool> objectors,
                         FindObjectors(tx, marker_, records.ids));
        if (std::find(objectors.begin(), objectors.end(), true) != objectors.end())
          RETURN_IF_ERROR(RemovePeople(records, objectors));
        return ReplaceDataSet(tx, records, info);
      }));
  // It is saved already: a journal that cannot be emptied now will be later.
  database_.Checkpoint().IgnoreError();
  return info;
}

absl::StatusOr<DataSet> RecordStore::Load() {
  DataSet data;
  RETURN_IF_ERROR(
      database_.Read("load the data set", [&](store::Snapshot& snapshot) -> absl::Status {
        ASSIGN_OR_RETURN(data, ReadDataSet(snapshot));
        return absl::OkStatus();
      }));
  return data;
}

absl::StatusOr<Records> RecordStore::LoadRecords() {
  ASSIGN_OR_RETURN(DataSet data, Load());
  return std::move(data.records);
}

absl::StatusOr<DataSetInfo> RecordStore::Info() {
  DataSetInfo info;
  RETURN_IF_ERROR(
      database_.Read("read about the data set", [&](store::Snapshot& snapshot) -> absl::Status {
        ASSIGN_OR_RETURN(info, ReadInfo(snapshot));
        return absl::OkStatus();
      }));
  return info;
}

absl::StatusOr<Records> RecordStore::LoadRegistered() {
  Records records;
  RETURN_IF_ERROR(
      database_.Read("load who is registered", [&](store::Snapshot& snapshot) -> absl::Status {
        ASSIGN_OR_RETURN(records, ReadRegistered(snapshot));
        return absl::OkStatus();
      }));
  return records;
}

absl::StatusOr<LeftOut> RecordStore::CountLeftOut(const Controllers& controllers) {
  LeftOut left_out;
  RETURN_IF_ERROR(
      database_.Read("count who is left out", [&](store::Snapshot& snapshot) -> absl::Status {
        ASSIGN_OR_RETURN(const DataSetInfo info, ReadInfo(snapshot));
        ASSIGN_OR_RETURN(const Records::Registrations episodes, ReadRegistrations(snapshot));
        ASSIGN_OR_RETURN(left_out, node::CountLeftOut(episodes, info.people, controllers));
        return absl::OkStatus();
      }));
  return left_out;
}

absl::StatusOr<int64_t> RecordStore::Generation() {
  int64_t generation = 0;
  RETURN_IF_ERROR(database_.Read("read the data set's generation", [&](store::Snapshot& snapshot) {
    return snapshot.Query("SELECT generation FROM data_set",
                          [&](const store::Row& row) { generation = row.Int(0); });
  }));
  return generation;
}

}  // namespace ginnel::node
