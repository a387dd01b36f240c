// SPDX-License-Identifier: Apache-2.0
#include "node/engine/program.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "base/status.h"

namespace ginnel::node {
namespace {

using query::Expression;
using Op = Expression::Op;
using Code = Program::Code;
using Range = Program::Range;

constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();
constexpr int64_t kGreatest = std::numeric_limits<int64_t>::max();
constexpr int64_t kMostDecimals = 18;  // 10^18 < 2^63

absl::Status Malformed(const char* what) {
  return absl::InvalidArgumentError(std::string("expression tree: ") + what);
}

std::optional<int64_t> PowerOfTen(int64_t exponent) {
  if (exponent < 0 || exponent > kMostDecimals) return std::nullopt;
  int64_t power = 1;
  for (int64_t i = 0; i < exponent; ++i) power *= 10;
  return power;
}

// The value of an expression without variables, where it has a simple form.
std::optional<int64_t> ConstantOf(const Expression& expression) {
  if (expression.op == Op::kNumberLiteral || expression.op == Op::kCodeLiteral) {
    return expression.value;
  }
  if (expression.args.size() != 1) return std::nullopt;
  const bool negated = expression.op == Op::kNegate;
  if (!negated && expression.op != Op::kRescale) return std::nullopt;
  const std::optional<int64_t> inner = ConstantOf(expression.args[0]);
  const std::optional<int64_t> factor = negated ? -1 : PowerOfTen(expression.value);
  int64_t product = 0;
  if (!inner || !factor || __builtin_mul_overflow(*inner, *factor, &product)) return std::nullopt;
  return product;
}

Op Mirrored(Op op) {
  switch (op) {
    case Op::kLess:
      return Op::kGreater;
    case Op::kLessOrEqual:
      return Op::kGreaterOrEqual;
    case Op::kGreater:
      return Op::kLess;
    case Op::kGreaterOrEqual:
      return Op::kLessOrEqual;
    default:
      return op;
  }
}

// Which values x satisfy `x op constant`; kNotEqual as kEqual, to be inverted.
std::vector<Range> RangesOf(Op op, int64_t constant) {
  switch (op) {
    case Op::kLess:
      return constant == kLeast ? std::vector<Range>() : std::vector<Range>{{kLeast, constant - 1}};
    case Op::kLessOrEqual:
      return {{kLeast, constant}};
    case Op::kGreater:
      return constant == kGreatest ? std::vector<Range>()
                                   : std::vector<Range>{{constant + 1, kGreatest}};
    case Op::kGreaterOrEqual:
      return {{constant, kGreatest}};
    default:
      return {{constant, constant}};
  }
}

// A list of constants as few ranges: ['moderate', 'severe'] are neighbours.
std::vector<Range> RangesOf(std::vector<int64_t> constants) {
  std::sort(constants.begin(), constants.end());
  std::vector<Range> ranges;
  for (int64_t constant : constants) {
    if (!ranges.empty() && constant == ranges.back().upper) continue;
    if (!ranges.empty() && constant == ranges.back().upper + 1) {
      ranges.back().upper = constant;
    } else {
      ranges.push_back({constant, constant});
    }
  }
  return ranges;
}

bool IsComparison(Op op) { return op >= Op::kLess && op <= Op::kNotEqual; }

}  // namespace

/// Writes the steps of a tree, each node's answer into the register at its depth.
class ProgramCompiler {
 public:
  explicit ProgramCompiler(const ColumnSet& columns) : columns_(columns) {}
  Program Take() { return std::move(program_); }

