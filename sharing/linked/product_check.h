// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "sharing/linked/inner_products.h"
#include "sharing/party.h"

namespace ginnel::sharing {

/// C = AᵀB over the rows of a block: `left` has the columns of A, `right` those of B.
struct RowProducts {
  std::span<const ColumnView> left;
  std::span<const ColumnView> right;
  size_t rows = 0;
  size_t first = 0;  // where its |left|·|right| results begin, row-major, in the vector of all

  size_t count() const { return left.size() * right.size(); }
};

/// Whether `results`, as they were shared again, are the products: DataLoss (REASON_INTEGRITY)
/// otherwise, and who is at fault cannot be known (protocols.md 5.4). Until it is asked, each of
/// them is what any one trustee made of it.
///
/// Coins u, v are drawn now, when all is fixed. For one C, a = A·u and b = B·v are linear, and
/// Σ_p a_p·b_p = uᵀCv; an error E in C shifts the right side by uᵀEv, which is 0 with probability
/// 2/p at most. All products of one `left` have u in common and are added up, so that there is one
/// product a row for each left, whatever its columns; all lefts make one sum. It is made by
/// verified products (verified_products.h), which find an error in it with all but 3/p. What is
/// opened is 0, or random: it says nothing of any row.
///
/// Memory: about 80 bytes a row and left. Sent to one neighbour: 8 bytes a row and left.
absl::Status CheckRowProducts(Party& party, const std::vector<RowProducts>& products,
                              const ShareVector& results);

}  // namespace ginnel::sharing
