// SPDX-License-Identifier: Apache-2.0
#include "node/engine/moment_columns.h"

#include <set>
#include <vector>

#include "base/status.h"

namespace ginnel::node {
namespace {

std::vector<int> ReadBySelection(const query::Plan& plan) {
  std::set<int> variables;
  const auto read = [&](const query::Expression& expression) {
    const std::vector<int> found = query::VariablesOf(expression);
    variables.insert(found.begin(), found.end());
  };
  read(plan.where);
  for (const query::PlannedAxis& axis : plan.axes) {
    for (const query::Expression& rule : axis.rules) read(rule);
  }
  return {variables.begin(), variables.end()};
}

// Whatever measures they are for.
std::vector<int> ReadByFigures(const query::Plan& plan) {
  std::set<int> variables;
  for (const query::Aggregate& aggregate : plan.aggregates) {
    if (aggregate.variable >= 0) variables.insert(aggregate.variable);
  }
  return {variables.begin(), variables.end()};
}

AsOf At(const query::Moment& moment) { return {moment.index_date, moment.period}; }

}  // namespace

absl::StatusOr<MomentColumns> ColumnsAt(const query::Plan& plan,
                                        const query::Dictionary& dictionary,
                                        const query::Moment& moment, DerivedColumns& derived,
                                        int threads) {
  MomentColumns columns;
  if (plan.baseline) RETURN_IF_ERROR(derived.CheckBegunBy(plan.baseline->index_date));
  const AsOf selection = At(plan.Selection(moment));
  AsOf figures = At(moment);
  if (plan.around) {
    figures.around = &dictionary.variable(plan.around->variable);
    figures.own_month = moment.own_month;
    ASSIGN_OR_RETURN(columns.had_event,
                     derived.HadEvent(dictionary, plan.around->variable, At(moment)));
  }
  ASSIGN_OR_RETURN(columns.population, derived.Population(plan.population, selection));
  ASSIGN_OR_RETURN(columns.selection,
                   derived.Get(dictionary, ReadBySelection(plan), selection, threads));
  ASSIGN_OR_RETURN(columns.figures, derived.Get(dictionary, ReadByFigures(plan), figures, threads));
  return columns;
}

}  // namespace ginnel::node
