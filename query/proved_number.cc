// SPDX-License-Identifier: Apache-2.0
#include "query/proved_number.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status.h"

namespace ginnel::query {
namespace {

using Op = Expression::Op;

absl::Status CheckRange(const Proved& number) {
  if (number.expression.decimals > 2 * kMaxDecimals) {
    return absl::InvalidArgumentError(
        absl::StrCat("the result would have more than ", 2 * kMaxDecimals, " decimals"));
  }
  if (number.lower > -WideInt{kNumberLimit} && number.upper < WideInt{kNumberLimit}) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      "the result could exceed 2^62 within the dictionary's bounds: use smaller factors or fewer "
      "decimals");
}

Expression NumberNode(Op op, int decimals) {
  Expression node;
  node.op = op;
  node.type = Expression::Type::kNumber;
  node.decimals = decimals;
  return node;
}

}  // namespace

absl::StatusOr<Proved> Combine(Op op, Proved left, Proved right) {
  if (op != Op::kMultiply) RETURN_IF_ERROR(Align(left, right));
  Proved result;
  result.expression = NumberNode(op, left.expression.decimals);
  if (op == Op::kMultiply) {
    const std::array<WideInt, 4> corners = {left.lower * right.lower, left.lower * right.upper,
                                            left.upper * right.lower, left.upper * right.upper};
    result.lower = *std::min_element(corners.begin(), corners.end());
    result.upper = *std::max_element(corners.begin(), corners.end());
    result.expression.decimals += right.expression.decimals;
  } else if (op == Op::kAdd) {
    result.lower = left.lower + right.lower;
    result.upper = left.upper + right.upper;
  } else {
    result.lower = left.lower - right.upper;
    result.upper = left.upper - right.lower;
  }
  RETURN_IF_ERROR(CheckRange(result));
  result.expression.args.push_back(std::move(left.expression));
  result.expression.args.push_back(std::move(right.expression));
  return result;
}

Proved Negate(Proved number) {
  std::swap(number.lower, number.upper);
  number.lower = -number.lower;
  number.upper = -number.upper;
  if (number.expression.op == Op::kNumberLiteral) {
    number.expression.value = -number.expression.value;
    return number;
  }
  Expression negated = NumberNode(Op::kNegate, number.expression.decimals);
  negated.args.push_back(std::move(number.expression));
  number.expression = std::move(negated);
  return number;
}

absl::Status Rescale(Proved& number, int decimals) {
  const int by = decimals - number.expression.decimals;
  if (by == 0) return absl::OkStatus();
  number.lower *= PowerOfTen(by);
  number.upper *= PowerOfTen(by);
  RETURN_IF_ERROR(CheckRange(number));
  Expression& expression = number.expression;
  if (expression.op == Op::kNumberLiteral) {
    expression.value *= PowerOfTen(by);
    expression.decimals = decimals;
    return absl::OkStatus();
  }
  Expression rescaled = NumberNode(Op::kRescale, decimals);
  rescaled.value = by;
  rescaled.args.push_back(std::move(expression));
  expression = std::move(rescaled);
  return absl::OkStatus();
}

absl::Status Align(Proved& left, Proved& right) {
  const int decimals = std::max(left.expression.decimals, right.expression.decimals);
  RETURN_IF_ERROR(Rescale(left, decimals));
  return Rescale(right, decimals);
}

absl::Status AlignAll(Proved& first, std::vector<Proved>& others) {
  int decimals = first.expression.decimals;
  for (const Proved& other : others) decimals = std::max(decimals, other.expression.decimals);
  for (Proved& other : others) RETURN_IF_ERROR(Rescale(other, decimals));
  return Rescale(first, decimals);
}

}  // namespace ginnel::query
