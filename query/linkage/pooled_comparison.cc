// SPDX-License-Identifier: Apache-2.0
#include "query/linkage/pooled_comparison.h"

#include <algorithm>
#include <utility>

#include "query/comparison.h"
#include "query/decimal.h"
#include "query/row_evaluator.h"

namespace ginnel::query {
namespace {

using Op = Expression::Op;

int64_t FloorOf(int64_t value, int64_t factor) {
  return value / factor - (value % factor < 0 ? 1 : 0);
}

// A choice below kRescale and kNegate comes to the top: −(c ? x : y) is c ? −x : −y.
std::optional<Expression> ChoiceAtTop(const Expression& e) {
  if (e.op == Op::kConditional) return e;
  if (e.op != Op::kRescale && e.op != Op::kNegate) return std::nullopt;
  std::optional<Expression> choice = ChoiceAtTop(e.args[0]);
  if (!choice) return std::nullopt;
  for (size_t i = 1; i <= 2; ++i) {
    Expression outer = e;
    outer.args = {choice->args[i]};
    choice->args[i] = std::move(outer);
  }
  choice->decimals = e.decimals;
  return choice;
}

}  // namespace

std::optional<PooledComparison> PooledComparisonOf(const Expression& comparison) {
  if (comparison.args.size() != 2) return std::nullopt;
  const bool left_is_constant = VariablesOf(comparison.args[0]).empty();
  const Expression& constant = comparison.args[left_is_constant ? 0 : 1];
  const Expression* number = &comparison.args[left_is_constant ? 1 : 0];
  if (!VariablesOf(constant).empty()) return std::nullopt;
  const std::optional<int64_t> value = EvaluateRow(constant, {});
  int64_t factor = 1;
  for (; number->op == Op::kRescale; number = &number->args[0]) {
    factor *= PowerOfTen(static_cast<int>(number->value));
  }
  if (number->op != Op::kVariable || number->type != Expression::Type::kNumber || !value) {
    return std::nullopt;
  }
  PooledComparison made;
  made.variable = number->variable;
  made.node = *number;
  made.op = left_is_constant ? Mirrored(comparison.op) : comparison.op;
  made.above = FloorOf(*value, factor) + 1;
  made.from = *value % factor == 0 ? made.above - 1 : made.above;
  return made;
}

Expression AtLeast(const Expression& node, int64_t value) {
  Expression literal;
  literal.op = Op::kNumberLiteral;
  literal.type = Expression::Type::kNumber;
  literal.decimals = node.decimals;
  literal.value = value;
  Expression made;
  made.op = Op::kGreaterOrEqual;
  made.args = {node, std::move(literal)};
  return made;
}

std::optional<Expression> ComparisonOfChoice(const Expression& comparison) {
  for (size_t side = 0; side < comparison.args.size(); ++side) {
    std::optional<Expression> choice = ChoiceAtTop(comparison.args[side]);
    if (!choice) continue;
    Expression made;
    made.op = Op::kConditional;
    made.args.push_back(choice->args[0]);
    for (size_t i = 1; i <= 2; ++i) {
      Expression branch = comparison;
      branch.args[side] = choice->args[i];
      made.args.push_back(std::move(branch));
    }
    return made;
  }
  return std::nullopt;
}

bool FailsExactlyWhereMissing(const Expression& e) {
  const auto all = [&](const auto& holds) {
    return std::all_of(e.args.begin(), e.args.end(), holds);
  };
  const auto reads = [](const Expression& arg) { return !VariablesOf(arg).empty(); };
  if (!reads(e)) return e.type != Expression::Type::kBool;
  switch (e.op) {
    case Op::kHas:
      return false;
    case Op::kVariable:
      return true;
    case Op::kAnd:
    case Op::kOr:  // an operand that reads nothing could decide it
      return all(
          [&](const Expression& arg) { return reads(arg) && FailsExactlyWhereMissing(arg); });
    case Op::kConditional:
      return reads(e.args[0]) && all(FailsExactlyWhereMissing);
    default:
      return all(FailsExactlyWhereMissing);
  }
}

}  // namespace ginnel::query
