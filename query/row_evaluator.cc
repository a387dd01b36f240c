// SPDX-License-Identifier: Apache-2.0
#include "query/row_evaluator.h"

#include "query/decimal.h"

namespace ginnel::query {
namespace {

using Op = Expression::Op;
using Value = std::optional<int64_t>;

// `a && b` is false if either is false, `a || b` true if either is true, whatever the other (CEL,
// langdef, "Logical operators").
Value Absorb(const Expression& expression, Row row, int64_t absorbing) {
  const Value left = EvaluateRow(expression.args[0], row);
  const Value right = EvaluateRow(expression.args[1], row);
  if (left == Value(absorbing) || right == Value(absorbing)) return absorbing;
  if (!left || !right) return std::nullopt;
  return 1 - absorbing;
}

bool Compare(Op op, int64_t left, int64_t right) {
  switch (op) {
    case Op::kLess:
      return left < right;
    case Op::kLessOrEqual:
      return left <= right;
    case Op::kGreater:
      return left > right;
    case Op::kGreaterOrEqual:
      return left >= right;
    case Op::kEqual:
      return left == right;
    default:
      return left != right;
  }
}

Value Binary(const Expression& expression, Row row) {
  const Value left = EvaluateRow(expression.args[0], row);
  const Value right = EvaluateRow(expression.args[1], row);
  if (!left || !right) return std::nullopt;
  switch (expression.op) {
    case Op::kAdd:
      return *left + *right;
    case Op::kSubtract:
      return *left - *right;
    case Op::kMultiply:
      return *left * *right;
    default:
      return Compare(expression.op, *left, *right) ? 1 : 0;
  }
}

Value In(const Expression& expression, Row row) {
  const Value needle = EvaluateRow(expression.args[0], row);
  if (!needle) return std::nullopt;
  for (size_t i = 1; i < expression.args.size(); ++i) {
    if (expression.args[i].value == *needle) return 1;
  }
  return 0;
}

Value Unary(const Expression& expression, Row row) {
  const Value operand = EvaluateRow(expression.args[0], row);
  if (!operand) return std::nullopt;
  switch (expression.op) {
    case Op::kNot:
      return 1 - *operand;
    case Op::kNegate:
      return -*operand;
    default:
      return *operand * PowerOfTen(static_cast<int>(expression.value));
  }
}

}  // namespace

Value EvaluateRow(const Expression& expression, Row row) {
  switch (expression.op) {
    case Op::kBoolLiteral:
    case Op::kNumberLiteral:
    case Op::kCodeLiteral:
      return expression.value;
    case Op::kVariable:
      return row[static_cast<size_t>(expression.variable)];
    case Op::kHas:
      return row[static_cast<size_t>(expression.variable)].has_value() ? 1 : 0;
    case Op::kNot:
    case Op::kNegate:
    case Op::kRescale:
      return Unary(expression, row);
    case Op::kAnd:
      return Absorb(expression, row, 0);
    case Op::kOr:
      return Absorb(expression, row, 1);
    case Op::kIn:
      return In(expression, row);
    case Op::kConditional: {
      const Value condition = EvaluateRow(expression.args[0], row);
      if (!condition) return std::nullopt;
      return EvaluateRow(expression.args[*condition != 0 ? 1 : 2], row);
    }
    default:
      return Binary(expression, row);
  }
}

size_t SegmentOf(const PlannedAxis& axis, Row row) {
  for (size_t i = 0; i + 1 < axis.rules.size(); ++i) {
    if (IsSelected(axis.rules[i], row)) return i;
  }
  return axis.rules.size() - 1;
}

size_t CellOf(const std::vector<PlannedAxis>& axes, Row row) {
  size_t cell = 0;
  for (const PlannedAxis& axis : axes) cell = cell * axis.labels.size() + SegmentOf(axis, row);
  return cell;
}

}  // namespace ginnel::query
