// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "query/dictionary.h"

namespace ginnel::query {

/// A type-checked expression in a strict subset of CEL (https://github.com/google/cel-spec):
/// literals, && || !, comparisons, `in`, + - *, ?:, has(x), parentheses. Numbers are exact: each
/// numeric node has a number of decimals, and the checker inserts kRescale nodes, so that an engine
/// computes in plain 64-bit integers without overflow (bounds are proved from the dictionary).
///
/// Semantics (CEL): an operation on a missing value is an error; `a && b` is false if either is
/// false, `a || b` true if either is true, whatever the other; `c ? a : b` is an error if c is. An
/// error never escapes as a value: the person is not selected.
struct Expression {
  enum class Type { kBool, kNumber, kCode };
  enum class Op {
    kBoolLiteral,    // value: 0 or 1
    kNumberLiteral,  // value, scaled by 10^decimals
    kCodeLiteral,    // value: index into the codes of the variable it is compared with
    kVariable,  // variable: index in the dictionary. Flags are kBool, categories kCode, all else
                // kNumber
    kHas,       // variable: whether its value is known
    kNot,
    kAnd,
    kOr,
    kLess,
    kLessOrEqual,
    kGreater,
    kGreaterOrEqual,
    kEqual,
    kNotEqual,  // two operands of one type and the same decimals
    kIn,        // args[0] in {args[1], …}, all literals
    kNegate,
    kAdd,
    kSubtract,
    kMultiply,
    kRescale,      // args[0] × 10^value
    kConditional,  // args[0] ? args[1] : args[2]
  };
  Op op = Op::kBoolLiteral;
  Type type = Type::kBool;
  int decimals = 0;
  int64_t value = 0;
  int variable = -1;
  std::vector<Expression> args;
};

/// Parses and type-checks `text` to a boolean. Errors name line and column, and what would fit:
/// "1:4: unknown variable `diabetis`: did you mean `diabetes`?". Empty text and "otherwise" are not
/// expressions; "true" is.
absl::StatusOr<Expression> ParseExpression(std::string_view text, const Dictionary& dictionary);

/// The dictionary indices that `expression` reads, sorted, without repeats.
std::vector<int> VariablesOf(const Expression& expression);

/// Plain English: `age >= 75 && ltc_count >= 1` → "aged 75 or over, with at least 1 long-term
/// condition".
std::string SayInEnglish(const Expression& expression, const Dictionary& dictionary);

}  // namespace ginnel::query
