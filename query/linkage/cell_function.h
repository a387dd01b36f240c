// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "query/linkage/choices.h"
#include "query/linkage/decision_diagram.h"
#include "query/linkage/facets.h"
#include "query/linkage/mixed_condition.h"
#include "query/plan.h"

namespace ginnel::query {

/// How a table's cell follows from what the sources say.
struct CellRules {
  // For each axis of the plan: the facet that it is, or −1 and its rules.
  struct AxisRules {
    int facet = -1;
    size_t labels = 0;
    std::vector<MixedCondition> rules;
  };
  std::vector<AxisRules> axes;
  std::vector<MixedCondition> conditions;  // beside the facets that are conditions
};

/// The cell as a function of choices, those of one source at the top; kNowhere where the person is
/// not counted.
class CellFunction {
 public:
  static constexpr int kNowhere = -1;

  /// InvalidArgument if the question is too complicated. Everything outlives this.
  static absl::StatusOr<CellFunction> Create(const CellRules& rules, const Facets& facets,
                                             const std::vector<FacetChoice>& choices, int top);

  const DecisionDiagram& diagram() const { return diagram_; }
  int root() const { return root_; }
  /// Choices of the source at the top have the levels before this.
  int top_levels() const { return top_levels_; }
  /// The number of the choice that is made at a level.
  int ChoiceAt(int level) const { return order_[static_cast<size_t>(level)]; }
  /// The cell where `outcomes` are those of all choices, by number.
  int CellOf(const std::vector<int>& outcomes) const;

 private:
  CellFunction(const Facets& facets, const std::vector<FacetChoice>& choices)
      : facets_(&facets), choices_(&choices) {}

  // The label of a facet, or a value for each of its labels.
  int OfFacet(int facet, const std::vector<int>& values);
  int Of(const MixedCondition& condition);
  int OfSum(const MixedCondition& condition);
  int OfAxis(const CellRules::AxisRules& axis);
  int OfCell(const CellRules& rules);

  const Facets* facets_;
  const std::vector<FacetChoice>* choices_;
  DecisionDiagram diagram_;
  std::vector<int> order_;
  int top_levels_ = 0;
  int root_ = 0;
};

}  // namespace ginnel::query
