// SPDX-License-Identifier: Apache-2.0
#include "query/expression_text.h"

#include "absl/strings/str_cat.h"
#include "query/decimal.h"

namespace ginnel::query {
namespace {

using Op = Expression::Op;

const char* SymbolOf(Op op) {
  switch (op) {
    case Op::kAnd:
      return "&&";
    case Op::kOr:
      return "||";
    case Op::kLess:
      return "<";
    case Op::kLessOrEqual:
      return "<=";
    case Op::kGreater:
      return ">";
    case Op::kGreaterOrEqual:
      return ">=";
    case Op::kEqual:
      return "==";
    case Op::kNotEqual:
      return "!=";
    case Op::kAdd:
      return "+";
    case Op::kSubtract:
      return "-";
    default:
      return "*";
  }
}

std::string Quoted(const std::string& code) {
  std::string quoted = "'";
  for (char c : code) {
    if (c == '\'' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "'";
}

}  // namespace

std::string ToText(const Expression& expression, const Dictionary& dictionary) {
  const auto arg = [&](size_t i) { return ToText(expression.args[i], dictionary); };
  switch (expression.op) {
    case Op::kBoolLiteral:
      return expression.value != 0 ? "true" : "false";
    case Op::kNumberLiteral:
      return FormatDecimal({expression.value, expression.decimals});
    case Op::kCodeLiteral:
      return Quoted(dictionary.variable(expression.variable)
                        .codes(static_cast<int>(expression.value))
                        .code());
    case Op::kVariable:
      return dictionary.variable(expression.variable).name();
    case Op::kHas:
      return absl::StrCat("has(", dictionary.variable(expression.variable).name(), ")");
    case Op::kNot:
      return absl::StrCat("!(", arg(0), ")");
    case Op::kNegate:
      return absl::StrCat("-(", arg(0), ")");
    case Op::kRescale:
      return arg(0);
    case Op::kConditional:
      return absl::StrCat("(", arg(0), " ? ", arg(1), " : ", arg(2), ")");
    case Op::kIn: {
      std::string list;
      for (size_t i = 1; i < expression.args.size(); ++i) {
        absl::StrAppend(&list, i == 1 ? "" : ", ", arg(i));
      }
      return absl::StrCat("(", arg(0), " in [", list, "])");
    }
    default:
      return absl::StrCat("(", arg(0), " ", SymbolOf(expression.op), " ", arg(1), ")");
  }
}

}  // namespace ginnel::query
