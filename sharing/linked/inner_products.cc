// SPDX-License-Identifier: Apache-2.0
#include "sharing/linked/inner_products.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/secret_bytes.h"

namespace ginnel::sharing {
namespace {

using crypto::FieldElement;
using Wide = __uint128_t;

// Rows that are worked on at a time: both parts of a few dozen columns stay in the second cache.
constexpr size_t kTile = 1024;
// A row adds less than 2^61·2^62 + 2^61·2^61 < 2^124: so many fit 128 bits with one folded sum.
constexpr size_t kRowsBetweenFolds = 8;

// Modulo p, not fully reduced: below 2^63.
inline uint64_t Fold(Wide sum) {
  constexpr uint64_t kMask = FieldElement::kModulus;
  return (static_cast<uint64_t>(sum) & kMask) + (static_cast<uint64_t>(sum >> 61) & kMask) +
         static_cast<uint64_t>(sum >> 122);
}

uint64_t Value(const FieldElement& element) { return element.value(); }

// Σ x·y_both + x_next·y over a tile; y_both = y_own + y_next, below 2^62.
FieldElement TileProduct(const ColumnView& x, const FieldElement* y_own, const uint64_t* y_both,
                         size_t rows) {
  Wide sum = 0;
  size_t row = 0;
  while (row < rows) {
    const size_t end = std::min(row + kRowsBetweenFolds, rows);
    for (; row < end; ++row) {
      sum += static_cast<Wide>(Value(x.own[row])) * y_both[row] +
             static_cast<Wide>(Value(x.next[row])) * Value(y_own[row]);
    }
    sum = Fold(sum);
  }
  return FieldElement::FromUint64(static_cast<uint64_t>(sum));
}

}  // namespace

void AddInnerProducts(std::span<const ColumnView> a, std::span<const ColumnView> b, size_t rows,
                      std::span<FieldElement> out) {
  std::vector<uint64_t> both(b.size() * kTile);
  for (size_t first = 0; first < rows; first += kTile) {
    const size_t count = std::min(kTile, rows - first);
    for (size_t j = 0; j < b.size(); ++j) {
      for (size_t k = 0; k < count; ++k) {
        both[j * kTile + k] = Value(b[j].own[first + k]) + Value(b[j].next[first + k]);
      }
    }
    for (size_t i = 0; i < a.size(); ++i) {
      const ColumnView x{a[i].own + first, a[i].next + first};
      for (size_t j = 0; j < b.size(); ++j) {
        out[i * b.size() + j] += TileProduct(x, b[j].own + first, &both[j * kTile], count);
      }
    }
  }
  Wipe({reinterpret_cast<uint8_t*>(both.data()), both.size() * sizeof(uint64_t)});
}

void AddCombination(std::span<const ColumnView> columns, std::span<const FieldElement> weights,
                    size_t rows, size_t first, ShareVector& to) {
  const std::span<FieldElement> own = to.own.mutable_view().subspan(first, rows);
  const std::span<FieldElement> next = to.next.mutable_view().subspan(first, rows);
  for (size_t i = 0; i < columns.size(); ++i) {
    for (size_t p = 0; p < rows; ++p) {
      own[p] += weights[i] * columns[i].own[p];
      next[p] += weights[i] * columns[i].next[p];
    }
  }
}

FieldElement Dot(const FieldElement* a, const FieldElement* b, size_t size) {
  Wide sum = 0;
  size_t k = 0;
  while (k < size) {
    const size_t end = std::min(k + kRowsBetweenFolds, size);
    for (; k < end; ++k) sum += static_cast<Wide>(Value(a[k])) * Value(b[k]);
    sum = Fold(sum);
  }
  return FieldElement::FromUint64(static_cast<uint64_t>(sum));
}

}  // namespace ginnel::sharing
