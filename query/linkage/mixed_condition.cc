// SPDX-License-Identifier: Apache-2.0
#include "query/linkage/mixed_condition.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "query/expression_text.h"
#include "query/linkage/conditions.h"
#include "query/linkage/pooled_comparison.h"
#include "query/row_evaluator.h"

namespace ginnel::query {
namespace {

using Op = Expression::Op;
using Kind = MixedCondition::Kind;
using Type = Expression::Type;

MixedCondition Constant(bool value) {
  MixedCondition made;
  made.value = value ? 1 : 0;
  return made;
}

MixedCondition Part(int source, Expression part) {
  MixedCondition made;
  made.kind = Kind::kPart;
  made.source = source;
  made.part = std::move(part);
  return made;
}

class Splitter {
 public:
  Splitter(const Suppliers& suppliers, const Dictionary& dictionary)
      : suppliers_(suppliers), dictionary_(dictionary) {}

  absl::StatusOr<MixedCondition> Split(const Expression& e) const {
    const std::vector<int> variables = VariablesOf(e);
    if (variables.empty()) return Constant(EvaluateRow(e, {}).value_or(0) != 0);
    ASSIGN_OR_RETURN(const int source, OnlySourceOf({e}, suppliers_));
    if (source >= 0) return Part(source, e);
    if (variables.size() == 1 && FailsExactlyWhereMissing(e) &&
        dictionary_.variable(variables[0]).combine() == v1::COMBINE_FIRST_KNOWN) {
      return Of(Kind::kFirstKnown, e, variables[0]);
    }
    switch (e.op) {
      case Op::kVariable:
        return Of(IsNeverMissing(e.variable, dictionary_) ? Kind::kAny : Kind::kAnyKnown, e,
                  e.variable);
      case Op::kHas:
        return Of(Kind::kAny, e, e.variable);
      case Op::kAnd:
      case Op::kOr:
        return Chain(e);
      case Op::kNot:
        return Nested(Kind::kNot, e);
      case Op::kConditional:
        return Nested(Kind::kChoice, e);
      case Op::kIn:
        return In(e);
      case Op::kEqual:
      case Op::kNotEqual:
        if (e.args[0].type == Type::kBool) {
          ASSIGN_OR_RETURN(MixedCondition equal, Nested(Kind::kEqual, e));
          return e.op == Op::kEqual ? std::move(equal) : Not(std::move(equal));
        }
        return Comparison(e);
      default:
        return Comparison(e);
    }
  }

 private:
  // The same part, asked of each source that supplies `variable`.
  absl::StatusOr<MixedCondition> Of(Kind kind, const Expression& e, int variable) const {
    ASSIGN_OR_RETURN(const std::vector<int> sources, suppliers_.Of(variable));
    MixedCondition made;
    made.kind = kind;
    for (int source : sources) made.args.push_back(Part(source, e));
    return made;
  }

  absl::StatusOr<MixedCondition> Nested(Kind kind, const Expression& e) const {
    MixedCondition made;
    made.kind = kind;
    for (const Expression& arg : e.args) {
      ASSIGN_OR_RETURN(MixedCondition split, Split(arg));
      made.args.push_back(std::move(split));
    }
    return made;
  }

  static MixedCondition Not(MixedCondition condition) {
    MixedCondition made;
    made.kind = Kind::kNot;
    made.args.push_back(std::move(condition));
    return made;
  }

  // Parts of one source within a chain become one part: && and || are associative and commutative,
  // errors included.
  absl::StatusOr<MixedCondition> Chain(const Expression& e) const {
    MixedCondition made;
    made.kind = e.op == Op::kAnd ? Kind::kAll : Kind::kAny;
    std::map<int, std::vector<Expression>> parts;
    std::vector<MixedCondition> others;
    for (const Expression& operand : OperandsOf(e.op, e)) {
      ASSIGN_OR_RETURN(MixedCondition split, Split(operand));
      std::vector<MixedCondition> spliced;
      if (split.kind == made.kind) {
        spliced = std::move(split.args);
      } else {
        spliced.push_back(std::move(split));
      }
      for (MixedCondition& each : spliced) {
        if (each.kind == Kind::kConstant) {
          // true && … and false || … change nothing; the other literal decides.
          if ((each.value != 0) == (made.kind == Kind::kAny)) return each;
        } else if (each.kind == Kind::kPart) {
          parts[each.source].push_back(std::move(each.part));
        } else {
          others.push_back(std::move(each));
        }
      }
    }
    for (auto& [source, of] : parts) {
      made.args.push_back(
          Part(source, e.op == Op::kAnd ? query::AllOf(std::move(of)) : AnyOf(std::move(of))));
    }
    for (MixedCondition& other : others) made.args.push_back(std::move(other));
    if (made.args.empty()) return Constant(made.kind == Kind::kAll);
    if (made.args.size() == 1) return MixedCondition(std::move(made.args[0]));
    return made;
  }

