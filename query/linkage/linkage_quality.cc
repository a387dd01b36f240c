// SPDX-License-Identifier: Apache-2.0
#include "query/linkage/linkage_quality.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/status.h"
#include "query/model.h"
#include "query/smallness.h"

namespace ginnel::query {
namespace {

using Family = PlannedMeasure::Family;
using Kind = Aggregate::Kind;

PlannedMeasure PeopleOf(Plan& table) {
  table.aggregates.push_back({Kind::kPeople, -1});
  PlannedMeasure people;
  people.title = "People";
  people.people = 0;
  return people;
}

PlannedMeasure SumOf(int variable, const Dictionary& dictionary, Plan& table) {
  const auto add = [&](Kind kind) {
    table.aggregates.push_back({kind, variable});
    return static_cast<int>(table.aggregates.size()) - 1;
  };
  PlannedMeasure sum;
  sum.family = Family::kSum;
  sum.variable = variable;
  sum.title = dictionary.variable(variable).title();
  sum.people = 0;
  sum.contributors = add(Kind::kContributors);
  sum.sum = add(Kind::kSum);
  sum.sum_of_squares = add(Kind::kSumOfSquares);
  return sum;
}

// The variables of which the question asks a sum that `source` answers for, each once.
absl::StatusOr<std::vector<int>> SummedBy(int source, const Plan& plan,
                                          const Suppliers& suppliers) {
  std::vector<int> summed;
  for (const PlannedMeasure* measure : OpenedMeasuresOf(plan.measures)) {
    if (measure->family != Family::kSum && measure->family != Family::kPerPerson) continue;
    if (std::find(summed.begin(), summed.end(), measure->variable) != summed.end()) continue;
    ASSIGN_OR_RETURN(const std::vector<int> answering, suppliers.Of(measure->variable));
    if (std::find(answering.begin(), answering.end(), source) == answering.end()) continue;
    summed.push_back(measure->variable);
  }
  return summed;
}

Plan TableOf(const std::vector<int>& summed, const Plan& plan, const Dictionary& dictionary) {
  Plan table;
  table.population = v1::POPULATION_BASE_HELD;
  table.where = LiterallyTrue();
  table.index_date = plan.index_date;
  table.period = plan.period;
  table.threshold = plan.threshold;
  table.sectors = plan.sectors;
  table.measures.push_back(PeopleOf(table));
  for (const int variable : summed) {
    table.measures.push_back(SumOf(variable, dictionary, table));
  }
  return table;
}

absl::StatusOr<int> Find(const Aggregate& wanted, const std::vector<Aggregate>& aggregates) {
  const auto at = std::find(aggregates.begin(), aggregates.end(), wanted);
  if (at == aggregates.end()) {
    return absl::InternalError("a total beside the table is not one of its aggregates");
  }
  return static_cast<int>(at - aggregates.begin());
}

}  // namespace

absl::Status AddQualityTables(const Plan& plan, const Suppliers& suppliers,
                              const Dictionary& dictionary, LinkedPlan& linked) {
  size_t next = plan.table_positions();
  for (size_t s = 1; s < linked.sources.size(); ++s) {
    const int source = static_cast<int>(s);
    ASSIGN_OR_RETURN(const std::vector<int> summed, SummedBy(source, plan, suppliers));
    QualityTable tables[] = {
        {source, LinkedSum::Over::kMatched, TableOf({}, plan, dictionary)},
        {source, LinkedSum::Over::kNotMatched, TableOf(summed, plan, dictionary)}};
    for (QualityTable& beside : tables) {
      // No member's part of it is known apart: it is one member's.
      RETURN_IF_ERROR(PlanTests(beside.table, dictionary, std::vector<int>()));
      beside.first = static_cast<uint32_t>(next);
      for (const Aggregate& aggregate : beside.table.aggregates) {
        ASSIGN_OR_RETURN(const int of_plan, Find(aggregate, plan.aggregates));
        linked.sources[s].sums.push_back(
            {of_plan, LinkedColumn::kEveryCode, static_cast<uint32_t>(next++), beside.over});
      }
      linked.quality.push_back(std::move(beside));
    }
  }
  return absl::OkStatus();
}

void AppendQualityTests(LinkedPlan& linked, Plan& plan) {
  for (QualityTable& beside : linked.quality) {
    beside.first_test = static_cast<int>(plan.tests.size());
    for (SmallnessTest test : beside.table.tests) {
      for (LinearForm& form : test.forms) {
        for (auto& [position, coefficient] : form.terms) position += beside.first;
      }
      plan.tests.push_back(std::move(test));
    }
    for (const int own : beside.table.own_test) {
      plan.own_test.push_back(own < 0 ? own : own + beside.first_test);
    }
    for (std::vector<int> guards : beside.table.guards) {
      for (int& guard : guards) guard += beside.first_test;
      plan.guards.push_back(std::move(guards));
    }
  }
}

}  // namespace ginnel::query
