// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "query/comparison.h"
#include "query/decimal.h"
#include "query/expression.h"
#include "query/limit_english.h"
#include "query/phrases.h"

namespace ginnel::query {
namespace {

using Op = Expression::Op;

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
        return absl::StrCat("for whom ", NameOf(e.variable),
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
    if (const std::optional<Limit> limit = LimitOf(e, op)) return SayInEnglish(*limit, dictionary_);
    return absl::StrCat("for whom ", Number(e.args[0]), " is ", ComparisonInWords(op),
                        Number(e.args[1]));
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
        return NameOf(e.variable);
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

  // What stands before "is": countable things have a number.
  std::string NameOf(int variable) const {
    const std::string& title = TitleOf(variable);
    return IsCountable(title, dictionary_.variable(variable).unit())
               ? absl::StrCat("the number of ", title)
               : title;
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