  // One of several values: equal to the first, or to the second, …
  absl::StatusOr<MixedCondition> In(const Expression& e) const {
    MixedCondition any;
    any.kind = Kind::kAny;
    for (size_t i = 1; i < e.args.size(); ++i) {
      Expression equal;
      equal.op = Op::kEqual;
      equal.args = {e.args[0], e.args[i]};
      ASSIGN_OR_RETURN(MixedCondition split, Split(equal));
      any.args.push_back(std::move(split));
    }
    return any;
  }

  absl::StatusOr<MixedCondition> Comparison(const Expression& e) const {
    if (const std::optional<Expression> choice = ComparisonOfChoice(e); choice.has_value()) {
      return Split(*choice);
    }
    const std::optional<PooledComparison> comparison = PooledComparisonOf(e);
    if (!comparison.has_value()) return TooMixed(e);
    switch (dictionary_.variable(comparison->variable).combine()) {
      case v1::COMBINE_MAX:
        return OfLargest(*comparison);
      case v1::COMBINE_SUM:
        return OfSum(e, *comparison);
      default:
        return TooMixed(e);
    }
  }

  // The largest is ≥ c if any is; it is < c if it is not ≥ c.
  absl::StatusOr<MixedCondition> OfLargest(const PooledComparison& comparison) const {
    const auto at_least = [&](int64_t value) {
      return Of(Kind::kAnyKnown, AtLeast(comparison.node, value), comparison.variable);
    };
    return OfThresholds(comparison, at_least);
  }

  absl::StatusOr<MixedCondition> OfSum(const Expression& e,
                                       const PooledComparison& comparison) const {
    const std::string& name = dictionary_.variable(comparison.variable).name();
    if (dictionary_.lower(comparison.variable) < 0) {
      return absl::InvalidArgumentError(absl::StrCat(
          "`", name, "` may be negative, and several sources supply it: it cannot be compared"));
    }
    if (comparison.above > kHighestSum) {
      return absl::InvalidArgumentError(absl::StrCat(
          "`", ToText(e, dictionary_),
          "`: ", suppliers_.NamesOf(*suppliers_.Of(comparison.variable)), " supply `", name,
          "` together, and each would need a code for every value up to it: "
          "compare it with at most ",
          kHighestSum, " (in its stored units), or ask one of them"));
    }
    const auto at_least = [&](int64_t value) -> absl::StatusOr<MixedCondition> {
      MixedCondition made;
      made.kind = Kind::kSumAtLeast;
      made.variable = comparison.variable;
      made.value = std::max<int64_t>(value, 0);
      ASSIGN_OR_RETURN(made.sources, suppliers_.Of(comparison.variable));
      return made;
    };
    return OfThresholds(comparison, at_least);
  }

  // Any comparison with a constant is made of "at least".
  template <typename AtLeastOf>
  static absl::StatusOr<MixedCondition> OfThresholds(const PooledComparison& comparison,
                                                     const AtLeastOf& at_least) {
    ASSIGN_OR_RETURN(MixedCondition from, at_least(comparison.from));
    ASSIGN_OR_RETURN(MixedCondition above, at_least(comparison.above));
    switch (comparison.op) {
      case Op::kGreaterOrEqual:
        return from;
      case Op::kGreater:
        return above;
      case Op::kLess:
        return Not(std::move(from));
      case Op::kLessOrEqual:
        return Not(std::move(above));
      default: {
        MixedCondition equal;
        equal.kind = Kind::kAll;
        equal.args.push_back(std::move(from));
        equal.args.push_back(Not(std::move(above)));
        return comparison.op == Op::kEqual ? std::move(equal) : Not(std::move(equal));
      }
    }
  }

  absl::Status TooMixed(const Expression& e) const {
    std::set<int> sources;
    for (int variable : VariablesOf(e)) {
      ASSIGN_OR_RETURN(const std::vector<int> of, suppliers_.Of(variable));
      sources.insert(of.begin(), of.end());
    }
    return absl::InvalidArgumentError(absl::StrCat(
        "`", ToText(e, dictionary_), "` calculates with numbers of ",
        suppliers_.NamesOf({sources.begin(), sources.end()}),
        ", which no one of them may know: compare each number with a constant, and join the "
        "comparisons with && and ||"));
  }

  const Suppliers& suppliers_;
  const Dictionary& dictionary_;
};

}  // namespace

absl::StatusOr<MixedCondition> SplitCondition(const Expression& condition,
                                              const Suppliers& suppliers,
                                              const Dictionary& dictionary) {
  return Splitter(suppliers, dictionary).Split(condition);
}

absl::StatusOr<int> OnlySourceOf(const std::vector<Expression>& conditions,
                                 const Suppliers& suppliers) {
  std::set<int> sources;
  for (const Expression& condition : conditions) {
    for (int variable : VariablesOf(condition)) {
      ASSIGN_OR_RETURN(const std::vector<int> of, suppliers.Of(variable));
      sources.insert(of.begin(), of.end());
    }
  }
  return sources.size() == 1 ? *sources.begin() : -1;
}

}  // namespace ginnel::query
