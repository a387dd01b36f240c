// SPDX-License-Identifier: Apache-2.0
#include "node/engine/kernels.h"

#include <cstring>
#include <type_traits>

// Loops are templates that are inlined into one plain function a type, because only plain functions
// can be compiled for several processors (GINNEL_HOT).
#define GINNEL_INLINE inline __attribute__((always_inline))

namespace ginnel::node {
namespace {

// Eight bytes that are 0 or 1 to eight bits: the product brings byte i to bit 56 + i, and no two
// terms meet there.
GINNEL_INLINE uint64_t PackEight(const uint8_t* bytes) {
  uint64_t eight;
  std::memcpy(&eight, bytes, sizeof(eight));
  return (eight * 0x0102040810204080U) >> 56;
}

template <typename Test>
GINNEL_INLINE void Pack(Test test, BlockBits& out) {
  for (size_t word = 0; word < kBlockWords; ++word) {
    uint8_t bytes[64];
    for (size_t i = 0; i < 64; ++i) bytes[i] = static_cast<uint8_t>(test(word * 64 + i));
    uint64_t bits = 0;
    for (size_t i = 0; i < 8; ++i) bits |= PackEight(bytes + i * 8) << (i * 8);
    out[word] = bits;
  }
}

template <typename T>
GINNEL_INLINE void Range(const T* values, T lower, T upper, BlockBits& out) {
  using Unsigned = std::make_unsigned_t<T>;
  const Unsigned width =
      static_cast<Unsigned>(static_cast<Unsigned>(upper) - static_cast<Unsigned>(lower));
  Pack(
      [=](size_t row) {
        const Unsigned above = static_cast<Unsigned>(static_cast<Unsigned>(values[row]) -
                                                     static_cast<Unsigned>(lower));
        return above <= width;
      },
      out);
}

template <typename T>
GINNEL_INLINE void WidenAll(const T* values, int64_t* out) {
  for (size_t row = 0; row < kBlockRows; ++row) out[row] = values[row];
}

// Two sets of sums: neighbours often fall in one cell, and an addition need not wait for the one
// before it.
template <typename T>
GINNEL_INLINE void Sum(const T* values, const uint8_t* cells, int64_t* sums) {
  int64_t odd[256] = {};
  for (size_t row = 0; row < kBlockRows; row += 2) {
    sums[cells[row]] += values[row];
    odd[cells[row + 1]] += values[row + 1];
  }
  for (size_t cell = 0; cell < 256; ++cell) sums[cell] += odd[cell];
}

// In the narrowest arithmetic, and by the remainder rather than by adding half a unit, which the
// largest values would not bear.
template <int64_t kUnit, typename T>
GINNEL_INLINE void Squares(const T* values, int64_t* out) {
  using Whole = std::conditional_t<sizeof(T) < sizeof(int64_t), int32_t, int64_t>;
  constexpr Whole kOne = static_cast<Whole>(kUnit);
  for (size_t row = 0; row < kBlockRows; ++row) {
    const Whole value = values[row];
    const Whole quotient = value / kOne;
    const Whole rest = value - quotient * kOne;
    const Whole up = kOne > 1 && rest >= kOne / 2 ? 1 : 0;
    const Whole down = kOne > 1 && rest < -(kOne / 2) ? 1 : 0;
    const int64_t whole = int64_t{quotient} + up - down;
    out[row] = static_cast<int64_t>(static_cast<uint64_t>(whole) * static_cast<uint64_t>(whole));
  }
}

template <typename T>
GINNEL_INLINE void SquareAll(const T* values, int64_t unit, int64_t* out) {
  switch (unit) {
    case 1:
      return Squares<1>(values, out);
    case 10:
      return Squares<10>(values, out);
    case 100:
      return Squares<100>(values, out);
    default:
      return Squares<1000>(values, out);
  }
}

template <typename Operation>
GINNEL_INLINE void ForAll(const int64_t* a, const int64_t* b, int64_t* out, Operation operation) {
  for (size_t row = 0; row < kBlockRows; ++row) {
    out[row] = static_cast<int64_t>(
        operation(static_cast<uint64_t>(a[row]), static_cast<uint64_t>(b[row])));
  }
}

struct ByteMasks {
  uint64_t of[256];
};

// Entry b has byte i equal to bit i of b.
constexpr ByteMasks MakeByteMasks() {
  ByteMasks masks{};
  for (uint64_t byte = 0; byte < 256; ++byte) {
    for (uint64_t bit = 0; bit < 8; ++bit) masks.of[byte] |= (byte >> bit & 1) << (bit * 8);
  }
  return masks;
}
constexpr ByteMasks kByteMasks = MakeByteMasks();

}  // namespace

#define GINNEL_FOR_EACH_TYPE(kernel) kernel(uint8_t) kernel(int16_t) kernel(int32_t) kernel(int64_t)
#define GINNEL_KERNELS(T)                                                            \
  GINNEL_HOT void RangeBits(const T* values, T lower, T upper, BlockBits& out) {     \
    Range<T>(values, lower, upper, out);                                             \
  }                                                                                  \
  GINNEL_HOT void Widen(const T* values, int64_t* out) { WidenAll<T>(values, out); } \
  GINNEL_HOT void SumByCell(const T* values, const uint8_t* cells, int64_t* sums) {  \
    Sum<T>(values, cells, sums);                                                     \
  }                                                                                  \
  GINNEL_HOT void SquareWholeUnits(const T* values, int64_t unit, int64_t* out) {    \
    SquareAll<T>(values, unit, out);                                                 \
  }
GINNEL_FOR_EACH_TYPE(GINNEL_KERNELS)

GINNEL_HOT void LessBits(const int64_t* a, const int64_t* b, BlockBits& out) {
  Pack([=](size_t row) { return a[row] < b[row]; }, out);
}
GINNEL_HOT void EqualBits(const int64_t* a, const int64_t* b, BlockBits& out) {
  Pack([=](size_t row) { return a[row] == b[row]; }, out);
}

GINNEL_HOT void Add(const int64_t* a, const int64_t* b, int64_t* out) {
  ForAll(a, b, out, [](uint64_t x, uint64_t y) { return x + y; });
}
GINNEL_HOT void Subtract(const int64_t* a, const int64_t* b, int64_t* out) {
  ForAll(a, b, out, [](uint64_t x, uint64_t y) { return x - y; });
}
GINNEL_HOT void Multiply(const int64_t* a, const int64_t* b, int64_t* out) {
  ForAll(a, b, out, [](uint64_t x, uint64_t y) { return x * y; });
}
GINNEL_HOT void Scale(const int64_t* a, int64_t factor, int64_t* out) {
  for (size_t row = 0; row < kBlockRows; ++row) {
    out[row] = static_cast<int64_t>(static_cast<uint64_t>(a[row]) * static_cast<uint64_t>(factor));
  }
}

GINNEL_HOT uint64_t CountRows(const BlockBits& a, const BlockBits& b) {
  uint64_t count = 0;
  for (size_t word = 0; word < kBlockWords; ++word) {
    count += static_cast<uint64_t>(__builtin_popcountll(a[word] & b[word]));
  }
  return count;
}

GINNEL_HOT void MarkCells(const BlockBits& rows, uint8_t value, uint8_t* cells) {
  for (size_t word = 0; word < kBlockWords; ++word) {
    uint64_t rest = rows[word];
    if (rest == 0) continue;
    for (size_t i = 0; i < 8; ++i, rest >>= 8) {
      uint64_t eight;
      std::memcpy(&eight, cells + word * 64 + i * 8, sizeof(eight));
      eight += kByteMasks.of[rest & 255] * value;
      std::memcpy(cells + word * 64 + i * 8, &eight, sizeof(eight));
    }
  }
}

}  // namespace ginnel::node
