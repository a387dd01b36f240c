// SPDX-License-Identifier: Apache-2.0
#include "node/review/own_part.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "node/engine/local_plan.h"
#include "query/linkage/linked_plan.h"

namespace ginnel::node {
namespace {

constexpr size_t kMostCells = 1000;

size_t CellsOf(const std::vector<query::PlannedAxis>& axes) {
  size_t cells = 1;
  for (const query::PlannedAxis& axis : axes) cells *= axis.labels.size();
  return cells;
}

}  // namespace

query::Plan OwnPartOf(const query::Plan& plan, int member) {
  const std::vector<query::LinkedSource>& sources = plan.linked->sources;
  const auto source = std::find_if(sources.begin(), sources.end(), [member](const auto& each) {
    return std::find(each.members.begin(), each.members.end(), member) != each.members.end();
  });
  if (source == sources.end()) return plan;
  query::Plan own = LocalPlanOf(*source, plan);
  std::vector<query::Aggregate> read = {{query::Aggregate::Kind::kPeople, -1}};
  for (const query::Aggregate& aggregate : own.aggregates) {
    if (std::find(read.begin(), read.end(), aggregate) == read.end()) read.push_back(aggregate);
  }
  own.aggregates = std::move(read);
  own.axes = source->tells;
  if (CellsOf(own.axes) > kMostCells) own.axes.clear();
  own.cells = CellsOf(own.axes);
  own.threshold = plan.threshold;
  own.zero_may_be_shown = plan.zero_may_be_shown;
  return own;
}

}  // namespace ginnel::node
