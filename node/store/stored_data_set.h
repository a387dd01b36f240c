// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/store/transaction.h"
#include "node/records.h"

namespace ginnel::node {

/// A data set as one moment of the store has it.
struct DataSet {
  Records records;
  DataSetInfo info;
};

// The stored data set inside a transaction of the caller: what is done beside it (an objection's
// mark, say) happens with it or not at all.

/// NotFound before the first ingest.
absl::StatusOr<DataSetInfo> ReadInfo(store::Snapshot& snapshot);
/// NotFound before the first ingest; DataLoss where a column is not as long as it was.
absl::StatusOr<DataSet> ReadDataSet(store::Snapshot& snapshot);
/// One table of it.
absl::StatusOr<Records::Registrations> ReadRegistrations(store::Snapshot& snapshot);
/// Ids, months and registrations of it, and nothing else.
absl::StatusOr<Records> ReadRegistered(store::Snapshot& snapshot);
/// Writes every column anew as the next generation and deletes the one before; sets
/// `info.generation` and `info.people`. Generations only grow, so that one names one data set.
absl::Status ReplaceDataSet(store::Transaction& tx, const Records& records, DataSetInfo& info);

}  // namespace ginnel::node
