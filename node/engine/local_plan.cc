// SPDX-License-Identifier: Apache-2.0
#include "node/engine/local_plan.h"

namespace ginnel::node {
namespace {

using query::Aggregate;

// An aggregate that reads what the column is made of.
Aggregate ReadFor(const query::LinkedColumn& column, const query::Plan& plan) {
  Aggregate aggregate = plan.aggregates[static_cast<size_t>(column.aggregate)];
  if (column.value == query::LinkedColumn::Value::kKnown) aggregate.kind = Aggregate::Kind::kKnown;
  return aggregate;
}

}  // namespace

query::Plan LocalPlanOf(const query::LinkedSource& source, const query::Plan& plan) {
  query::Plan local;
  local.index_date = plan.index_date;
  local.period = plan.period;
  local.population = source.counts_registered ? plan.population : v1::POPULATION_BASE_HELD;
  local.where = source.where;
  local.axes = source.axes;
  for (const query::PlannedAxis& axis : local.axes) local.cells *= axis.labels.size();
  for (const query::LinkedColumn& column : source.figures) {
    local.aggregates.push_back(ReadFor(column, plan));
  }
  for (const query::LinkedSum& sum : source.sums) {
    local.aggregates.push_back(plan.aggregates[static_cast<size_t>(sum.aggregate)]);
  }
  return local;
}

}  // namespace ginnel::node
