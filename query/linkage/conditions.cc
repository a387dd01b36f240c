// SPDX-License-Identifier: Apache-2.0
#include "query/linkage/conditions.h"

#include <algorithm>
#include <utility>

#include "query/model.h"

namespace ginnel::query {
namespace {

using Op = Expression::Op;

Expression Node(Op op, std::vector<Expression> args) {
  Expression node;
  node.op = op;
  node.args = std::move(args);
  return node;
}

Expression Balanced(Op op, std::vector<Expression>& operands, size_t first, size_t end) {
  if (end - first == 1) return std::move(operands[first]);
  const size_t middle = first + (end - first + 1) / 2;
  std::vector<Expression> args;
  args.push_back(Balanced(op, operands, first, middle));
  args.push_back(Balanced(op, operands, middle, end));
  return Node(op, std::move(args));
}

// `absorbing` alone decides; the other literal changes nothing.
Expression Join(Op op, std::vector<Expression> operands, bool absorbing) {
  std::vector<Expression> kept;
  for (Expression& operand : operands) {
    if (IsLiterally(operand, absorbing)) return absorbing ? LiterallyTrue() : LiterallyFalse();
    if (!IsLiterally(operand, !absorbing)) kept.push_back(std::move(operand));
  }
  if (kept.empty()) return absorbing ? LiterallyFalse() : LiterallyTrue();
  return Balanced(op, kept, 0, kept.size());
}

void CollectOperands(Op op, const Expression& condition, std::vector<Expression>& operands) {
  if (condition.op != op) {
    operands.push_back(condition);
    return;
  }
  for (const Expression& arg : condition.args) CollectOperands(op, arg, operands);
}

// A chain is known if all of it is, or if one known operand decides it.
Expression IsChainKnown(const Expression& chain, const Dictionary& dictionary) {
  std::vector<Expression> all, decided;
  for (const Expression& operand : OperandsOf(chain.op, chain)) {
    all.push_back(IsKnown(operand, dictionary));
    decided.push_back(IsTrue(chain.op == Op::kOr ? operand : Negation(operand), dictionary));
  }
  decided.push_back(AllOf(std::move(all)));
  return AnyOf(std::move(decided));
}

}  // namespace

Expression LiterallyFalse() {
  Expression literal = LiterallyTrue();
  literal.value = 0;
  return literal;
}

bool IsLiterally(const Expression& condition, bool value) {
  return condition.op == Op::kBoolLiteral && (condition.value != 0) == value;
}

Expression AllOf(std::vector<Expression> conditions) {
  return Join(Op::kAnd, std::move(conditions), false);
}

Expression AnyOf(std::vector<Expression> conditions) {
  return Join(Op::kOr, std::move(conditions), true);
}

Expression Negation(Expression condition) {
  if (condition.op == Op::kBoolLiteral) {
    condition.value = 1 - condition.value;
    return condition;
  }
  if (condition.op == Op::kNot) return Expression(condition.args[0]);
  std::vector<Expression> args;
  args.push_back(std::move(condition));
  return Node(Op::kNot, std::move(args));
}

Expression Choice(const Expression& condition, const Expression& yes, const Expression& no) {
  if (IsLiterally(condition, true) || IsLiterally(condition, false)) {
    return condition.value != 0 ? yes : no;
  }
  if (IsLiterally(yes, true)) return AnyOf({condition, no});
  if (IsLiterally(yes, false)) return AllOf({Negation(condition), no});
  if (IsLiterally(no, true)) return AnyOf({Negation(condition), yes});
  if (IsLiterally(no, false)) return AllOf({condition, yes});
  return Node(Op::kConditional, {condition, yes, no});
}

std::vector<Expression> OperandsOf(Op op, const Expression& condition) {
  std::vector<Expression> operands;
  CollectOperands(op, condition, operands);
  return operands;
}

bool IsNeverMissing(int variable, const Dictionary& dictionary) {
  const v1::Absent absent = dictionary.variable(variable).absent();
  return absent == v1::ABSENT_FALSE || absent == v1::ABSENT_ZERO;
}

bool MayFail(const Expression& expression, const Dictionary& dictionary) {
  if (expression.op == Op::kHas) return false;
  if (expression.op == Op::kVariable) return !IsNeverMissing(expression.variable, dictionary);
  return std::any_of(expression.args.begin(), expression.args.end(),
                     [&](const Expression& arg) { return MayFail(arg, dictionary); });
}

Expression IsKnown(const Expression& expression, const Dictionary& dictionary) {
  if (!MayFail(expression, dictionary)) return LiterallyTrue();
  switch (expression.op) {
    case Op::kVariable: {
      Expression has;
      has.op = Op::kHas;
      has.variable = expression.variable;
      return has;
    }
    case Op::kAnd:
    case Op::kOr:
      return IsChainKnown(expression, dictionary);
    case Op::kConditional: {
      const Expression& condition = expression.args[0];
      return AllOf({IsKnown(condition, dictionary),
                    Choice(condition, IsKnown(expression.args[1], dictionary),
                           IsKnown(expression.args[2], dictionary))});
    }
    default: {
      std::vector<Expression> all;
      for (const Expression& arg : expression.args) all.push_back(IsKnown(arg, dictionary));
      return AllOf(std::move(all));
    }
  }
}

Expression IsTrue(const Expression& condition, const Dictionary& dictionary) {
  return AllOf({IsKnown(condition, dictionary), condition});
}

size_t SizeOf(const Expression& expression) {
  size_t size = 1;
  for (const Expression& arg : expression.args) size += SizeOf(arg);
  return size;
}

}  // namespace ginnel::query
