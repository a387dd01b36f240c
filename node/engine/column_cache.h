// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "node/engine/derived_column.h"

namespace ginnel::node {

/// Derived columns of one snapshot, least recently used out first. The key says all that a column
/// depends on beside the snapshot (definition, index date, period). A column in use stays alive
/// when it is dropped here. Thread-safe.
class ColumnCache {
 public:
  explicit ColumnCache(size_t byte_limit) : byte_limit_(byte_limit) {}

  /// Null if there is none.
  std::shared_ptr<const DerivedColumn> Find(const std::string& key);
  /// A column larger than the limit is not kept.
  void Insert(const std::string& key, std::shared_ptr<const DerivedColumn> column);
  size_t bytes() const;

 private:
  struct Entry {
    std::string key;
    std::shared_ptr<const DerivedColumn> column;
  };

  const size_t byte_limit_;
  mutable std::mutex mutex_;
  std::list<Entry> entries_;  // most recently used first
  absl::flat_hash_map<std::string, std::list<Entry>::iterator> index_;
  size_t bytes_ = 0;
};

}  // namespace ginnel::node