  // Into truth register `t`; registers from t and n on are free.
  absl::Status Truth(const Expression& e, size_t t, size_t n) {
    program_.truths_ = std::max(program_.truths_, t + 1);
    if (e.type != Expression::Type::kBool) return Malformed("a number where a truth is wanted");
    if (IsComparison(e.op)) return Comparison(e, t, n);
    switch (e.op) {
      case Op::kBoolLiteral:
        return Emit({.code = Code::kLiteralTruth, .into = t, .literal = e.value});
      case Op::kVariable: {
        ASSIGN_OR_RETURN(const DerivedColumn* column, Column(e, /*flag=*/true));
        return Emit({.code = Code::kLoadFlag, .into = t, .column = column});
      }
      case Op::kHas: {
        const DerivedColumn* column = columns_.Find(e.variable);
        if (column == nullptr) return absl::InternalError("a variable was not derived");
        return Emit({.code = Code::kLoadKnown, .into = t, .column = column});
      }
      case Op::kNot:
        if (e.args.size() != 1) return Malformed("`!` without its operand");
        RETURN_IF_ERROR(Truth(e.args[0], t, n));
        return Emit({.code = Code::kNot, .into = t, .a = t});
      case Op::kAnd:
      case Op::kOr:
        return Junction(e, t, n);
      case Op::kIn:
        return Membership(e, t, n);
      case Op::kConditional:
        if (e.args.size() != 3) return Malformed("`?:` without its operands");
        RETURN_IF_ERROR(Truth(e.args[2], t, n));
        RETURN_IF_ERROR(Truth(e.args[0], t + 1, n));
        RETURN_IF_ERROR(Truth(e.args[1], t + 2, n));
        return Emit({.code = Code::kChooseTruth, .into = t, .a = t + 1, .b = t + 2});
      default:
        return Malformed("an operation that yields no truth");
    }
  }

 private:
  absl::Status Emit(Program::Step step) {
    program_.steps_.push_back(std::move(step));
    return absl::OkStatus();
  }

  absl::StatusOr<const DerivedColumn*> Column(const Expression& e, bool flag) const {
    const DerivedColumn* column = columns_.Find(e.variable);
    if (column == nullptr) return absl::InternalError("a variable was not derived");
    if (column->is_flag() != flag) return Malformed("a variable read as another type");
    return column;
  }

  absl::Status Junction(const Expression& e, size_t t, size_t n) {
    if (e.args.size() < 2) return Malformed("`&&` or `||` without its operands");
    RETURN_IF_ERROR(Truth(e.args[0], t, n));
    const Code code = e.op == Op::kAnd ? Code::kAnd : Code::kOr;
    for (size_t i = 1; i < e.args.size(); ++i) {
      RETURN_IF_ERROR(Truth(e.args[i], t + 1, n));
      RETURN_IF_ERROR(Emit({.code = code, .into = t, .a = t, .b = t + 1}));
    }
    return absl::OkStatus();
  }

  absl::Status Membership(const Expression& e, size_t t, size_t n) {
    if (e.args.empty()) return Malformed("`in` without its operands");
    std::vector<int64_t> constants;
    for (size_t i = 1; i < e.args.size(); ++i) {
      const bool truth = e.args[i].op == Op::kBoolLiteral;
      const std::optional<int64_t> constant = truth ? e.args[i].value : ConstantOf(e.args[i]);
      if (e.args[i].type != e.args[0].type || !constant)
        return Malformed("`in` a list of other than literals");
      constants.push_back(*constant);
    }
    if (e.args[0].type != Expression::Type::kBool) {
      return InRanges(e.args[0], RangesOf(std::move(constants)), /*inverted=*/false, t, n);
    }
    RETURN_IF_ERROR(Truth(e.args[0], t, n));
    int64_t listed = 0;
    for (int64_t constant : constants) listed |= constant != 0 ? 2 : 1;
    return Emit({.code = Code::kTruthIn, .into = t, .a = t, .literal = listed});
  }

  absl::Status InRanges(const Expression& value, std::vector<Range> ranges, bool inverted, size_t t,
                        size_t n) {
    if (value.op == Op::kVariable) {
      ASSIGN_OR_RETURN(const DerivedColumn* column, Column(value, /*flag=*/false));
      return Emit({.code = Code::kColumnInRanges,
                   .into = t,
                   .inverted = inverted,
                   .column = column,
                   .ranges = std::move(ranges)});
    }
    RETURN_IF_ERROR(Number(value, t + 1, n));
    return Emit({.code = Code::kNumberInRanges,
                 .into = t,
                 .a = n,
                 .inverted = inverted,
                 .ranges = std::move(ranges)});
  }

