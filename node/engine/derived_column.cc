// SPDX-License-Identifier: Apache-2.0
#include "node/engine/derived_column.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "node/engine/kernels.h"

namespace ginnel::node {
namespace {

template <typename T>
bool Holds(int64_t lower, int64_t upper) {
  return lower >= int64_t{std::numeric_limits<T>::min()} &&
         upper <= int64_t{std::numeric_limits<T>::max()};
}

DerivedColumn::Numbers NarrowestFor(int64_t lower, int64_t upper) {
  // 0 stands for "not known" and must fit too.
  lower = std::min<int64_t>(lower, 0);
  upper = std::max<int64_t>(upper, 0);
  if (Holds<uint8_t>(lower, upper)) return std::vector<uint8_t>();
  if (Holds<int16_t>(lower, upper)) return std::vector<int16_t>();
  if (Holds<int32_t>(lower, upper)) return std::vector<int32_t>();
  return std::vector<int64_t>();
}

// Rows beyond the last person do not matter: they are said to be known so that a full column has no
// mask at all.
void MarkPadding(BlockBits& known, size_t block, size_t rows) {
  if ((block + 1) * kBlockRows <= rows) return;
  const BlockBits existing = ExistingRows(block, rows);
  for (size_t word = 0; word < kBlockWords; ++word) known[word] |= ~existing[word];
}

}  // namespace

DerivedColumn DerivedColumn::OfFlags(size_t rows) {
  DerivedColumn column(rows);
  column.is_flag_ = true;
  column.known_.reserve(BlocksFor(rows));
  column.truth_.reserve(BlocksFor(rows));
  return column;
}

DerivedColumn DerivedColumn::OfNumbers(size_t rows, int64_t lower, int64_t upper) {
  DerivedColumn column(rows);
  column.lower_ = lower;
  column.upper_ = upper;
  column.known_.reserve(BlocksFor(rows));
  column.numbers_ = NarrowestFor(lower, upper);
  std::visit([&](auto& values) { values.reserve(BlocksFor(rows) * kBlockRows); }, column.numbers_);
  return column;
}

int64_t DerivedColumn::Capped(int64_t value) {
  const int64_t capped = std::clamp(value, lower_, upper_);
  if (capped != value) {
    ++capped_people_;
    capped_excess_ += capped < value ? value - capped : capped - value;
  }
  return capped;
}

void DerivedColumn::Append(const RawBlock& raw) {
  if (is_flag_) {
    BlockBits truth;
    RangeBits(raw.value.data(), int64_t{0}, int64_t{0}, truth);
    for (uint64_t& word : truth) word = ~word;
    AppendFlags(truth, raw.known);
    return;
  }
  known_.push_back(raw.known);
  MarkPadding(known_.back(), blocks_++, rows_);
  std::visit(
      [&](auto& values) {
        using T = typename std::decay_t<decltype(values)>::value_type;
        const size_t first = values.size();
        values.resize(first + kBlockRows, 0);
        T* out = values.data() + first;
        // Where all are within the bounds, and that is the rule, the copy is a plain loop.
        BlockBits inside;
        RangeBits(raw.value.data(), lower_, upper_, inside);
        uint64_t beyond = 0;
        for (size_t word = 0; word < kBlockWords; ++word) {
          beyond |= raw.known[word] & ~inside[word];
        }
        if (beyond == 0) {
          for (size_t row = 0; row < kBlockRows; ++row) out[row] = static_cast<T>(raw.value[row]);
        } else {
          ForEachRow(raw.known,
                     [&](size_t row) { out[row] = static_cast<T>(Capped(raw.value[row])); });
        }
      },
      numbers_);
}

void DerivedColumn::AppendFlags(const BlockBits& truth, const BlockBits& known) {
  truth_.push_back(truth);
  for (size_t word = 0; word < kBlockWords; ++word) truth_.back()[word] &= known[word];
  known_.push_back(known);
  MarkPadding(known_.back(), blocks_++, rows_);
}

void DerivedColumn::Finish() {
  const bool full = std::all_of(known_.begin(), known_.end(),
                                [](const BlockBits& known) { return known == kAllBits; });
  if (full) std::vector<BlockBits>().swap(known_);
}

size_t DerivedColumn::bytes() const {
  const size_t masks = (known_.capacity() + truth_.capacity()) * sizeof(BlockBits);
  return sizeof(*this) + masks +
         std::visit([](const auto& values) { return values.capacity() * sizeof(values[0]); },
                    numbers_);
}

}  // namespace ginnel::node
