// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "query/expression.h"

namespace ginnel::query {

/// < <= > >= == !=
bool IsComparison(Expression::Op op);
/// The comparison that holds where `op` does not: >= for <.
Expression::Op Opposite(Expression::Op op);
/// The comparison with its sides exchanged: > for <.
Expression::Op Mirrored(Expression::Op op);

}  // namespace ginnel::query
