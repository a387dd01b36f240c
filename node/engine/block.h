// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

// Hot loops are compiled once for every x86-64 processor and once for those with AVX2; the loader
// picks. Sanitizers instrument the picking function before they have started, so they get the plain
// build.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define GINNEL_HOT __attribute__((target_clones("avx2", "default")))
#else
#define GINNEL_HOT
#endif

namespace ginnel::node {

/// Rows that are derived, evaluated and counted at a time: one block of numbers fits the
/// first-level cache.
inline constexpr size_t kBlockRows = 4096;
inline constexpr size_t kBlockWords = kBlockRows / 64;

/// One bit for each row of a block; row r is bit r % 64 of word r / 64.
using BlockBits = std::array<uint64_t, kBlockWords>;

inline constexpr size_t BlocksFor(size_t rows) { return (rows + kBlockRows - 1) / kBlockRows; }

inline constexpr BlockBits AllBits() {
  BlockBits bits{};
  for (uint64_t& word : bits) word = ~uint64_t{0};
  return bits;
}
inline constexpr BlockBits kAllBits = AllBits();
inline constexpr BlockBits kNoBits{};

/// The rows of block `block` that exist in a column of `rows` rows.
inline BlockBits ExistingRows(size_t block, size_t rows) {
  const size_t first = block * kBlockRows;
  if (first + kBlockRows <= rows) return kAllBits;
  BlockBits bits{};
  for (size_t word = 0; word < kBlockWords; ++word) {
    const size_t at = first + word * 64;
    if (at + 64 <= rows) {
      bits[word] = ~uint64_t{0};
    } else if (at < rows) {
      bits[word] = (uint64_t{1} << (rows - at)) - 1;
    }
  }
  return bits;
}

inline void SetBit(BlockBits& bits, size_t row) { bits[row / 64] |= uint64_t{1} << (row % 64); }
inline bool TestBit(const BlockBits& bits, size_t row) {
  return (bits[row / 64] >> (row % 64) & 1) != 0;
}

/// Calls `visit(row)` for each set bit, in order.
template <typename Visit>
void ForEachRow(const BlockBits& bits, Visit visit) {
  for (size_t word = 0; word < kBlockWords; ++word) {
    for (uint64_t rest = bits[word]; rest != 0; rest &= rest - 1) {
      visit(word * 64 + static_cast<size_t>(std::countr_zero(rest)));
    }
  }
}

}  // namespace ginnel::node
