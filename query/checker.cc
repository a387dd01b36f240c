// SPDX-License-Identifier: Apache-2.0
#include "query/checker.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "query/decimal.h"
#include "query/lexer.h"

namespace ginnel::query {
namespace {

using Op = Expression::Op;
using Type = Expression::Type;

// An expression with what has been proved of it: the range of a number, in units of its decimals.
struct Checked {
  Expression expression;
  WideInt lower = 0;
  WideInt upper = 0;
  const Syntax* origin = nullptr;
};

Expression Make(Op op, Type type, std::vector<Expression> args) {
  Expression made;
  made.op = op;
  made.type = type;
  made.args = std::move(args);
  return made;
}

template <typename... Args>
std::vector<Expression> ListOf(Args&&... args) {
  std::vector<Expression> list;
  (list.push_back(std::forward<Args>(args)), ...);
  return list;
}

bool IsComparison(Op op) { return op >= Op::kLess && op <= Op::kNotEqual; }

class Checker {
 public:
  Checker(std::string_view text, const Dictionary& dictionary)
      : text_(text), dictionary_(dictionary) {}

  absl::StatusOr<Checked> Check(const Syntax& syntax) {
    switch (syntax.kind) {
      case Syntax::Kind::kName:
        return Name(syntax);
      case Syntax::Kind::kNumber:
        return Number(syntax, /*negative=*/false);
      case Syntax::Kind::kBool: {
        Checked literal{Make(Op::kBoolLiteral, Type::kBool, {}), 0, 0, &syntax};
        literal.expression.value = syntax.text == "true" ? 1 : 0;
        return literal;
      }
      case Syntax::Kind::kHas: {
        ASSIGN_OR_RETURN(const int variable, Find(syntax));
        Checked has{Make(Op::kHas, Type::kBool, {}), 0, 0, &syntax};
        has.expression.variable = variable;
        return has;
      }
      case Syntax::Kind::kString:
        return Error(syntax, "a string may only be compared with a category: sex == '2'");
      case Syntax::Kind::kList:
        return Error(syntax, "a list may only stand after `in`");
      case Syntax::Kind::kOperator:
        return Operator(syntax);
    }
    return Error(syntax, "this is not an expression");
  }

  absl::StatusOr<Checked> Condition(const Syntax& syntax) {
    ASSIGN_OR_RETURN(Checked checked, Check(syntax));
    if (checked.expression.type == Type::kBool) return checked;
    return Error(
        syntax,
        checked.expression.type == Type::kCode
            ? absl::StrCat(Describe(checked), " is not a condition: compare it with a code, as in ",
                           syntax.text, " == '…'")
            : absl::StrCat(Describe(checked),
                           " is not a condition: compare it with a number, as in >= 1"));
  }

 private:
  absl::StatusOr<Checked> Operator(const Syntax& syntax) {
    switch (syntax.op) {
      case Op::kAnd:
      case Op::kOr: {
        ASSIGN_OR_RETURN(Checked left, Condition(syntax.args[0]));
        ASSIGN_OR_RETURN(Checked right, Condition(syntax.args[1]));
        return Bool(syntax, ListOf(std::move(left.expression), std::move(right.expression)));
      }
      case Op::kNot: {
        ASSIGN_OR_RETURN(Checked operand, Condition(syntax.args[0]));
        return Bool(syntax, ListOf(std::move(operand.expression)));
      }
      case Op::kIn:
        return In(syntax);
      case Op::kConditional:
        return Conditional(syntax);
      case Op::kNegate:
        return Negate(syntax);
      case Op::kAdd:
      case Op::kSubtract:
      case Op::kMultiply:
        return Arithmetic(syntax);
      default:
        return IsComparison(syntax.op) ? Comparison(syntax) : Error(syntax, "unknown operator");
    }
  }

  absl::StatusOr<int> Find(const Syntax& syntax) {
    absl::StatusOr<int> variable = dictionary_.Find(syntax.text);
    if (!variable.ok()) return Error(syntax, std::string(variable.status().message()));
    return variable;
  }

