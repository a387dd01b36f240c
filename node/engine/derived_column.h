// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

#include "node/engine/block.h"

namespace ginnel::node {

/// One variable of every person of a snapshot at one point in time: bits for flags, else the
/// narrowest integers that hold the variable's bounds. A value that is not known is stored as 0 (so
/// sums need no mask) and its truth bit is clear. Storage is padded to whole blocks; rows beyond
/// the last person are arbitrary as to "known". Written block by block, then immutable and
/// thread-safe.
class DerivedColumn {
 public:
  /// Values of one block on their way in: zero and not known until set.
  struct RawBlock {
    std::array<int64_t, kBlockRows> value;
    BlockBits known;
    void Set(size_t row, int64_t number) {
      value[row] = number;
      SetBit(known, row);
    }
  };
  using Numbers = std::variant<std::vector<uint8_t>, std::vector<int16_t>, std::vector<int32_t>,
                               std::vector<int64_t>>;

  static DerivedColumn OfFlags(size_t rows);
  /// Values are capped to `lower` … `upper`, and those who were are counted.
  static DerivedColumn OfNumbers(size_t rows, int64_t lower, int64_t upper);

  /// Takes the next block, in order. A flag is true where its value is not zero.
  void Append(const RawBlock& raw);
  void AppendFlags(const BlockBits& truth, const BlockBits& known);
  /// After the last block: drops what says nothing.
  void Finish();

  size_t rows() const { return rows_; }
  bool is_flag() const { return is_flag_; }
  const BlockBits& known(size_t block) const { return known_.empty() ? kAllBits : known_[block]; }
  /// Flags only: known and true.
  const BlockBits& truth(size_t block) const { return truth_[block]; }
  /// Not flags: kBlockRows values from kBlockRows · block on.
  const Numbers& numbers() const { return numbers_; }

  /// People whose value was beyond the variable's bounds, and by how much in all (stored units).
  uint64_t capped_people() const { return capped_people_; }
  int64_t capped_excess() const { return capped_excess_; }
  size_t bytes() const;

 private:
  explicit DerivedColumn(size_t rows) : rows_(rows) {}
  int64_t Capped(int64_t value);

  size_t rows_;
  size_t blocks_ = 0;  // appended so far
  bool is_flag_ = false;
  int64_t lower_ = 0;
  int64_t upper_ = 1;
  std::vector<BlockBits> known_;  // empty: all are
  std::vector<BlockBits> truth_;
  Numbers numbers_;
  uint64_t capped_people_ = 0;
  int64_t capped_excess_ = 0;
};

}  // namespace ginnel::node
