// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/store/database.h"
#include "node/records.h"

namespace ginnel::node {

/// The node's one current data set, in its encrypted store. Saving replaces it whole: whoever
/// reads, and whatever dies when, there is the earlier data set or the later one. Thread-safe;
/// `serve` may read while `ingest` saves.
class RecordStore {
 public:
  explicit RecordStore(store::Database& database) : database_(database) {}

  /// Writes `records` as the next generation, makes it the current one and deletes the one before,
  /// in one transaction. `info.generation` and `info.people` are set here; returns the info as
  /// stored. ResourceExhausted where the disk is full.
  absl::StatusOr<DataSetInfo> SaveRecords(const Records& records, DataSetInfo info);

  /// NotFound before the first ingest; DataLoss where a column is not as long as it was.
  absl::StatusOr<Records> LoadRecords();
  absl::StatusOr<DataSetInfo> Info();

 private:
  store::Database& database_;
};

}  // namespace ginnel::node
