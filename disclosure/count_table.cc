// SPDX-License-Identifier: Apache-2.0
#include "disclosure/count_table.h"

#include <optional>
#include <utility>

#include "base/status.h"
#include "disclosure/audited_totals.h"
#include "disclosure/figure.h"

namespace ginnel::disclosure {
namespace {

// A suppressed count is in no total that is rounded on its own.
bool KeepsApart(const CountFigure& part, const CountFigure& whole, int64_t threshold) {
  return part.state == v1::CELL_STATE_TRUE_ZERO || part.state == v1::CELL_STATE_SUPPRESSED ||
         (part.high.has_value() && *part.high + threshold <= whole.low);
}

// Whether the count without `position` is tested for smallness before `position` is opened.
bool TestsTheRest(const query::Plan& plan, size_t position) {
  for (const int guard : plan.guards[position]) {
    for (const query::LinearForm& form : plan.tests[static_cast<size_t>(guard)].forms) {
      for (const auto& [term, coefficient] : form.terms) {
        if (term == position && coefficient < 0) {
          return true;
        }
      }
    }
  }
  return false;
}

// Whether "whole − part ≥ threshold" leaves every end of both ranges possible.
bool RestSaysNothing(const CountFigure& part, const CountFigure& whole, int64_t threshold) {
  return part.low + threshold <= whole.low &&
         part.high.value_or(part.low) + threshold <= whole.high.value_or(whole.low);
}

// The figure of a part of `whole`.
CountFigure Within(const CountSource& source, size_t position, const CountFigure& part,
                   const CountFigure& whole) {
  if (part.state == v1::CELL_STATE_VALUE && whole.state == v1::CELL_STATE_VALUE &&
      TestsTheRest(source.plan, position) && !RestSaysNothing(part, whole, source.plan.threshold)) {
    return {v1::CELL_STATE_WITHHELD, 0, 0, std::nullopt};
  }
  return NumeratorWithin(part, whole);
}

bool KeepApart(const std::vector<CountFigure>& parts, const CountTable* within, int64_t threshold) {
  if (within == nullptr) {
    return true;
  }
  for (size_t cell = 0; cell < parts.size(); ++cell) {
    if (!KeepsApart(parts[cell], within->cells[cell], threshold)) {
      return false;
    }
  }
  return true;
}

void Derive(const std::vector<Margin>& margins, CountTable& table) {
  for (const Margin& margin : margins) {
    std::vector<CountFigure> parts;
    for (const size_t cell : margin.cells) {
      parts.push_back(table.cells[cell]);
    }
    table.totals.push_back(AddUp(parts));
    table.own_rounding.push_back(false);
  }
}

// Margins of one axis: the whole. Of two: the first collapsed (columns), the second (rows), both.
std::optional<AuditedTotals> Audit(const CountSource& source, int aggregate,
                                   const std::vector<CountFigure>& cells) {
  const auto& axes = source.plan.axes;
  if (axes.empty() || axes.size() > 2 || source.plan.by_month()) {
    return std::nullopt;
  }
  std::vector<int64_t> exact;
  for (size_t cell = 0; cell < cells.size(); ++cell) {
    exact.push_back(source.opened.value(source.plan.Position(aggregate, cell)).value_or(0));
  }
  const size_t rows = axes.size() == 2 ? axes[0].labels.size() : 1;
  return AuditTotals(rows, axes.back().labels.size(), source.profile, cells, exact);
}

void Take(AuditedTotals audited, bool two_axes, CountTable& table) {
  std::vector<AuditedTotal> totals;
  if (two_axes) {
    totals = std::move(audited.columns);
    totals.insert(totals.end(), audited.rows.begin(), audited.rows.end());
  }
  totals.push_back(audited.whole);
  for (const AuditedTotal& total : totals) {
    table.totals.push_back(total.figure);
    table.own_rounding.push_back(total.own_rounding);
  }
}

}  // namespace

absl::StatusOr<CountTable> ReleaseCounts(const CountSource& source, int aggregate,
                                         const CountTable* within) {
  CountTable table;
  for (size_t cell = 0; cell < source.plan.cells; ++cell) {
    const size_t position = source.plan.Position(aggregate, cell);
    ASSIGN_OR_RETURN(CountFigure figure,
                     ReleaseCount(source.plan, source.profile, source.opened, position));
    if (within != nullptr) {
      figure = Within(source, position, figure, within->cells[cell]);
    }
    table.cells.push_back(figure);
  }
  if (source.totals == v1::TOTALS_AUDITED &&
      KeepApart(table.cells, within, source.plan.threshold)) {
    std::optional<AuditedTotals> audited = Audit(source, aggregate, table.cells);
    if (audited.has_value()) {
      Take(*std::move(audited), source.plan.axes.size() == 2, table);
      return table;
    }
  }
  Derive(source.margins, table);
  return table;
}

}  // namespace ginnel::disclosure
