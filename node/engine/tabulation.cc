// SPDX-License-Identifier: Apache-2.0
#include "node/engine/tabulation.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "node/engine/block_fill.h"

namespace ginnel::node {
namespace {

using Kind = query::Aggregate::Kind;

bool IsSum(Kind kind) { return kind == Kind::kSum || kind == Kind::kSumOfSquares; }

absl::Status CheckKind(const query::Aggregate& aggregate, const v1::Variable& variable) {
  if (aggregate.kind == Kind::kTrue && variable.type() != v1::VARIABLE_TYPE_FLAG) {
    return absl::InvalidArgumentError(
        absl::StrCat("plan: counts those with `", variable.name(), "`, which is not a flag"));
  }
  if ((IsSum(aggregate.kind) || aggregate.kind == Kind::kContributors) &&
      (variable.type() == v1::VARIABLE_TYPE_CATEGORY ||
       variable.type() == v1::VARIABLE_TYPE_MONTH)) {
    return absl::InvalidArgumentError(
        absl::StrCat("plan: adds up `", variable.name(), "`, which is not a quantity"));
  }
  return absl::OkStatus();
}

absl::StatusOr<Tabulation::Figure> CompileFigure(const query::Aggregate& aggregate,
                                                 const query::Dictionary& dictionary,
                                                 const ColumnSet& columns) {
  if (aggregate.kind == Kind::kPeople) return Tabulation::Figure{Kind::kPeople, nullptr, 1};
  const DerivedColumn* column = columns.Find(aggregate.variable);
  if (column == nullptr) return absl::InternalError("an aggregate's variable was not derived");
  RETURN_IF_ERROR(CheckKind(aggregate, dictionary.variable(aggregate.variable)));
  Tabulation::Figure figure{aggregate.kind, column, 1};
  // Of a flag every figure but "known" is the number of people for whom it is true.
  if (column->is_flag() && aggregate.kind != Kind::kKnown) figure.kind = Kind::kTrue;
  if (figure.kind == Kind::kSumOfSquares) {
    figure.whole_unit = WholeUnit(dictionary.decimals(aggregate.variable));
  }
  return figure;
}

absl::StatusOr<std::vector<Program>> CompileAxis(const query::PlannedAxis& axis,
                                                 const ColumnSet& columns) {
  if (axis.rules.empty() || !IsLiterallyTrue(axis.rules.back())) {
    return absl::InvalidArgumentError(
        absl::StrCat("plan: axis `", axis.name, "` does not end in a rule that takes everyone"));
  }
  std::vector<Program> rules;
  for (size_t i = 0; i + 1 < axis.rules.size(); ++i) {
    ASSIGN_OR_RETURN(Program rule, Program::Compile(axis.rules[i], columns));
    rules.push_back(std::move(rule));
  }
  return rules;
}

}  // namespace

absl::StatusOr<Tabulation> Tabulation::Compile(const query::Plan& plan,
                                               const query::Dictionary& dictionary, size_t rows,
                                               const MomentColumns& columns) {
  Tabulation tabulation;
  tabulation.rows = rows;
  for (const DerivedColumn* flag : {columns.population.get(), columns.had_event.get()}) {
    if (flag != nullptr) tabulation.counted.push_back(flag);
  }
  if (!IsLiterallyTrue(plan.where)) {
    ASSIGN_OR_RETURN(tabulation.where, Program::Compile(plan.where, columns.selection));
  }
  size_t moments = 1;
  for (const query::PlannedAxis& axis : plan.axes) {
    if (plan.by_month() && &axis == &plan.axes.front()) {
      moments = axis.labels.size();
      continue;
    }
    ASSIGN_OR_RETURN(std::vector<Program> rules, CompileAxis(axis, columns.selection));
    tabulation.cells *= rules.size() + 1;
    tabulation.axes.push_back(std::move(rules));
  }
  if (tabulation.cells * moments != plan.cells || moments != plan.Moments().size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("plan: has ", plan.cells, " cells, its axes ", tabulation.cells * moments));
  }
  for (const query::Aggregate& aggregate : plan.aggregates) {
    ASSIGN_OR_RETURN(Figure figure, CompileFigure(aggregate, dictionary, columns.figures));
    tabulation.figures.push_back(figure);
  }
  return tabulation;
}

}  // namespace ginnel::node
