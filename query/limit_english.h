// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "query/decimal.h"
#include "query/dictionary.h"
#include "query/expression.h"

namespace ginnel::query {

/// A comparison of one numeric variable with a constant.
struct Limit {
  int variable = -1;
  Expression::Op op = Expression::Op::kEqual;
  Decimal value;
};

/// A phrase that follows "people": "aged 75 or over", "with at least 1 long-term condition", "with
/// acute spend of at least £5,000".
std::string SayInEnglish(const Limit& limit, const Dictionary& dictionary);

/// "at least ", with the space.
const char* ComparisonInWords(Expression::Op op);

}  // namespace ginnel::query
