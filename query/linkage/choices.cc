// SPDX-License-Identifier: Apache-2.0
#include "query/linkage/choices.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "query/comparison.h"
#include "query/linkage/conditions.h"
#include "query/linkage/pooled_comparison.h"
#include "query/row_evaluator.h"

namespace ginnel::query {
namespace {

using Op = Expression::Op;

// Adds the values at which `e`, which reads one variable, may change. False if they cannot be told.
bool AddChanges(const Expression& e, std::set<int64_t>& changes) {
  if (VariablesOf(e).empty() || e.op == Op::kHas) return true;
  if (e.op == Op::kVariable) return e.type == Expression::Type::kBool;
  const bool number = !e.args.empty() && e.args[0].type == Expression::Type::kNumber;
  if (e.op == Op::kIn || IsComparison(e.op)) {
    if (e.args[0].type == Expression::Type::kCode) return true;
    if (number) {
      for (size_t i = 1; i < e.args.size(); ++i) {
        Expression comparison = e;
        comparison.args = {e.args[0], e.args[i]};
        const std::optional<PooledComparison> simple = PooledComparisonOf(comparison);
        if (!simple) return false;
        changes.insert({simple->from, simple->above});
      }
      return true;
    }
  }
  if (e.type != Expression::Type::kBool) return false;
  return std::all_of(e.args.begin(), e.args.end(),
                     [&](const Expression& arg) { return AddChanges(arg, changes); });
}

// The variable that `axis` reads, if its changes can be told; else −1.
int SimpleVariableOf(const PlannedAxis& axis, std::set<int64_t>& changes) {
  std::set<int> variables;
  for (const Expression& rule : axis.rules) {
    const std::vector<int> read = VariablesOf(rule);
    variables.insert(read.begin(), read.end());
  }
  if (variables.size() != 1) return -1;
  for (const Expression& rule : axis.rules) {
    if (!AddChanges(rule, changes)) return -1;
  }
  return *variables.begin();
}

// Makes the choice of facets that read `variable` alone: between two of `changes` all values have
// the same labels.
class ValueChoice {
 public:
  ValueChoice(int variable, const Dictionary& dictionary)
      : variable_(variable), dictionary_(dictionary), row_(static_cast<size_t>(dictionary.size())) {
    node_.op = Op::kVariable;
    node_.variable = variable;
    node_.decimals = dictionary.decimals(variable);
    const v1::VariableType type = dictionary.variable(variable).type();
    node_.type = type == v1::VARIABLE_TYPE_FLAG       ? Expression::Type::kBool
                 : type == v1::VARIABLE_TYPE_CATEGORY ? Expression::Type::kCode
                                                      : Expression::Type::kNumber;
  }

  FacetChoice Of(const Facets& facets, std::vector<int> of, std::set<int64_t> changes) {
    FacetChoice choice;
    choice.source = facets.all()[static_cast<size_t>(of[0])].source;
    choice.facets = std::move(of);
    const int64_t lower = dictionary_.lower(variable_);
    const int64_t upper = dictionary_.upper(variable_);
    changes.insert(lower);
    if (node_.type != Expression::Type::kNumber) {
      for (int64_t value = lower; value <= upper; ++value) changes.insert(value);
    }
    std::vector<int64_t> starts;
    for (int64_t value : changes) {
      if (value >= lower && value <= upper) starts.push_back(value);
    }
    if (node_.type == Expression::Type::kCode) choice.category = variable_;
    std::vector<std::vector<Expression>> tests;
    const auto add = [&](Expression test) {
      const std::optional<int64_t> value = row_[static_cast<size_t>(variable_)];
      std::vector<int> labels;
      for (int facet : choice.facets) {
        labels.push_back(
            static_cast<int>(SegmentOf(facets.all()[static_cast<size_t>(facet)].axis, row_)));
      }
      const auto at = std::find(choice.labels.begin(), choice.labels.end(), labels);
      if (at == choice.labels.end()) {
        choice.labels.push_back(std::move(labels));
        tests.push_back({std::move(test)});
        choice.codes.push_back({value});
      } else {
        const auto outcome = static_cast<size_t>(at - choice.labels.begin());
        tests[outcome].push_back(std::move(test));
        choice.codes[outcome].push_back(value);
      }
    };
    for (size_t i = 0; i < starts.size(); ++i) {
      row_[static_cast<size_t>(variable_)] = starts[i];
      add(Test(starts, i));
    }
    row_[static_cast<size_t>(variable_)] = std::nullopt;
    if (!IsNeverMissing(variable_, dictionary_)) add(Negation(IsKnownTest()));
    for (std::vector<Expression>& any : tests) choice.tests.push_back(AnyOf(std::move(any)));
    return choice;
  }

