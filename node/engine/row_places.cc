// SPDX-License-Identifier: Apache-2.0
#include "node/engine/row_places.h"

#include "node/engine/block.h"

namespace ginnel::node {

absl::StatusOr<RowPlaces> RowPlaces::Pack(absl::Span<const uint32_t> rows, size_t people) {
  RowPlaces packed;
  packed.places_.reserve(rows.size());
  packed.starts_.assign(BlocksFor(people) + 1, 0);
  uint32_t previous = 0;
  for (uint32_t row : rows) {
    if (row >= people)
      return absl::InvalidArgumentError("an entry is of no person of the data set");
    if (row < previous) return absl::InvalidArgumentError("entries are not sorted by person");
    previous = row;
    packed.places_.push_back(static_cast<uint16_t>(row % kBlockRows));
    ++packed.starts_[row / kBlockRows + 1];
  }
  for (size_t block = 1; block < packed.starts_.size(); ++block) {
    packed.starts_[block] += packed.starts_[block - 1];
  }
  return packed;
}

}  // namespace ginnel::node