  absl::StatusOr<Checked> Name(const Syntax& syntax) {
    ASSIGN_OR_RETURN(const int index, Find(syntax));
    const v1::Variable& variable = dictionary_.variable(index);
    Checked checked{Make(Op::kVariable, Type::kNumber, {}), dictionary_.lower(index),
                    dictionary_.upper(index), &syntax};
    checked.expression.variable = index;
    switch (variable.type()) {
      case v1::VARIABLE_TYPE_FLAG:
        checked.expression.type = Type::kBool;
        return checked;
      case v1::VARIABLE_TYPE_CATEGORY:
        checked.expression.type = Type::kCode;
        return checked;
      case v1::VARIABLE_TYPE_MONTH:
        return Error(syntax, absl::StrCat("`", variable.name(), "` is a month: only has(",
                                          variable.name(), ") can be asked of it"));
      default:
        checked.expression.decimals = dictionary_.decimals(index);
        return checked;
    }
  }

  absl::StatusOr<Checked> Number(const Syntax& syntax, bool negative) {
    const absl::StatusOr<Decimal> number = ParseDecimal(syntax.text);
    if (!number.ok()) return Error(syntax, std::string(number.status().message()));
    Checked literal{Make(Op::kNumberLiteral, Type::kNumber, {}), 0, 0, &syntax};
    literal.expression.value = negative ? -number->value : number->value;
    literal.expression.decimals = number->decimals;
    literal.lower = literal.upper = literal.expression.value;
    return literal;
  }

  absl::StatusOr<Checked> Negate(const Syntax& syntax) {
    const Syntax& operand = syntax.args[0];
    if (operand.kind == Syntax::Kind::kNumber) return Number(operand, /*negative=*/true);
    ASSIGN_OR_RETURN(Checked checked, NumberOperand(operand, "-"));
    Checked negated{Make(Op::kNegate, Type::kNumber, {}), -checked.upper, -checked.lower, &syntax};
    negated.expression.decimals = checked.expression.decimals;
    negated.expression.args.push_back(std::move(checked.expression));
    return negated;
  }

  absl::StatusOr<Checked> Arithmetic(const Syntax& syntax) {
    ASSIGN_OR_RETURN(Checked left, NumberOperand(syntax.args[0], syntax.text));
    ASSIGN_OR_RETURN(Checked right, NumberOperand(syntax.args[1], syntax.text));
    Checked result{Make(syntax.op, Type::kNumber, {}), 0, 0, &syntax};
    if (syntax.op == Op::kMultiply) {
      const std::array<WideInt, 4> corners = {left.lower * right.lower, left.lower * right.upper,
                                              left.upper * right.lower, left.upper * right.upper};
      result.lower = *std::min_element(corners.begin(), corners.end());
      result.upper = *std::max_element(corners.begin(), corners.end());
      result.expression.decimals = left.expression.decimals + right.expression.decimals;
    } else {
      RETURN_IF_ERROR(Align(left, right, syntax));
      const bool add = syntax.op == Op::kAdd;
      result.lower = add ? left.lower + right.lower : left.lower - right.upper;
      result.upper = add ? left.upper + right.upper : left.upper - right.lower;
      result.expression.decimals = left.expression.decimals;
    }
    RETURN_IF_ERROR(CheckRange(result, syntax));
    result.expression.args = ListOf(std::move(left.expression), std::move(right.expression));
    return result;
  }

