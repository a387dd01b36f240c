// SPDX-License-Identifier: Apache-2.0
#include "node/engine/column_cache.h"

#include <utility>

namespace ginnel::node {

std::shared_ptr<const DerivedColumn> ColumnCache::Find(const std::string& key) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto at = index_.find(key);
  if (at == index_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, at->second);
  return at->second->column;
}

void ColumnCache::Insert(const std::string& key, std::shared_ptr<const DerivedColumn> column) {
  const std::lock_guard<std::mutex> lock(mutex_);
  // Two runs may derive the same column at once; they are equal, and the first stays.
  if (index_.contains(key) || column->bytes() > byte_limit_) return;
  bytes_ += column->bytes();
  entries_.push_front(Entry{key, std::move(column)});
  index_[key] = entries_.begin();
  while (bytes_ > byte_limit_) {
    bytes_ -= entries_.back().column->bytes();
    index_.erase(entries_.back().key);
    entries_.pop_back();
  }
}

size_t ColumnCache::bytes() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return bytes_;
}

}  // namespace ginnel::node
