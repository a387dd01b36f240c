// SPDX-License-Identifier: Apache-2.0
#include "node/engine/packed_column.h"

#include <algorithm>
#include <cstring>

#include "node/records.h"

namespace ginnel::node {
namespace {

int BitsFor(uint32_t largest) {
  for (int bits : {0, 1, 2, 4, 8, 16}) {
    if (largest < (uint64_t{1} << bits)) return bits;
  }
  return 32;
}

template <typename Stored>
void Store(std::vector<uint8_t>& data, size_t at, uint32_t code) {
  const Stored stored = static_cast<Stored>(code);
  std::memcpy(data.data() + at * sizeof(Stored), &stored, sizeof(Stored));
}

}  // namespace

PackedColumn PackedColumn::Pack(absl::Span<const int32_t> values) {
  PackedColumn column;
  column.size_ = values.size();
  bool has_missing = false;
  bool has_open = false;
  int32_t least = kOpen;
  int32_t greatest = kMissing;
  for (int32_t value : values) {
    if (value == kMissing) {
      has_missing = true;
    } else if (value == kOpen) {
      has_open = true;
    } else {
      least = std::min(least, value);
      greatest = std::max(greatest, value);
    }
  }
  const bool any = least <= greatest;
  column.base_ = any ? static_cast<uint32_t>(least) : 0;
  uint32_t codes = any ? static_cast<uint32_t>(greatest) - static_cast<uint32_t>(least) + 1 : 0;
  if (has_missing) column.missing_ = codes++;
  if (has_open) column.open_ = codes++;
  // At most 2^32 codes: the count may wrap to 0, the largest code does not.
  column.bits_ = values.empty() ? 0 : BitsFor(codes - 1);
  column.data_.assign((values.size() * static_cast<size_t>(column.bits_) + 7) / 8, 0);
  for (size_t i = 0; i < values.size(); ++i) {
    const int32_t value = values[i];
    const uint32_t code = value == kMissing ? column.missing_
                          : value == kOpen  ? column.open_
                                            : static_cast<uint32_t>(value) - column.base_;
    switch (column.bits_) {
      case 0:
        break;
      case 8:
        Store<uint8_t>(column.data_, i, code);
        break;
      case 16:
        Store<uint16_t>(column.data_, i, code);
        break;
      case 32:
        Store<uint32_t>(column.data_, i, code);
        break;
      default: {
        const size_t bit = i * static_cast<size_t>(column.bits_);
        column.data_[bit / 8] = static_cast<uint8_t>(column.data_[bit / 8] | code << (bit % 8));
      }
    }
  }
  return column;
}

PackedColumn PackedColumn::Pack(absl::Span<const uint16_t> values) {
  return Pack(std::vector<int32_t>(values.begin(), values.end()));
}

inline int32_t PackedColumn::Decode(uint32_t code) const {
  const int32_t plain = static_cast<int32_t>(base_ + code);
  return code == missing_ ? kMissing : code == open_ ? kOpen : plain;
}

template <int kBits>
void PackedColumn::UnpackNarrow(size_t first, size_t count, int32_t* out) const {
  constexpr uint32_t kCodes = 1U << kBits;
  int32_t values[kCodes];
  for (uint32_t code = 0; code < kCodes; ++code) values[code] = Decode(code);
  for (size_t i = 0; i < count; ++i) {
    const size_t bit = (first + i) * kBits;
    out[i] = values[static_cast<uint32_t>(data_[bit / 8] >> (bit % 8)) & (kCodes - 1)];
  }
}

template <typename Stored>
void PackedColumn::UnpackWhole(size_t first, size_t count, int32_t* out) const {
  const uint8_t* from = data_.data() + first * sizeof(Stored);
  // Copies: for all the compiler knows, `out` could change the members while it is written.
  const uint32_t base = base_;
  const uint32_t missing = missing_;
  const uint32_t open = open_;
  for (size_t i = 0; i < count; ++i) {
    Stored stored;
    std::memcpy(&stored, from + i * sizeof(Stored), sizeof(Stored));
    const uint32_t code = stored;
    int32_t value = static_cast<int32_t>(base + code);
    value = code == open ? kOpen : value;
    out[i] = code == missing ? kMissing : value;
  }
}

void PackedColumn::Unpack(size_t first, size_t count, int32_t* out) const {
  switch (bits_) {
    case 0:
      std::fill_n(out, count, Decode(0));
      break;
    case 1:
      UnpackNarrow<1>(first, count, out);
      break;
    case 2:
      UnpackNarrow<2>(first, count, out);
      break;
    case 4:
      UnpackNarrow<4>(first, count, out);
      break;
    case 8:
      UnpackWhole<uint8_t>(first, count, out);
      break;
    case 16:
      UnpackWhole<uint16_t>(first, count, out);
      break;
    default:
      UnpackWhole<uint32_t>(first, count, out);
      break;
  }
}

}  // namespace ginnel::node
