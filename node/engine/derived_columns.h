// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ginnel/v1/query.pb.h"
#include "node/engine/column_cache.h"
#include "node/engine/derivation.h"
#include "node/engine/snapshot.h"
#include "query/dictionary.h"

namespace ginnel::node {

/// The columns that one computation reads, by dictionary index. Holds them alive.
class ColumnSet {
 public:
  void Put(int variable, std::shared_ptr<const DerivedColumn> column) {
    columns_[variable] = std::move(column);
  }
  /// Null if the computation did not ask for it.
  const DerivedColumn* Find(int variable) const {
    const auto at = columns_.find(variable);
    return at == columns_.end() ? nullptr : at->second.get();
  }

 private:
  absl::flat_hash_map<int, std::shared_ptr<const DerivedColumn>> columns_;
};

/// Derives variables of one snapshot and remembers them. Thread-safe.
class DerivedColumns {
 public:
  DerivedColumns(std::shared_ptr<const Snapshot> snapshot, size_t cache_bytes)
      : snapshot_(std::move(snapshot)), cache_(cache_bytes) {}

  /// The columns of `variables` (dictionary indices), those not in the cache derived by up to
  /// `threads` threads. Of several errors the one of the earliest variable is returned.
  absl::StatusOr<ColumnSet> Get(const query::Dictionary& dictionary,
                                const std::vector<int>& variables, const AsOf& as_of, int threads);
  /// Who is counted; null where everybody is who is held. InvalidArgument for a population that
  /// does not say whom.
  absl::StatusOr<std::shared_ptr<const DerivedColumn>> Population(v1::PopulationBase base,
                                                                  const AsOf& as_of);

  /// Who has an event of the period that `variable` is about (DeriveHadEvent).
  absl::StatusOr<std::shared_ptr<const DerivedColumn>> HadEvent(const query::Dictionary& dictionary,
                                                                int variable, const AsOf& as_of);

  /// FailedPrecondition REASON_DATA_ENDS_BEFORE where the member's records begin after `day`: who
  /// left or died before they do may be in none.
  absl::Status CheckBegunBy(Day day) const;

  size_t cache_bytes() const { return cache_.bytes(); }

 private:
  // The column of `key`, derived where it is not there yet.
  absl::StatusOr<std::shared_ptr<const DerivedColumn>> Remembered(
      const std::string& key, absl::FunctionRef<absl::StatusOr<DerivedColumn>()> derive);

  std::shared_ptr<const Snapshot> snapshot_;
  ColumnCache cache_;
};

}  // namespace ginnel::node
