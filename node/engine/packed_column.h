// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace ginnel::node {

/// Numbers of one column as distances from their least value, in the narrowest of 0, 1, 2, 4, 8, 16
/// or 32 bits that holds them all. kMissing and kOpen (node/records.h) keep their meaning and cost
/// no width of their own. Immutable, thread-safe.
class PackedColumn {
 public:
  PackedColumn() = default;
  static PackedColumn Pack(absl::Span<const int32_t> values);
  static PackedColumn Pack(absl::Span<const uint16_t> values);

  size_t size() const { return size_; }
  int bits() const { return bits_; }
  /// Writes values `first` … `first + count − 1` to `out`. They must exist.
  void Unpack(size_t first, size_t count, int32_t* out) const;
  size_t bytes() const { return data_.capacity(); }

 private:
  template <int kBits>
  void UnpackNarrow(size_t first, size_t count, int32_t* out) const;
  template <typename Stored>
  void UnpackWhole(size_t first, size_t count, int32_t* out) const;
  int32_t Decode(uint32_t code) const;

  size_t size_ = 0;
  int bits_ = 0;
  uint32_t base_ = 0;  // least value that is neither missing nor open, modulo 2^32
  // Codes of kMissing and kOpen; kNoCode where there is none, a code that only a column with both
  // can reach.
  static constexpr uint32_t kNoCode = ~uint32_t{0};
  uint32_t missing_ = kNoCode;
  uint32_t open_ = kNoCode;
  std::vector<uint8_t> data_;
};

}  // namespace ginnel::node