 private:
  Expression IsKnownTest() const {
    Expression has;
    has.op = Op::kHas;
    has.variable = variable_;
    return has;
  }

  // Whether the value lies between start i and the next.
  Expression Test(const std::vector<int64_t>& starts, size_t i) const {
    std::vector<Expression> all;
    if (!IsNeverMissing(variable_, dictionary_)) all.push_back(IsKnownTest());
    if (node_.type == Expression::Type::kBool) {
      all.push_back(starts[i] != 0 ? node_ : Negation(node_));
    } else if (node_.type == Expression::Type::kCode) {
      Expression equal = AtLeast(node_, starts[i]);
      equal.op = Op::kEqual;
      equal.args[1].op = Op::kCodeLiteral;
      equal.args[1].type = Expression::Type::kCode;
      equal.args[1].variable = variable_;
      all.push_back(std::move(equal));
    } else {
      if (i > 0) all.push_back(AtLeast(node_, starts[i]));
      if (i + 1 < starts.size()) all.push_back(Negation(AtLeast(node_, starts[i + 1])));
    }
    return AllOf(std::move(all));
  }

  const int variable_;
  const Dictionary& dictionary_;
  std::vector<std::optional<int64_t>> row_;
  Expression node_;
};

FacetChoice Alone(const Facets& facets, int facet, const Dictionary& dictionary) {
  const Facet& of = facets.all()[static_cast<size_t>(facet)];
  FacetChoice choice;
  choice.source = of.source;
  choice.facets = {facet};
  std::vector<Expression> earlier;  // that none of them is true
  for (size_t label = 0; label < of.axis.rules.size(); ++label) {
    const Expression rule = IsTrue(of.axis.rules[label], dictionary);
    std::vector<Expression> all = earlier;
    all.push_back(rule);
    choice.labels.push_back({static_cast<int>(label)});
    choice.tests.push_back(AllOf(std::move(all)));
    earlier.push_back(Negation(rule));
  }
  return choice;
}

}  // namespace

std::vector<FacetChoice> ChoicesOf(const Facets& facets, const Dictionary& dictionary) {
  std::map<std::pair<int, int>, std::pair<std::vector<int>, std::set<int64_t>>> by_variable;
  std::vector<FacetChoice> choices;
  for (size_t i = 0; i < facets.all().size(); ++i) {
    const Facet& facet = facets.all()[i];
    std::set<int64_t> changes;
    const int variable = SimpleVariableOf(facet.axis, changes);
    if (variable < 0) {
      choices.push_back(Alone(facets, static_cast<int>(i), dictionary));
      continue;
    }
    auto& [of, all] = by_variable[{facet.source, variable}];
    of.push_back(static_cast<int>(i));
    all.insert(changes.begin(), changes.end());
  }
  for (auto& [key, of] : by_variable) {
    choices.push_back(
        ValueChoice(key.second, dictionary).Of(facets, std::move(of.first), std::move(of.second)));
  }
  const auto order = [&](const FacetChoice& choice) {
    const bool has_condition =
        std::any_of(choice.facets.begin(), choice.facets.end(),
                    [&](int facet) { return facets.all()[static_cast<size_t>(facet)].condition; });
    return std::make_tuple(choice.source, !has_condition, choice.facets[0]);
  };
  std::sort(choices.begin(), choices.end(),
            [&](const FacetChoice& a, const FacetChoice& b) { return order(a) < order(b); });
  return choices;
}

}  // namespace ginnel::query