  absl::Status Comparison(const Expression& e, size_t t, size_t n) {
    if (e.args.size() != 2 || e.args[0].type != e.args[1].type ||
        e.args[0].decimals != e.args[1].decimals) {
      return Malformed("a comparison of different types");
    }
    const bool inverted = e.op == Op::kNotEqual;
    if (e.args[0].type != Expression::Type::kBool) {
      if (const std::optional<int64_t> right = ConstantOf(e.args[1]); right) {
        return InRanges(e.args[0], RangesOf(e.op, *right), inverted, t, n);
      }
      if (const std::optional<int64_t> left = ConstantOf(e.args[0]); left) {
        return InRanges(e.args[1], RangesOf(Mirrored(e.op), *left), inverted, t, n);
      }
    }
    return CompareRegisters(e, t, n);
  }

  absl::Status CompareRegisters(const Expression& e, size_t t, size_t n) {
    const bool truths = e.args[0].type == Expression::Type::kBool;
    size_t a = truths ? t : n;
    size_t b = a + 1;
    for (size_t i = 0; i < 2; ++i) {
      RETURN_IF_ERROR(truths ? Truth(e.args[i], t + i, n) : Number(e.args[i], t + 1, n + i));
    }
    const bool equality = e.op == Op::kEqual || e.op == Op::kNotEqual;
    // a ≤ b is not b < a, where both are known.
    if (e.op == Op::kGreater || e.op == Op::kLessOrEqual) std::swap(a, b);
    const bool inverted =
        e.op == Op::kNotEqual || e.op == Op::kLessOrEqual || e.op == Op::kGreaterOrEqual;
    const Code code = truths ? (equality ? Code::kTruthEqual : Code::kTruthLess)
                             : (equality ? Code::kNumberEqual : Code::kNumberLess);
    return Emit({.code = code, .into = t, .a = a, .b = b, .inverted = inverted});
  }

  // Into number register `n`.
  absl::Status Number(const Expression& e, size_t t, size_t n) {
    program_.numbers_ = std::max(program_.numbers_, n + 1);
    if (e.type == Expression::Type::kBool) return Malformed("a truth where a number is wanted");
    if (const std::optional<int64_t> constant = ConstantOf(e); constant) {
      return Emit({.code = Code::kLiteralNumber, .into = n, .literal = *constant});
    }
    switch (e.op) {
      case Op::kVariable: {
        ASSIGN_OR_RETURN(const DerivedColumn* column, Column(e, /*flag=*/false));
        return Emit({.code = Code::kLoadNumber, .into = n, .column = column});
      }
      case Op::kNegate:
      case Op::kRescale: {
        const std::optional<int64_t> factor = e.op == Op::kNegate ? -1 : PowerOfTen(e.value);
        if (e.args.size() != 1 || !factor)
          return Malformed("a change of scale that is not possible");
        RETURN_IF_ERROR(Number(e.args[0], t, n));
        return Emit({.code = Code::kScale, .into = n, .a = n, .literal = *factor});
      }
      case Op::kAdd:
        return Arithmetic(e, Code::kAdd, t, n);
      case Op::kSubtract:
        return Arithmetic(e, Code::kSubtract, t, n);
      case Op::kMultiply:
        return Arithmetic(e, Code::kMultiply, t, n);
      case Op::kConditional:
        if (e.args.size() != 3) return Malformed("`?:` without its operands");
        RETURN_IF_ERROR(Number(e.args[2], t, n));
        RETURN_IF_ERROR(Truth(e.args[0], t, n + 1));
        RETURN_IF_ERROR(Number(e.args[1], t + 1, n + 1));
        return Emit({.code = Code::kChooseNumber, .into = n, .a = t, .b = n + 1});
      default:
        return Malformed("an operation that yields no number");
    }
  }

  absl::Status Arithmetic(const Expression& e, Code code, size_t t, size_t n) {
    if (e.args.size() != 2) return Malformed("arithmetic without its operands");
    RETURN_IF_ERROR(Number(e.args[0], t, n));
    RETURN_IF_ERROR(Number(e.args[1], t, n + 1));
    return Emit({.code = code, .into = n, .a = n, .b = n + 1});
  }

  const ColumnSet& columns_;
  Program program_;
};

absl::StatusOr<Program> Program::Compile(const query::Expression& expression,
                                         const ColumnSet& columns) {
  ProgramCompiler compiler(columns);
  RETURN_IF_ERROR(compiler.Truth(expression, 0, 0));
  return compiler.Take();
}

bool IsLiterallyTrue(const query::Expression& expression) {
  return expression.op == Op::kBoolLiteral && expression.value != 0;
}

}  // namespace ginnel::node
