// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "query/decimal.h"
#include "query/expression.h"
#include "query/phrases.h"

namespace ginnel::query {
namespace {

using Op = Expression::Op;

bool IsComparison(Op op) { return op >= Op::kLess && op <= Op::kNotEqual; }

Op Opposite(Op op) {
  switch (op) {
    case Op::kLess:
      return Op::kGreaterOrEqual;
    case Op::kLessOrEqual:
      return Op::kGreater;
    case Op::kGreater:
      return Op::kLessOrEqual;
    case Op::kGreaterOrEqual:
      return Op::kLess;
    case Op::kEqual:
      return Op::kNotEqual;
    default:
      return Op::kEqual;
  }
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

const char* Words(Op op) {
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

// A comparison of one variable with a constant.
struct Limit {
  int variable = -1;
  Op op = Op::kEqual;
  Decimal value;
};

// Says what is selected: phrases that follow "people". Negation is carried to the leaves, which
// keeps CEL's meaning, errors included.
class Speaker {
 public:
  explicit Speaker(const Dictionary& dictionary) : dictionary_(dictionary) {}

  std::string Say(const Expression& e, bool negated) const {
    switch (e.op) {
      case Op::kBoolLiteral:
        return (e.value != 0) != negated ? "everybody" : "nobody";
      case Op::kVariable:
        return absl::StrCat(negated ? "without " : "with ", TitleOf(e.variable));
      case Op::kHas:
        return absl::StrCat("for whom ", TitleOf(e.variable),
                            negated ? " is not known" : " is known");
      case Op::kNot:
        return Say(e.args[0], !negated);
      case Op::kAnd:
      case Op::kOr:
        return (e.op == Op::kAnd) != negated ? All(e, negated) : Any(e, negated);
      case Op::kIn:
        return In(e, negated);
      case Op::kConditional:
        return absl::StrCat("(if ", Say(e.args[0], false), ", then ", Say(e.args[1], negated),
                            "; otherwise ", Say(e.args[2], negated), ")");
      default:
        return Comparison(e, negated ? Opposite(e.op) : e.op);
    }
  }

 private:
  struct Term {
    const Expression* expression;
    bool negated;
  };

  // The terms of a chain of && (or, negated, of ||) or the other way round.
  static void Flatten(const Expression& e, bool negated, Op chain, std::vector<Term>& terms) {
    if (e.op == Op::kNot) return Flatten(e.args[0], !negated, chain, terms);
    const bool same = (e.op == Op::kAnd || e.op == Op::kOr) && (e.op == chain) != negated;
    if (!same) return terms.push_back({&e, negated});
    Flatten(e.args[0], negated, chain, terms);
    Flatten(e.args[1], negated, chain, terms);
  }

  bool IsChain(const Term& term, Op chain) const {
    std::vector<Term> terms;
    Flatten(*term.expression, term.negated, chain, terms);
    return terms.size() > 1;
  }

  std::string All(const Expression& e, bool negated) const {
    std::vector<Term> terms;
    Flatten(e, negated, Op::kAnd, terms);
    std::vector<std::string> phrases;
    for (size_t i = 0; i < terms.size(); ++i) {
      if (i + 1 < terms.size()) {
        if (const std::optional<std::string> range = AgeRange(terms[i], terms[i + 1])) {
          phrases.push_back(*range);
          ++i;
          continue;
        }
      }
      const std::string phrase = Say(*terms[i].expression, terms[i].negated);
      phrases.push_back(IsChain(terms[i], Op::kOr) ? absl::StrCat("(", phrase, ")") : phrase);
    }
    return absl::StrJoin(phrases, ", ");
  }

  std::string Any(const Expression& e, bool negated) const {
    std::vector<Term> terms;
    Flatten(e, negated, Op::kOr, terms);
    std::vector<std::string> phrases;
    for (const Term& term : terms) {
      const std::string phrase = Say(*term.expression, term.negated);
      phrases.push_back(IsChain(term, Op::kAnd) ? absl::StrCat("(", phrase, ")") : phrase);
    }
    return absl::StrCat("either ", JoinWords(phrases, "or"));
  }

  std::optional<Limit> LimitOf(const Expression& e, Op op) const {
    const bool mirrored = e.args[0].op == Op::kNumberLiteral;
    const Expression& literal = e.args[mirrored ? 0 : 1];
    const Expression* subject = &e.args[mirrored ? 1 : 0];
    if (subject->op == Op::kRescale) subject = subject->args.data();
    if (literal.op != Op::kNumberLiteral || subject->op != Op::kVariable) return std::nullopt;
    return Limit{subject->variable, mirrored ? Mirrored(op) : op,
                 Decimal{literal.value, literal.decimals}};
  }

  // "aged 18 to 74" for a lower and an upper limit on age.
  std::optional<std::string> AgeRange(const Term& first, const Term& second) const {
    std::optional<Limit> limits[2];
    const Term* terms[] = {&first, &second};
    for (int i = 0; i < 2; ++i) {
      const Expression& e = *terms[i]->expression;
      if (!IsComparison(e.op)) return std::nullopt;
      limits[i] = LimitOf(e, terms[i]->negated ? Opposite(e.op) : e.op);
      if (!limits[i] || !IsAge(limits[i]->variable) || limits[i]->value.decimals > 0) {
        return std::nullopt;
      }
    }
    if (limits[0]->op == Op::kLess || limits[0]->op == Op::kLessOrEqual)
      std::swap(limits[0], limits[1]);
    const auto [variable_low, low_op, low] = *limits[0];
    const auto [variable_high, high_op, high] = *limits[1];
    if ((low_op != Op::kGreater && low_op != Op::kGreaterOrEqual) ||
        (high_op != Op::kLess && high_op != Op::kLessOrEqual)) {
      return std::nullopt;
    }
    const int64_t from = low.value + (low_op == Op::kGreater ? 1 : 0);
    const int64_t to = high.value - (high_op == Op::kLess ? 1 : 0);
    if (from >= to) return std::nullopt;
    return absl::StrCat("aged ", from, " to ", to);
  }

  std::string Comparison(const Expression& e, Op op) const {
    if (e.args[0].type == Expression::Type::kBool) {
      return absl::StrCat(op == Op::kEqual ? "(both or neither " : "(exactly one of ",
                          Say(e.args[0], false), " and ", Say(e.args[1], false), ")");
    }
    if (e.args[0].type == Expression::Type::kCode) {
      const Expression& literal = e.args[1];
      return absl::StrCat("whose ", TitleOf(literal.variable),
                          op == Op::kEqual ? " is " : " is not ", CodeTitle(literal));
    }
    if (const std::optional<Limit> limit = LimitOf(e, op)) return SayLimit(*limit);
    return absl::StrCat("for whom ", Number(e.args[0]), " is ", Words(op), Number(e.args[1]));
  }

  std::string SayLimit(const Limit& limit) const {
    const v1::Variable& variable = dictionary_.variable(limit.variable);
    const std::string value = SayDecimal(limit.value);
    if (IsAge(limit.variable)) return SayAge(limit.op, value);
    if (variable.type() == v1::VARIABLE_TYPE_AMOUNT) {
      return absl::StrCat("with ", variable.title(), " of ", Words(limit.op),
                          Money(limit.value, variable));
    }
    if (IsCountable(variable.title(), variable.unit())) return SayCount(limit, variable);
    return absl::StrCat("with ", WithArticle(variable.title()), " of ", Words(limit.op), value);
  }

  static std::string SayAge(Op op, const std::string& value) {
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

  static std::string SayCount(const Limit& limit, const v1::Variable& variable) {
    const std::string value = SayDecimal(limit.value);
    const bool none = (value == "0" && (limit.op == Op::kEqual || limit.op == Op::kLessOrEqual)) ||
                      (value == "1" && limit.op == Op::kLess);
    if (none) return absl::StrCat("with no ", variable.title());
    const bool any = value == "0" && (limit.op == Op::kGreater || limit.op == Op::kNotEqual);
    if (any)
      return absl::StrCat("with at least 1 ", Counted(variable.title(), variable.unit(), "1"));
    const std::string things = Counted(variable.title(), variable.unit(), value);
    if (limit.op == Op::kNotEqual) return absl::StrCat("without exactly ", value, " ", things);
    return absl::StrCat("with ", limit.op == Op::kLess ? "fewer than " : Words(limit.op), value,
                        " ", things);
  }

  std::string In(const Expression& e, bool negated) const {
    std::vector<std::string> values;
    const bool codes = e.args[0].type == Expression::Type::kCode;
    for (size_t i = 1; i < e.args.size(); ++i) {
      values.push_back(codes ? CodeTitle(e.args[i]) : Number(e.args[i]));
    }
    const std::string list = JoinWords(values, "or");
    if (codes) {
      return absl::StrCat("whose ", TitleOf(e.args[0].variable), negated ? " is not " : " is ",
                          list);
    }
    if (e.args[0].op == Op::kVariable && IsAge(e.args[0].variable)) {
      return absl::StrCat(negated ? "not aged " : "aged ", list);
    }
    return absl::StrCat("for whom ", Number(e.args[0]), negated ? " is not " : " is ", list);
  }

  std::string Number(const Expression& e) const {
    switch (e.op) {
      case Op::kNumberLiteral:
        return SayDecimal({e.value, e.decimals});
      case Op::kVariable:
        return IsCountable(TitleOf(e.variable), dictionary_.variable(e.variable).unit())
                   ? absl::StrCat("the number of ", TitleOf(e.variable))
                   : TitleOf(e.variable);
      case Op::kNegate:
        return absl::StrCat("minus ", Operand(e.args[0]));
      case Op::kAdd:
        return absl::StrCat(Number(e.args[0]), " plus ", Operand(e.args[1]));
      case Op::kSubtract:
        return absl::StrCat(Number(e.args[0]), " minus ", Operand(e.args[1]));
      case Op::kMultiply:
        return absl::StrCat(Operand(e.args[0]), " times ", Operand(e.args[1]));
      case Op::kConditional:
        return absl::StrCat("(", Number(e.args[1]), " if ", Say(e.args[0], false), ", otherwise ",
                            Number(e.args[2]), ")");
      default:
        return Number(e.args[0]);  // kRescale
    }
  }

  std::string Operand(const Expression& e) const {
    const Expression& inner = e.op == Op::kRescale ? e.args[0] : e;
    const bool compound = inner.op == Op::kAdd || inner.op == Op::kSubtract;
    return compound ? absl::StrCat("(", Number(inner), ")") : Number(inner);
  }

  static std::string Money(Decimal value, const v1::Variable& variable) {
    return variable.unit() == "GBP" ? absl::StrCat("£", SayDecimal(value))
                                    : absl::StrCat(SayDecimal(value), " ", variable.unit());
  }

  bool IsAge(int variable) const { return dictionary_.variable(variable).from().has_age(); }
  const std::string& TitleOf(int variable) const { return dictionary_.variable(variable).title(); }
  const std::string& CodeTitle(const Expression& literal) const {
    return dictionary_.variable(literal.variable).codes(static_cast<int>(literal.value)).title();
  }

  const Dictionary& dictionary_;
};

}  // namespace

std::string SayInEnglish(const Expression& expression, const Dictionary& dictionary) {
  return Speaker(dictionary).Say(expression, /*negated=*/false);
}

}  // namespace ginnel::query
