// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "query/decimal.h"
#include "query/expression.h"

namespace ginnel::query {

/// A checked expression with what has been proved of it: the range of a number, in units of its
/// decimals. Ranges follow from the dictionary's bounds; none reaches 2^62, so that 64-bit
/// arithmetic cannot wrap. Errors do not name a place.
struct Proved {
  Expression expression;
  WideInt lower = 0;
  WideInt upper = 0;
};

/// left + right, left − right or left × right, exactly: sums at the larger number of decimals,
/// products at the sum of both.
absl::StatusOr<Proved> Combine(Expression::Op op, Proved left, Proved right);
/// −number; a literal stays a literal.
Proved Negate(Proved number);
/// Brings `number` to `decimals`: a literal is rewritten, anything else gets a kRescale node.
absl::Status Rescale(Proved& number, int decimals);
/// Bring all to the larger number of decimals.
absl::Status Align(Proved& left, Proved& right);
absl::Status AlignAll(Proved& first, std::vector<Proved>& others);

}  // namespace ginnel::query
