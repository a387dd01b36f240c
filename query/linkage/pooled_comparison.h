// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "query/expression.h"

namespace ginnel::query {

/// A comparison of one number with a constant: v ≥ from or v ≥ above, in stored units, are all that
/// it depends on. `v > 2.5` of whole numbers: from 3, above 3; `v == 2`: from 2, above 3.
struct PooledComparison {
  int variable = -1;
  Expression node;                             // the variable
  Expression::Op op = Expression::Op::kEqual;  // with the variable on the left
  int64_t from = 0;                            // the least value that is not below the constant
  int64_t above = 0;                           // the least value above it
};

/// Nothing if `comparison` is not of one variable, as it is, with a constant.
std::optional<PooledComparison> PooledComparisonOf(const Expression& comparison);

/// `node` ≥ `value` in stored units.
Expression AtLeast(const Expression& node, int64_t value);

/// `c ? (x > y) : (z > y)` for `(c ? x : z) > y`; nothing if neither side is a choice.
std::optional<Expression> ComparisonOfChoice(const Expression& comparison);

/// Whether `e`, which reads one variable, is an error exactly where that is missing.
bool FailsExactlyWhereMissing(const Expression& e);

}  // namespace ginnel::query
