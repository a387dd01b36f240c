// SPDX-License-Identifier: Apache-2.0
#include "node/review/dry_run.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/thousands.h"
#include "node/engine/block_fill.h"

namespace ginnel::node {
namespace {

using Kind = query::Aggregate::Kind;
using Card = v1::ReviewCard;

Card::Column ColumnOf(const query::Aggregate& aggregate, const query::Dictionary& dictionary) {
  Card::Column column;
  column.set_is_count(true);
  column.set_for_people(true);
  if (aggregate.kind == Kind::kPeople) {
    column.set_title("people");
    return column;
  }
  const v1::Variable& variable = dictionary.variable(aggregate.variable);
  switch (aggregate.kind) {
    case Kind::kTrue:
      column.set_title(absl::StrCat("with ", variable.title()));
      break;
    case Kind::kKnown:
      column.set_title(absl::StrCat(variable.title(), " known"));
      break;
    case Kind::kContributors:
      column.set_title(absl::StrCat(variable.title(), " above or below 0"));
      break;
    default:
      column.set_is_count(false);
      column.set_for_people(aggregate.kind == Kind::kSum);
      column.set_title(
          absl::StrCat(aggregate.kind == Kind::kSum ? "total " : "squares of ", variable.title()));
      column.set_unit(variable.unit());
      // Squares are of whole units (query/plan.h).
      if (aggregate.kind == Kind::kSum)
        column.set_decimals(dictionary.decimals(aggregate.variable));
  }
  return column;
}

Card::OwnCount Judge(int64_t count, uint32_t threshold) {
  if (count == 0) return Card::OWN_COUNT_ZERO;
  return count < static_cast<int64_t>(threshold) ? Card::OWN_COUNT_SMALL : Card::OWN_COUNT_ENOUGH;
}

void Tally(Card::OwnCount count, Card::Column& column) {
  if (count == Card::OWN_COUNT_ZERO) column.set_zero(column.zero() + 1);
  if (count == Card::OWN_COUNT_SMALL) column.set_small(column.small() + 1);
  if (count == Card::OWN_COUNT_ENOUGH) column.set_enough(column.enough() + 1);
}

// Row-major, the last axis fastest (query/plan.h).
void AddLabels(const query::Plan& plan, size_t number, Card::Cell& cell) {
  size_t after = plan.cells;
  for (const query::PlannedAxis& axis : plan.axes) {
    after /= axis.labels.size();
    cell.add_labels(axis.labels[number / after % axis.labels.size()]);
  }
}

bool AnyForm(const query::Plan& plan, bool (*matches)(const query::LinearForm&)) {
  return std::any_of(plan.tests.begin(), plan.tests.end(), [matches](const auto& test) {
    return std::any_of(test.forms.begin(), test.forms.end(), matches);
  });
}

void AddNotes(const query::Plan& plan, size_t members, Card::DryRun& run) {
  const std::string small = absl::StrCat("1 to ", plan.threshold - 1);
  run.add_notes(
      members == 1
          ? absl::StrCat("Nobody else is asked: each count of ", small, " here is withheld.")
          : absl::StrCat("Small here is not small in total: a count of ", small,
                         " here is withheld unless the other members bring the total to ",
                         plan.threshold, ", and nobody can know that before the run."));
  run.add_notes(
      plan.zero_may_be_shown
          ? "A total of zero is shown as zero."
          : absl::StrCat("The question has conditions of its own, so that a total of 0 is "
                         "withheld as one of ",
                         small, " is."));
  if (AnyForm(plan, [](const query::LinearForm& form) { return form.without_member >= 0; })) {
    run.add_notes(
        absl::StrCat("A figure is withheld too where all members but one have ", small,
                     " together: so it can be withheld even where this member alone reaches ",
                     plan.threshold, "."));
  }
  if (AnyForm(plan, [](const query::LinearForm& form) {
        return form.without_member < 0 && form.zero_is_small && form.terms.size() > 1;
      })) {
    run.add_notes(
        "Of what the agreement calls sensitive, a share of nearly everybody is withheld as a small "
        "count is.");
  }
  if (std::any_of(plan.aggregates.begin(), plan.aggregates.end(),
                  [](const query::Aggregate& each) { return each.kind == Kind::kSum; })) {
    run.add_notes(
        "A sum or mean is shown only where the counts that it rests on are, and not where a few "
        "people make up most of it.");
  }
}

// So that finance can reconcile a sum with its own books.
void AddCapped(const RehearsedTable& table, const query::Dictionary& dictionary,
               Card::DryRun& run) {
  for (const Capped& capped : table.capped()) {
    const v1::Variable& variable = dictionary.variable(capped.variable);
    const int64_t whole = WholeUnit(dictionary.decimals(capped.variable));
    run.add_notes(
        absl::StrCat("The agreement's bounds cut ", Thousands(capped.values),
                     capped.values == 1 ? " value of " : " values of ", variable.title(),
                     " among all people whom this node holds; ",
                     Thousands(static_cast<uint64_t>((capped.left_out + whole / 2) / whole)), " ",
                     variable.unit(), " in all is in no sum."));
  }
}

}  // namespace

Card::DryRun DescribeRehearsal(const query::Plan& plan, const query::Dictionary& dictionary,
                               size_t members, const RehearsedTable& table) {
  Card::DryRun run;
  run.set_threshold(plan.threshold);
  for (const query::PlannedAxis& axis : plan.axes) run.add_axes(axis.name);
  for (const query::Aggregate& aggregate : plan.aggregates) {
    *run.add_columns() = ColumnOf(aggregate, dictionary);
  }
  for (size_t number = 0; number < plan.cells; ++number) {
    Card::Cell& cell = *run.add_cells();
    AddLabels(plan, number, cell);
    for (size_t a = 0; a < plan.aggregates.size(); ++a) {
      Card::Column& column = *run.mutable_columns(static_cast<int>(a));
      const int64_t value = table.figure(a, number);
      const Card::OwnCount count =
          column.is_count() ? Judge(value, plan.threshold) : Card::OWN_COUNT_UNSPECIFIED;
      cell.add_values(value);
      cell.add_counts(count);
      Tally(count, column);
    }
  }
  AddNotes(plan, members, run);
  AddCapped(table, dictionary, run);
  return run;
}

}  // namespace ginnel::node
