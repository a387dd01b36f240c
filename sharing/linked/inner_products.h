// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "crypto/field.h"
#include "sharing/share_vector.h"

namespace ginnel::sharing {

/// One column of a shared block at one trustee: its two parts, row by row.
struct ColumnView {
  const crypto::FieldElement* own = nullptr;
  const crypto::FieldElement* next = nullptr;
};

/// This trustee's part of AᵀB over `rows` rows: adds to out[i · |b| + j] the sum over the rows of
/// a_i·(b_j) as protocols.md 3 splits a product: x_i·y_i + x_i·y_{i+1} + x_{i+1}·y_i. The parts of
/// the three trustees add up to the products; nothing hides them yet. Constant time.
void AddInnerProducts(std::span<const ColumnView> a, std::span<const ColumnView> b, size_t rows,
                      std::span<crypto::FieldElement> out);

/// Adds Σ_i weights[i]·columns[i] to elements first … first + rows − 1 of `to`: linear, so that it
/// needs nobody.
void AddCombination(std::span<const ColumnView> columns,
                    std::span<const crypto::FieldElement> weights, size_t rows, size_t first,
                    ShareVector& to);

/// Σ a[k] · b[k]. Both have `size` elements.
crypto::FieldElement Dot(const crypto::FieldElement* a, const crypto::FieldElement* b, size_t size);

}  // namespace ginnel::sharing
