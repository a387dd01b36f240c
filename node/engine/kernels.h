// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "node/engine/block.h"

// The inner loops, each over one whole block (kBlockRows values), without branches on data where
// that pays. Arithmetic wraps modulo 2^64: the planner has proved from the dictionary's bounds that
// values of people do not, and values of nobody do not matter.
namespace ginnel::node {

/// Bit r is set where lower ≤ values[r] ≤ upper. Requires lower ≤ upper.
void RangeBits(const uint8_t* values, uint8_t lower, uint8_t upper, BlockBits& out);
void RangeBits(const int16_t* values, int16_t lower, int16_t upper, BlockBits& out);
void RangeBits(const int32_t* values, int32_t lower, int32_t upper, BlockBits& out);
void RangeBits(const int64_t* values, int64_t lower, int64_t upper, BlockBits& out);

/// Bit r is set where a[r] < b[r], a[r] = b[r].
void LessBits(const int64_t* a, const int64_t* b, BlockBits& out);
void EqualBits(const int64_t* a, const int64_t* b, BlockBits& out);

void Widen(const uint8_t* values, int64_t* out);
void Widen(const int16_t* values, int64_t* out);
void Widen(const int32_t* values, int64_t* out);
void Widen(const int64_t* values, int64_t* out);

/// out may be one of the operands.
void Add(const int64_t* a, const int64_t* b, int64_t* out);
void Subtract(const int64_t* a, const int64_t* b, int64_t* out);
void Multiply(const int64_t* a, const int64_t* b, int64_t* out);
void Scale(const int64_t* a, int64_t factor, int64_t* out);

/// Rows in both.
uint64_t CountRows(const BlockBits& a, const BlockBits& b);

/// Adds `value` to cells[r] for each row of `rows`.
void MarkCells(const BlockBits& rows, uint8_t value, uint8_t* cells);

/// sums[cells[r]] += values[r] for every row; `sums` has 256 places.
void SumByCell(const uint8_t* values, const uint8_t* cells, int64_t* sums);
void SumByCell(const int16_t* values, const uint8_t* cells, int64_t* sums);
void SumByCell(const int32_t* values, const uint8_t* cells, int64_t* sums);
void SumByCell(const int64_t* values, const uint8_t* cells, int64_t* sums);

/// values[r] / unit to the nearest whole number, halves up (towards +∞), squared. `unit` is 1, 10,
/// 100 or 1,000.
void SquareWholeUnits(const uint8_t* values, int64_t unit, int64_t* out);
void SquareWholeUnits(const int16_t* values, int64_t unit, int64_t* out);
void SquareWholeUnits(const int32_t* values, int64_t unit, int64_t* out);
void SquareWholeUnits(const int64_t* values, int64_t unit, int64_t* out);

}  // namespace ginnel::node
