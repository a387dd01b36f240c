// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "query/dictionary.h"
#include "query/expression.h"

namespace ginnel::query {

// Conditions put together by the planner, and which of them may be an error in CEL's sense.

/// True where all are (literally true without any), where any is (literally false without any).
/// Literals are worked out, long lists stay shallow.
Expression AllOf(std::vector<Expression> conditions);
Expression AnyOf(std::vector<Expression> conditions);
Expression Negation(Expression condition);
/// `condition ? yes : no`, where `condition` is never an error.
Expression Choice(const Expression& condition, const Expression& yes, const Expression& no);
Expression LiterallyFalse();
bool IsLiterally(const Expression& condition, bool value);

/// The operands of a chain of one operator: {a, b, c} of a && (b && c). Itself if it is none.
std::vector<Expression> OperandsOf(Expression::Op op, const Expression& condition);

/// Whether no record means a value: the variable is never missing (Absent in dictionary.proto).
bool IsNeverMissing(int variable, const Dictionary& dictionary);
/// Whether `expression` could be an error. False is proof that it never is.
bool MayFail(const Expression& expression, const Dictionary& dictionary);
/// A condition that is never an error: whether `expression` is none.
Expression IsKnown(const Expression& expression, const Dictionary& dictionary);
/// … whether `condition` is true.
Expression IsTrue(const Expression& condition, const Dictionary& dictionary);
/// Nodes of `expression`.
size_t SizeOf(const Expression& expression);

}  // namespace ginnel::query