  absl::StatusOr<Checked> Comparison(const Syntax& syntax) {
    const bool string_left = syntax.args[0].kind == Syntax::Kind::kString;
    const bool string_right = syntax.args[1].kind == Syntax::Kind::kString;
    if (string_left || string_right) {
      if (string_left && string_right)
        return Error(syntax, "two strings are compared: name a category on one side");
      return CodeComparison(syntax, syntax.args[string_left ? 1 : 0],
                            syntax.args[string_left ? 0 : 1]);
    }
    ASSIGN_OR_RETURN(Checked left, Check(syntax.args[0]));
    ASSIGN_OR_RETURN(Checked right, Check(syntax.args[1]));
    const Type type = left.expression.type;
    if (type != right.expression.type) {
      return Error(syntax, absl::StrCat("`", syntax.text, "` compares ", Describe(left), " with ",
                                        Describe(right), ": both sides must be of one type"));
    }
    if (type == Type::kCode) {
      return Error(syntax,
                   absl::StrCat("`", syntax.text,
                                "` compares two categories: compare each with one of its codes"));
    }
    if (type == Type::kBool && syntax.op != Op::kEqual && syntax.op != Op::kNotEqual) {
      return Error(
          syntax,
          absl::StrCat("`", syntax.text,
                       "` compares true-or-false values, which have no order: use && and !"));
    }
    if (type == Type::kNumber) RETURN_IF_ERROR(Align(left, right, syntax));
    return Bool(syntax, ListOf(std::move(left.expression), std::move(right.expression)));
  }

  absl::StatusOr<Checked> CodeComparison(const Syntax& syntax, const Syntax& category,
                                         const Syntax& code) {
    if (syntax.op != Op::kEqual && syntax.op != Op::kNotEqual) {
      return Error(
          syntax,
          absl::StrCat("`", syntax.text,
                       "` is not offered for codes, which have no order: use ==, != or in"));
    }
    ASSIGN_OR_RETURN(Checked left, Check(category));
    if (left.expression.op != Op::kVariable || left.expression.type != Type::kCode) {
      return Error(code, absl::StrCat("a string is compared with ", Describe(left),
                                      ": only a category has codes"));
    }
    ASSIGN_OR_RETURN(Expression literal, Code(code, left.expression.variable));
    return Bool(syntax, ListOf(std::move(left.expression), std::move(literal)));
  }

  absl::StatusOr<Checked> In(const Syntax& syntax) {
    ASSIGN_OR_RETURN(Checked needle, Check(syntax.args[0]));
    const Type type = needle.expression.type;
    if (type == Type::kBool) {
      return Error(syntax,
                   absl::StrCat(Describe(needle), " is true or false: use it bare, or with !"));
    }
    std::vector<Checked> elements;
    for (const Syntax& element : syntax.args[1].args) {
      const bool is_string = element.kind == Syntax::Kind::kString;
      if (is_string != (type == Type::kCode)) {
        return Error(element, absl::StrCat(is_string ? "a code is" : "a number is",
                                           " looked for in ", Describe(needle), ": write ",
                                           is_string ? "numbers" : "codes in quotes"));
      }
      if (is_string) {
        ASSIGN_OR_RETURN(Expression code, Code(element, needle.expression.variable));
        elements.push_back({std::move(code), 0, 0, &element});
      } else {
        ASSIGN_OR_RETURN(Checked number, Check(element));
        elements.push_back(std::move(number));
      }
    }
    if (type == Type::kNumber) RETURN_IF_ERROR(AlignAll(needle, elements, syntax));
    std::vector<Expression> args = ListOf(std::move(needle.expression));
    for (Checked& element : elements) args.push_back(std::move(element.expression));
    return Bool(syntax, std::move(args));
  }

  absl::StatusOr<Checked> Conditional(const Syntax& syntax) {
    ASSIGN_OR_RETURN(Checked condition, Condition(syntax.args[0]));
    ASSIGN_OR_RETURN(Checked yes, Check(syntax.args[1]));
    ASSIGN_OR_RETURN(Checked no, Check(syntax.args[2]));
    const Type type = yes.expression.type;
    if (type != no.expression.type || type == Type::kCode) {
      return Error(syntax,
                   absl::StrCat("`?` chooses between ", Describe(yes), " and ", Describe(no),
                                ": both must be numbers, or both conditions"));
    }
    if (type == Type::kNumber) RETURN_IF_ERROR(Align(yes, no, syntax));
    Checked chosen{Make(Op::kConditional, type, {}), std::min(yes.lower, no.lower),
                   std::max(yes.upper, no.upper), &syntax};
    chosen.expression.decimals = yes.expression.decimals;
    chosen.expression.args = ListOf(std::move(condition.expression), std::move(yes.expression),
                                    std::move(no.expression));
    return chosen;
  }

