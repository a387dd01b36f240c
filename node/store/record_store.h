// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/store/database.h"
#include "node/records.h"
#include "node/store/controlled_people.h"
#include "node/store/controllers.h"
#include "node/store/objections.h"
#include "node/store/stored_data_set.h"

namespace ginnel::node {

/// The node's one current data set, in its encrypted store. Saving replaces it whole: whoever
/// reads, and whatever dies when, there is the earlier data set or the later one. Nobody who
/// objected is ever saved: there is no way round the marks. Thread-safe; `serve` may read while
/// `ingest` saves.
class RecordStore {
 public:
  /// `marker` is made from this store's key; both outlive this.
  RecordStore(store::Database& database, const ObjectionMarker& marker)
      : database_(database), marker_(marker) {}

  /// Writes `records`, without those who objected, as the next generation, makes it the current one
  /// and deletes the one before, in one transaction. `info.generation` and `info.people` are set
  /// here; returns the info as stored, so that records.people() − info.people objected.
  /// ResourceExhausted where the disk is full.
  absl::StatusOr<DataSetInfo> SaveRecords(Records records, DataSetInfo info);

  /// Records and info of one moment. NotFound before the first ingest; DataLoss where a column is
  /// not as long as it was.
  absl::StatusOr<DataSet> Load();
  absl::StatusOr<Records> LoadRecords();
  absl::StatusOr<DataSetInfo> Info();
  /// Of one moment, ids, months and registrations alone. NotFound before the first ingest.
  absl::StatusOr<Records> LoadRegistered();
  /// Whom `controllers` leave out of the answers; only their episodes are read for it. NotFound
  /// before the first ingest.
  absl::StatusOr<LeftOut> CountLeftOut(const Controllers& controllers);
  /// Of the current data set, 0 before the first ingest. Each change has a higher one. One row is
  /// read: cheap enough to ask before every answer.
  absl::StatusOr<int64_t> Generation();

 private:
  store::Database& database_;
  const ObjectionMarker& marker_;
};

}  // namespace ginnel::node
