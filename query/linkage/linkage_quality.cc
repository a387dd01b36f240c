// SPDX-License-Identifier: Apache-2.0
#include "query/linkage/linkage_quality.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "query/model.h"
#include "query/smallness.h"

namespace ginnel::query {
namespace {

using Family = PlannedMeasure::Family;
using Kind = Aggregate::Kind;
using Over = LinkedSum::Over;

constexpr int64_t kHundred = 100;

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

// Labels that no variable's name makes alike.
Plan TableOf(const std::vector<int>& summed, const Plan& plan, const Dictionary& dictionary) {
  PlannedAxis lines;
  lines.name = "line";
  lines.labels = {"people matched", "people not matched"};
  for (const int variable : summed) {
    lines.labels.push_back(absl::StrCat("sum ", dictionary.variable(variable).name()));
  }
  lines.rules.assign(lines.labels.size(), LiterallyTrue());
  Plan table;
  table.cells = lines.labels.size();
  table.axes = {std::move(lines)};
  table.population = v1::POPULATION_BASE_HELD;
  table.where = LiterallyTrue();
  table.index_date = plan.index_date;
  table.period = plan.period;
  table.threshold = plan.threshold;
  table.sectors = plan.sectors;
  table.aggregates = {{Kind::kPeople, -1}};
  PlannedMeasure told;
  told.title = "Told";
  told.people = 0;
  table.measures = {std::move(told)};
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

int64_t StepOfPeople() { return kHundred; }

int64_t StepOfSum(int64_t value) {
  int64_t step = kHundred;
  while (value >= step * 100) step *= 10;
  return step;
}

int64_t Roughly(int64_t value, int64_t step) { return (value + step / 2) / step * step; }

absl::Status AddQualityTables(const Plan& plan, const Suppliers& suppliers,
                              const Dictionary& dictionary, LinkedPlan& linked) {
  auto next = static_cast<uint32_t>(plan.table_positions());
  ASSIGN_OR_RETURN(const int people, Find({Kind::kPeople, -1}, plan.aggregates));
  // General practice is one among the suppliers, and may be several sources here.
  const size_t more = linked.sources.size() - suppliers.sources().size();
  for (size_t s = 1; s < suppliers.sources().size(); ++s) {
    QualityTable beside;
    beside.source = static_cast<int>(s + more);
    ASSIGN_OR_RETURN(beside.variables, SummedBy(static_cast<int>(s), plan, suppliers));
    beside.table = TableOf(beside.variables, plan, dictionary);
    beside.first = next;
    // No member's part of it is known apart: it is one member's.
    RETURN_IF_ERROR(PlanTests(beside.table, dictionary, std::vector<int>()));
    std::vector<LinkedSum>& sums = linked.sources[s + more].sums;
    sums.push_back({people, LinkedColumn::kEveryCode, next++, Over::kMatched});
    sums.push_back({people, LinkedColumn::kEveryCode, next++, Over::kNotMatched});
    for (const int variable : beside.variables) {
      ASSIGN_OR_RETURN(const int sum, Find({Kind::kSum, variable}, plan.aggregates));
      sums.push_back({sum, LinkedColumn::kEveryCode, next++, Over::kNotMatched});
    }
    linked.quality.push_back(std::move(beside));
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
