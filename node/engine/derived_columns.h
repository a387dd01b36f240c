// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
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

  size_t cache_bytes() const { return cache_.bytes(); }

 private:
  std::shared_ptr<const Snapshot> snapshot_;
  ColumnCache cache_;
};

}  // namespace ginnel::node
