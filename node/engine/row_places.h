// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace ginnel::node {

/// Whose row each entry of a dated table is, in two bytes an entry: entries are sorted by row, so
/// those of one block of rows lie together and only the place inside the block is kept. Immutable,
/// thread-safe.
class RowPlaces {
 public:
  RowPlaces() = default;
  /// InvalidArgument if `rows` is not sorted or names a row that is not below `people`.
  static absl::StatusOr<RowPlaces> Pack(absl::Span<const uint32_t> rows, size_t people);

  size_t size() const { return places_.size(); }
  /// First entry and end of the entries of a block's rows.
  std::pair<size_t, size_t> EntriesOf(size_t block) const {
    if (block + 1 >= starts_.size()) return {0, 0};
    return {starts_[block], starts_[block + 1]};
  }
  /// Row of `entry` inside its block.
  size_t place(size_t entry) const { return places_[entry]; }
  size_t bytes() const {
    return places_.capacity() * sizeof(uint16_t) + starts_.capacity() * sizeof(uint64_t);
  }

 private:
  std::vector<uint16_t> places_;
  std::vector<uint64_t> starts_;  // blocks + 1
};

}  // namespace ginnel::node
