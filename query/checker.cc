// SPDX-License-Identifier: Apache-2.0
#include "query/checker.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "query/comparison.h"
#include "query/decimal.h"
#include "query/lexer.h"
#include "query/proved_number.h"

namespace ginnel::query {
namespace {

using Op = Expression::Op;
using Type = Expression::Type;

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

class Checker {
 public:
  Checker(std::string_view text, const Dictionary& dictionary)
      : text_(text), dictionary_(dictionary) {}

  absl::StatusOr<Proved> Check(const Syntax& syntax) {
    switch (syntax.kind) {
      case Syntax::Kind::kName:
        return Name(syntax);
      case Syntax::Kind::kNumber:
        return Number(syntax);
      case Syntax::Kind::kBool: {
        Proved literal{Make(Op::kBoolLiteral, Type::kBool, {}), 0, 0};
        literal.expression.value = syntax.text == "true" ? 1 : 0;
        return literal;
      }
      case Syntax::Kind::kHas: {
        ASSIGN_OR_RETURN(const int variable, Find(syntax));
        Proved has{Make(Op::kHas, Type::kBool, {}), 0, 0};
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

  absl::StatusOr<Proved> Condition(const Syntax& syntax) {
    ASSIGN_OR_RETURN(Proved checked, Check(syntax));
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
  absl::StatusOr<Proved> Operator(const Syntax& syntax) {
    switch (syntax.op) {
      case Op::kAnd:
      case Op::kOr: {
        ASSIGN_OR_RETURN(Proved left, Condition(syntax.args[0]));
        ASSIGN_OR_RETURN(Proved right, Condition(syntax.args[1]));
        return Bool(syntax, ListOf(std::move(left.expression), std::move(right.expression)));
      }
      case Op::kNot: {
        ASSIGN_OR_RETURN(Proved operand, Condition(syntax.args[0]));
        return Bool(syntax, ListOf(std::move(operand.expression)));
      }
      case Op::kIn:
        return In(syntax);
      case Op::kConditional:
        return Conditional(syntax);
      case Op::kNegate:
        return Negated(syntax);
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
    if (!variable.ok()) return Error(syntax, variable.status().message());
    return variable;
  }

  absl::StatusOr<Proved> Name(const Syntax& syntax) {
    ASSIGN_OR_RETURN(const int index, Find(syntax));
    const v1::Variable& variable = dictionary_.variable(index);
    Proved checked{Make(Op::kVariable, Type::kNumber, {}), dictionary_.lower(index),
                   dictionary_.upper(index)};
    checked.expression.variable = index;
    switch (variable.type()) {
      case v1::VARIABLE_TYPE_FLAG:
        checked.expression.type = Type::kBool;
        return checked;
      case v1::VARIABLE_TYPE_CATEGORY:
        checked.expression.type = Type::kCode;
        return checked;
      case v1::VARIABLE_TYPE_MONTH:
        return Error(syntax, "`", variable.name(), "` is a month: only has(", variable.name(),
                     ") can be asked of it");
      default:
        checked.expression.decimals = dictionary_.decimals(index);
        return checked;
    }
  }

  absl::StatusOr<Proved> Number(const Syntax& syntax) {
    const absl::StatusOr<Decimal> number = ParseDecimal(syntax.text);
    if (!number.ok()) return Error(syntax, number.status().message());
    Proved literal{Make(Op::kNumberLiteral, Type::kNumber, {}), 0, 0};
    literal.expression.value = number->value;
    literal.expression.decimals = number->decimals;
    literal.lower = literal.upper = literal.expression.value;
    return literal;
  }

  absl::StatusOr<Proved> Negated(const Syntax& syntax) {
    ASSIGN_OR_RETURN(Proved operand, NumberOperand(syntax.args[0], "-"));
    return Negate(std::move(operand));
  }

  absl::StatusOr<Proved> Arithmetic(const Syntax& syntax) {
    ASSIGN_OR_RETURN(Proved left, NumberOperand(syntax.args[0], syntax.text));
    ASSIGN_OR_RETURN(Proved right, NumberOperand(syntax.args[1], syntax.text));
    absl::StatusOr<Proved> result = Combine(syntax.op, std::move(left), std::move(right));
    if (!result.ok()) return Error(syntax, result.status().message());
    return result;
  }

  absl::StatusOr<Proved> Comparison(const Syntax& syntax) {
    const bool string_left = syntax.args[0].kind == Syntax::Kind::kString;
    const bool string_right = syntax.args[1].kind == Syntax::Kind::kString;
    if (string_left || string_right) {
      if (string_left && string_right)
        return Error(syntax, "two strings are compared: name a category on one side");
      return CodeComparison(syntax, syntax.args[string_left ? 1 : 0],
                            syntax.args[string_left ? 0 : 1]);
    }
    ASSIGN_OR_RETURN(Proved left, Check(syntax.args[0]));
    ASSIGN_OR_RETURN(Proved right, Check(syntax.args[1]));
    const Type type = left.expression.type;
    if (type != right.expression.type) {
      return Error(syntax, "`", syntax.text, "` compares ", Describe(left), " with ",
                   Describe(right), ": both sides must be of one type");
    }
    if (type == Type::kCode) {
      return Error(syntax, "`", syntax.text,
                   "` compares two categories: compare each with one of its codes");
    }
    if (type == Type::kBool && syntax.op != Op::kEqual && syntax.op != Op::kNotEqual) {
      return Error(syntax, "`", syntax.text,
                   "` compares true-or-false values, which have no order: use && and !");
    }
    if (type == Type::kNumber) RETURN_IF_ERROR(AlignAt(left, right, syntax));
    return Bool(syntax, ListOf(std::move(left.expression), std::move(right.expression)));
  }

  absl::StatusOr<Proved> CodeComparison(const Syntax& syntax, const Syntax& category,
                                        const Syntax& code) {
    if (syntax.op != Op::kEqual && syntax.op != Op::kNotEqual) {
      return Error(syntax, "`", syntax.text,
                   "` is not offered for codes, which have no order: use ==, != or in");
    }
    ASSIGN_OR_RETURN(Proved left, Check(category));
    if (left.expression.op != Op::kVariable || left.expression.type != Type::kCode) {
      return Error(code, "a string is compared with ", Describe(left),
                   ": only a category has codes");
    }
    ASSIGN_OR_RETURN(Expression literal, Code(code, left.expression.variable));
    return Bool(syntax, ListOf(std::move(left.expression), std::move(literal)));
  }

  absl::StatusOr<Proved> In(const Syntax& syntax) {
    ASSIGN_OR_RETURN(Proved needle, Check(syntax.args[0]));
    const Type type = needle.expression.type;
    if (type == Type::kBool) {
      return Error(syntax, Describe(needle), " is true or false: use it bare, or with !");
    }
    std::vector<Proved> elements;
    for (const Syntax& element : syntax.args[1].args) {
      const bool is_string = element.kind == Syntax::Kind::kString;
      if (is_string != (type == Type::kCode)) {
        return Error(element, is_string ? "a code is" : "a number is", " looked for in ",
                     Describe(needle), ": write ", is_string ? "numbers" : "codes in quotes");
      }
      if (is_string) {
        ASSIGN_OR_RETURN(Expression code, Code(element, needle.expression.variable));
        elements.push_back({std::move(code), 0, 0});
      } else {
        ASSIGN_OR_RETURN(Proved number, Check(element));
        elements.push_back(std::move(number));
      }
    }
    if (type == Type::kNumber) {
      const absl::Status status = AlignAll(needle, elements);
      if (!status.ok()) return Error(syntax, status.message());
    }
    std::vector<Expression> args = ListOf(std::move(needle.expression));
    for (Proved& element : elements) args.push_back(std::move(element.expression));
    return Bool(syntax, std::move(args));
  }

  absl::StatusOr<Proved> Conditional(const Syntax& syntax) {
    ASSIGN_OR_RETURN(Proved condition, Condition(syntax.args[0]));
    ASSIGN_OR_RETURN(Proved yes, Check(syntax.args[1]));
    ASSIGN_OR_RETURN(Proved no, Check(syntax.args[2]));
    const Type type = yes.expression.type;
    if (type != no.expression.type || type == Type::kCode) {
      return Error(syntax, "`?` chooses between ", Describe(yes), " and ", Describe(no),
                   ": both must be numbers, or both conditions");
    }
    if (type == Type::kNumber) RETURN_IF_ERROR(AlignAt(yes, no, syntax));
    Proved chosen{Make(Op::kConditional, type, {}), std::min(yes.lower, no.lower),
                  std::max(yes.upper, no.upper)};
    chosen.expression.decimals = yes.expression.decimals;
    chosen.expression.args = ListOf(std::move(condition.expression), std::move(yes.expression),
                                    std::move(no.expression));
    return chosen;
  }

  absl::StatusOr<Expression> Code(const Syntax& syntax, int variable) {
    const absl::StatusOr<int> index = dictionary_.CodeIndex(variable, syntax.text);
    if (!index.ok()) return Error(syntax, index.status().message());
    Expression literal = Make(Op::kCodeLiteral, Type::kCode, {});
    literal.value = *index;
    literal.variable = variable;
    return literal;
  }

  absl::StatusOr<Proved> NumberOperand(const Syntax& syntax, const std::string& op) {
    if (syntax.kind == Syntax::Kind::kString)
      return Error(syntax, "`", op, "` takes numbers, not strings");
    ASSIGN_OR_RETURN(Proved checked, Check(syntax));
    if (checked.expression.type == Type::kNumber) return checked;
    return Error(syntax, "`", op, "` takes numbers, and ", Describe(checked), " is none");
  }

  Proved Bool(const Syntax& syntax, std::vector<Expression> args) {
    return {Make(syntax.op, Type::kBool, std::move(args)), 0, 0};
  }

  absl::Status AlignAt(Proved& left, Proved& right, const Syntax& at) {
    const absl::Status status = Align(left, right);
    return status.ok() ? status : Error(at, status.message());
  }

  std::string Describe(const Proved& checked) const {
    const Expression& expression = checked.expression;
    const char* type = expression.type == Type::kBool     ? "a true-or-false value"
                       : expression.type == Type::kNumber ? "a number"
                                                          : "a category";
    if (expression.op == Op::kVariable) {
      return absl::StrCat("`", dictionary_.variable(expression.variable).name(), "` (", type, ")");
    }
    return type;
  }

  template <typename... Parts>
  absl::Status Error(const Syntax& syntax, const Parts&... parts) const {
    return ErrorAt(text_, syntax.offset, absl::StrCat(parts...));
  }

  std::string_view text_;
  const Dictionary& dictionary_;
};

}  // namespace

absl::StatusOr<Expression> CheckSyntax(const Syntax& syntax, std::string_view text,
                                       const Dictionary& dictionary) {
  ASSIGN_OR_RETURN(Proved checked, Checker(text, dictionary).Condition(syntax));
  return std::move(checked.expression);
}

}  // namespace ginnel::query
