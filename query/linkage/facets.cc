// SPDX-License-Identifier: Apache-2.0
#include "query/linkage/facets.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "query/axes.h"
#include "query/expression_text.h"
#include "query/linkage/conditions.h"
#include "query/linkage/pooled_comparison.h"
#include "query/model.h"

namespace ginnel::query {
namespace {

Expression VariableNode(int variable, const Dictionary& dictionary) {
  Expression node;
  node.op = Expression::Op::kVariable;
  node.type = Expression::Type::kNumber;
  node.variable = variable;
  node.decimals = dictionary.decimals(variable);
  return node;
}

std::string PartKey(const std::string& text) { return absl::StrCat("part ", text); }
std::string SumKey(int variable) { return absl::StrCat("sum ", variable); }

void AddRule(PlannedAxis& axis, std::string label, Expression rule) {
  axis.labels.push_back(std::move(label));
  axis.rules.push_back(std::move(rule));
}

}  // namespace

std::pair<Expression, bool> WithoutNegation(Expression part) {
  bool negated = false;
  while (part.op == Expression::Op::kNot) {
    part = Expression(part.args[0]);
    negated = !negated;
  }
  return {std::move(part), negated};
}

int Facets::Add(int source, const std::string& key, PlannedAxis axis, bool condition) {
  const auto [at, added] =
      numbers_.emplace(std::make_pair(source, key), static_cast<int>(all_.size()));
  if (added) all_.push_back({source, std::move(axis), condition});
  return at->second;
}

int Facets::AddAxis(int source, const PlannedAxis& axis) {
  return Add(source, absl::StrCat("axis ", axis.name), axis, false);
}

int Facets::AddCondition(int source, const Expression& condition) {
  return Add(source, absl::StrCat("condition ", ToText(condition, dictionary_)),
             PartAxis(condition), true);
}

void Facets::AddParts(const MixedCondition& condition) {
  if (condition.kind == MixedCondition::Kind::kPart) {
    const Expression part = WithoutNegation(condition.part).first;
    Add(condition.source, PartKey(ToText(part, dictionary_)), PartAxis(part), false);
  } else if (condition.kind == MixedCondition::Kind::kSumAtLeast) {
    int64_t& highest = highest_[condition.variable];
    highest = std::max(highest, condition.value);
    summands_[condition.variable] = condition.sources;
  }
  for (const MixedCondition& arg : condition.args) AddParts(arg);
}

void Facets::AddSums() {
  for (const auto& [variable, sources] : summands_) {
    for (int source : sources) Add(source, SumKey(variable), SumAxis(variable), false);
  }
}

int Facets::OfPart(int source, const Expression& part) const {
  return numbers_.at({source, PartKey(ToText(part, dictionary_))});
}

int Facets::OfSum(int source, int variable) const {
  return numbers_.at({source, SumKey(variable)});
}

PlannedAxis Facets::PartAxis(const Expression& part) const {
  PlannedAxis axis;
  axis.name = absl::StrCat("part_", all_.size() + 1);
  AddRule(axis, "yes", part);
  if (MayFail(part, dictionary_)) {
    AddRule(axis, "no", Negation(part));
    AddRule(axis, kNotKnown, LiterallyTrue());
  } else {
    AddRule(axis, "no", LiterallyTrue());
  }
  return axis;
}

PlannedAxis Facets::SumAxis(int variable) const {
  PlannedAxis axis;
  axis.name = dictionary_.variable(variable).name();
  const Expression node = VariableNode(variable, dictionary_);
  const int64_t highest = highest_.at(variable);
  for (int64_t value = 0; value < highest; ++value) {
    AddRule(axis, absl::StrCat(value), Negation(AtLeast(node, value + 1)));
  }
  const bool missing = !IsNeverMissing(variable, dictionary_);
  AddRule(axis, absl::StrCat(highest, "+"), missing ? AtLeast(node, highest) : LiterallyTrue());
  if (missing) AddRule(axis, kNotKnown, LiterallyTrue());
  return axis;
}

}  // namespace ginnel::query
