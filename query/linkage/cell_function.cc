// SPDX-License-Identifier: Apache-2.0
#include "query/linkage/cell_function.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace ginnel::query {
namespace {

using Kind = MixedCondition::Kind;

// What a condition is.
constexpr int kFalse = 0;
constexpr int kTrue = 1;
constexpr int kError = 2;

int Negated(int value) { return value == kError ? kError : 1 - value; }

// CEL's && and ||: `absorbing` decides, whatever the others.
int Absorb(const std::vector<int>& values, int absorbing) {
  bool error = false;
  for (int value : values) {
    if (value == absorbing) return absorbing;
    error = error || value == kError;
  }
  return error ? kError : 1 - absorbing;
}

int FirstKnown(const std::vector<int>& values) {
  for (int value : values) {
    if (value != kError) return value;
  }
  return kError;
}

int AnyKnown(const std::vector<int>& values) {
  int any = kError;
  for (int value : values) {
    if (value == kTrue) return kTrue;
    if (value == kFalse) any = kFalse;
  }
  return any;
}

int Combined(Kind kind, const std::vector<int>& values) {
  switch (kind) {
    case Kind::kAll:
      return Absorb(values, kFalse);
    case Kind::kAny:
      return Absorb(values, kTrue);
    case Kind::kNot:
      return Negated(values[0]);
    case Kind::kEqual:
      if (values[0] == kError || values[1] == kError) return kError;
      return values[0] == values[1] ? kTrue : kFalse;
    case Kind::kChoice:
      if (values[0] == kError) return kError;
      return values[0] == kTrue ? values[1] : values[2];
    case Kind::kFirstKnown:
      return FirstKnown(values);
    default:
      return AnyKnown(values);
  }
}

}  // namespace

int CellFunction::OfFacet(int facet, const std::vector<int>& values) {
  for (size_t level = 0; level < order_.size(); ++level) {
    const FacetChoice& choice = (*choices_)[static_cast<size_t>(order_[level])];
    const auto at = std::find(choice.facets.begin(), choice.facets.end(), facet);
    if (at == choice.facets.end()) continue;
    std::vector<int> branches;
    for (const std::vector<int>& labels : choice.labels) {
      branches.push_back(
          values[static_cast<size_t>(labels[static_cast<size_t>(at - choice.facets.begin())])]);
    }
    return diagram_.Choose(static_cast<int>(level), branches);
  }
  return diagram_.Constant(0);  // every facet is in a choice
}

int CellFunction::Of(const MixedCondition& condition) {
  switch (condition.kind) {
    case Kind::kConstant:
      return diagram_.Constant(static_cast<int>(condition.value));
    case Kind::kPart: {
      const auto [part, negated] = WithoutNegation(condition.part);
      const int facet = facets_->OfPart(condition.source, part);
      std::vector<int> values = {kTrue, kFalse, kError};  // kPartTrue, kPartFalse, kPartError
      if (negated) std::swap(values[kPartTrue], values[kPartFalse]);
      return OfFacet(facet, values);
    }
    case Kind::kSumAtLeast:
      return OfSum(condition);
    default: {
      std::vector<int> args;
      for (const MixedCondition& arg : condition.args) args.push_back(Of(arg));
      const Kind kind = condition.kind;
      return diagram_.Apply(
          args, [kind](const std::vector<int>& values) { return Combined(kind, values); });
    }
  }
}

int CellFunction::OfSum(const MixedCondition& condition) {
  const int highest = static_cast<int>(facets_->HighestOf(condition.variable));
  std::vector<int> values(static_cast<size_t>(highest) + 1);
  std::iota(values.begin(), values.end(), 0);
  values.push_back(-1);  // not known
  std::vector<int> summands;
  for (int source : condition.sources) {
    summands.push_back(OfFacet(facets_->OfSum(source, condition.variable), values));
  }
  const int64_t wanted = condition.value;
  return diagram_.Apply(summands, [wanted](const std::vector<int>& of) {
    int64_t sum = 0;
    bool known = false;
    for (int value : of) {
      if (value < 0) continue;
      known = true;
      sum += value;
    }
    return !known ? kError : sum >= wanted ? kTrue : kFalse;
  });
}

int CellFunction::OfAxis(const CellRules::AxisRules& axis) {
  std::vector<int> labels(axis.labels);
  std::iota(labels.begin(), labels.end(), 0);
  if (axis.facet >= 0) return OfFacet(axis.facet, labels);
  int label = diagram_.Constant(labels.back());
  for (size_t i = axis.labels - 1; i-- > 0;) {
    const int number = static_cast<int>(i);
    label = diagram_.Apply({Of(axis.rules[i]), label}, [number](const std::vector<int>& values) {
      return values[0] == kTrue ? number : values[1];
    });
  }
  return label;
}

int CellFunction::OfCell(const CellRules& rules) {
  int cell = diagram_.Constant(0);
  for (const MixedCondition& condition : rules.conditions) {
    cell = diagram_.Apply({Of(condition), cell}, [](const std::vector<int>& values) {
      return values[0] == kTrue ? values[1] : kNowhere;
    });
  }
  for (size_t i = 0; i < facets_->all().size(); ++i) {
    const Facet& facet = facets_->all()[i];
    if (!facet.condition) continue;
    std::vector<int> counted(facet.axis.labels.size(), kFalse);
    counted[kPartTrue] = kTrue;
    cell = diagram_.Apply(
        {OfFacet(static_cast<int>(i), counted), cell},
        [](const std::vector<int>& values) { return values[0] == kTrue ? values[1] : kNowhere; });
  }
  for (const CellRules::AxisRules& axis : rules.axes) {
    const int labels = static_cast<int>(axis.labels);
    cell = diagram_.Apply({cell, OfAxis(axis)}, [labels](const std::vector<int>& values) {
      return values[0] == kNowhere ? kNowhere : values[0] * labels + values[1];
    });
  }
  return cell;
}

absl::StatusOr<CellFunction> CellFunction::Create(const CellRules& rules, const Facets& facets,
                                                  const std::vector<FacetChoice>& choices,
                                                  int top) {
  CellFunction function(facets, choices);
  function.order_.resize(choices.size());
  std::iota(function.order_.begin(), function.order_.end(), 0);
  std::stable_sort(function.order_.begin(), function.order_.end(), [&](int a, int b) {
    const auto below = [&](int each) { return choices[static_cast<size_t>(each)].source != top; };
    return below(a) < below(b);
  });
  for (const FacetChoice& choice : choices) {
    if (choice.source == top) ++function.top_levels_;
  }
  function.root_ = function.OfCell(rules);
  if (function.diagram_.is_full()) {
    return absl::InvalidArgumentError(
        "by: the conditions of this query mix the sectors in too many ways: use fewer axes or "
        "conditions");
  }
  return function;
}

int CellFunction::CellOf(const std::vector<int>& outcomes) const {
  std::vector<int> by_level;
  for (int choice : order_) by_level.push_back(outcomes[static_cast<size_t>(choice)]);
  return diagram_.Evaluate(root_, by_level);
}

}  // namespace ginnel::query