  absl::StatusOr<Expression> Code(const Syntax& syntax, int variable) {
    const absl::StatusOr<int> index = dictionary_.CodeIndex(variable, syntax.text);
    if (!index.ok()) return Error(syntax, std::string(index.status().message()));
    Expression literal = Make(Op::kCodeLiteral, Type::kCode, {});
    literal.value = *index;
    literal.variable = variable;
    return literal;
  }

  absl::StatusOr<Checked> NumberOperand(const Syntax& syntax, const std::string& op) {
    if (syntax.kind == Syntax::Kind::kString)
      return Error(syntax, absl::StrCat("`", op, "` takes numbers, not strings"));
    ASSIGN_OR_RETURN(Checked checked, Check(syntax));
    if (checked.expression.type == Type::kNumber) return checked;
    return Error(syntax,
                 absl::StrCat("`", op, "` takes numbers, and ", Describe(checked), " is none"));
  }

  Checked Bool(const Syntax& syntax, std::vector<Expression> args) {
    return {Make(syntax.op, Type::kBool, std::move(args)), 0, 0, &syntax};
  }

  // Brings both to the larger number of decimals.
  absl::Status Align(Checked& left, Checked& right, const Syntax& at) {
    const int decimals = std::max(left.expression.decimals, right.expression.decimals);
    RETURN_IF_ERROR(Rescale(left, decimals, at));
    return Rescale(right, decimals, at);
  }

  absl::Status AlignAll(Checked& needle, std::vector<Checked>& elements, const Syntax& at) {
    int decimals = needle.expression.decimals;
    for (const Checked& element : elements)
      decimals = std::max(decimals, element.expression.decimals);
    for (Checked& element : elements) RETURN_IF_ERROR(Rescale(element, decimals, at));
    return Rescale(needle, decimals, at);
  }

  absl::Status Rescale(Checked& checked, int decimals, const Syntax& at) {
    const int by = decimals - checked.expression.decimals;
    if (by == 0) return absl::OkStatus();
    checked.lower *= PowerOfTen(by);
    checked.upper *= PowerOfTen(by);
    RETURN_IF_ERROR(CheckRange(checked, at));
    Expression& expression = checked.expression;
    if (expression.op == Op::kNumberLiteral) {
      expression.value *= PowerOfTen(by);
      expression.decimals = decimals;
      return absl::OkStatus();
    }
    Expression rescaled = Make(Op::kRescale, Type::kNumber, ListOf(std::move(expression)));
    rescaled.value = by;
    rescaled.decimals = decimals;
    expression = std::move(rescaled);
    return absl::OkStatus();
  }

  absl::Status CheckRange(const Checked& checked, const Syntax& at) {
    if (checked.expression.decimals > 2 * kMaxDecimals) {
      return Error(at,
                   absl::StrCat("the result would have more than ", 2 * kMaxDecimals, " decimals"));
    }
    if (checked.lower > -WideInt{kNumberLimit} && checked.upper < WideInt{kNumberLimit}) {
      return absl::OkStatus();
    }
    return Error(at,
                 "the result could exceed 2^62 within the dictionary's bounds: use smaller factors "
                 "or fewer decimals");
  }

  std::string Describe(const Checked& checked) const {
    const Expression& expression = checked.expression;
    const char* type = expression.type == Type::kBool     ? "a true-or-false value"
                       : expression.type == Type::kNumber ? "a number"
                                                          : "a category";
    if (expression.op == Op::kVariable) {
      return absl::StrCat("`", dictionary_.variable(expression.variable).name(), "` (", type, ")");
    }
    return type;
  }

  absl::Status Error(const Syntax& syntax, const std::string& what) const {
    return ErrorAt(text_, syntax.offset, what);
  }

  std::string_view text_;
  const Dictionary& dictionary_;
};

}  // namespace

absl::StatusOr<Expression> CheckSyntax(const Syntax& syntax, std::string_view text,
                                       const Dictionary& dictionary) {
  ASSIGN_OR_RETURN(Checked checked, Checker(text, dictionary).Condition(syntax));
  return std::move(checked.expression);
}

}  // namespace ginnel::query
