// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "node/engine/packed_column.h"
#include "node/engine/row_places.h"

namespace ginnel::node {

/// Entries of a dated table that are unpacked at a time.
inline constexpr size_t kChunkEntries = 1024;

/// Calls `visit(place, a)` – `place` the row inside the block, `a` the entry's value in `first` –
/// for each entry of the rows of `block`, in the table's order.
template <typename Visit>
void ForEachEntry(const RowPlaces& rows, size_t block, const PackedColumn& first, Visit visit) {
  const auto [begin, end] = rows.EntriesOf(block);
  int32_t a[kChunkEntries];
  for (size_t entry = begin; entry < end; entry += kChunkEntries) {
    const size_t count = std::min(kChunkEntries, end - entry);
    first.Unpack(entry, count, a);
    for (size_t i = 0; i < count; ++i) visit(rows.place(entry + i), a[i]);
  }
}

/// The same with `visit(place, a, b)` over two columns.
template <typename Visit>
void ForEachEntry(const RowPlaces& rows, size_t block, const PackedColumn& first,
                  const PackedColumn& second, Visit visit) {
  const auto [begin, end] = rows.EntriesOf(block);
  int32_t a[kChunkEntries];
  int32_t b[kChunkEntries];
  for (size_t entry = begin; entry < end; entry += kChunkEntries) {
    const size_t count = std::min(kChunkEntries, end - entry);
    first.Unpack(entry, count, a);
    second.Unpack(entry, count, b);
    for (size_t i = 0; i < count; ++i) visit(rows.place(entry + i), a[i], b[i]);
  }
}

/// The same with `visit(place, a, b, c)` over three columns.
template <typename Visit>
void ForEachEntry(const RowPlaces& rows, size_t block, const PackedColumn& first,
                  const PackedColumn& second, const PackedColumn& third, Visit visit) {
  const auto [begin, end] = rows.EntriesOf(block);
  int32_t a[kChunkEntries];
  int32_t b[kChunkEntries];
  int32_t c[kChunkEntries];
  for (size_t entry = begin; entry < end; entry += kChunkEntries) {
    const size_t count = std::min(kChunkEntries, end - entry);
    first.Unpack(entry, count, a);
    second.Unpack(entry, count, b);
    third.Unpack(entry, count, c);
    for (size_t i = 0; i < count; ++i) visit(rows.place(entry + i), a[i], b[i], c[i]);
  }
}

}  // namespace ginnel::node
