// SPDX-License-Identifier: Apache-2.0
#include "query/limit_english.h"

#include "absl/strings/str_cat.h"
#include "query/phrases.h"

namespace ginnel::query {
namespace {

using Op = Expression::Op;

std::string SayAge(Op op, const std::string& value) {
  switch (op) {
    case Op::kLess:
      return absl::StrCat("aged under ", value);
    case Op::kLessOrEqual:
      return absl::StrCat("aged ", value, " or under");
    case Op::kGreater:
      return absl::StrCat("aged over ", value);
    case Op::kGreaterOrEqual:
      return absl::StrCat("aged ", value, " or over");
    case Op::kEqual:
      return absl::StrCat("aged ", value);
    default:
      return absl::StrCat("not aged ", value);
  }
}

std::string SayCount(const Limit& limit, const v1::Variable& variable) {
  const std::string value = SayDecimal(limit.value);
  const bool none = (value == "0" && (limit.op == Op::kEqual || limit.op == Op::kLessOrEqual)) ||
                    (value == "1" && limit.op == Op::kLess);
  if (none) return absl::StrCat("with no ", variable.title());
  const bool any = value == "0" && (limit.op == Op::kGreater || limit.op == Op::kNotEqual);
  if (any) return absl::StrCat("with at least 1 ", Counted(variable.title(), variable.unit(), "1"));
  const std::string things = Counted(variable.title(), variable.unit(), value);
  if (limit.op == Op::kNotEqual) return absl::StrCat("without exactly ", value, " ", things);
  return absl::StrCat("with ", limit.op == Op::kLess ? "fewer than " : ComparisonInWords(limit.op),
                      value, " ", things);
}

std::string Money(Decimal value, const v1::Variable& variable) {
  return variable.unit() == "GBP" ? absl::StrCat("£", SayDecimal(value))
                                  : absl::StrCat(SayDecimal(value), " ", variable.unit());
}

}  // namespace

const char* ComparisonInWords(Op op) {
  switch (op) {
    case Op::kLess:
      return "less than ";
    case Op::kLessOrEqual:
      return "at most ";
    case Op::kGreater:
      return "more than ";
    case Op::kGreaterOrEqual:
      return "at least ";
    case Op::kEqual:
      return "exactly ";
    default:
      return "other than ";
  }
}

std::string SayInEnglish(const Limit& limit, const Dictionary& dictionary) {
  const v1::Variable& variable = dictionary.variable(limit.variable);
  const std::string value = SayDecimal(limit.value);
  if (variable.from().has_age()) return SayAge(limit.op, value);
  if (variable.type() == v1::VARIABLE_TYPE_AMOUNT) {
    return absl::StrCat("with ", variable.title(), " of ", ComparisonInWords(limit.op),
                        Money(limit.value, variable));
  }
  if (IsCountable(variable.title(), variable.unit())) return SayCount(limit, variable);
  return absl::StrCat("with ", WithArticle(variable.title()), " of ", ComparisonInWords(limit.op),
                      value);
}

}  // namespace ginnel::query
