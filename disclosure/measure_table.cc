// SPDX-License-Identifier: Apache-2.0
#include "disclosure/measure_table.h"

#include <utility>

#include "absl/status/status.h"
#include "base/status.h"
#include "disclosure/derived_table.h"
#include "disclosure/deviation.h"
#include "query/measure_family.h"

namespace ginnel::disclosure {
namespace {

using Family = query::PlannedMeasure::Family;

template <typename T>
std::vector<T> PartsOf(const Margin& margin, const std::vector<T>& cells) {
  std::vector<T> parts;
  for (const size_t cell : margin.cells) {
    parts.push_back(cells[cell]);
  }
  return parts;
}

}  // namespace

absl::StatusOr<MeasureTable> MeasureTables::Make(const query::PlannedMeasure& measure) {
  switch (measure.family) {
    case Family::kPeople:
      return MakePeople(measure);
    case Family::kWith:
      return MakeWith(measure);
    case Family::kPrevalence:
      return MakePrevalence(measure);
    case Family::kMean:
    case Family::kSum:
    case Family::kPerPerson:
      return MakeAmount(measure);
    case Family::kDeviation:
      return MakeDeviation(measure);
    case Family::kDerived:
      return MakeDerivedMeasure(measure);
  }
  return absl::InternalError("a measure of an unknown family: nothing is released");
}

absl::StatusOr<const CountTable*> MeasureTables::Counts(int aggregate, int within) {
  const auto found = counts_.find(aggregate);
  if (found != counts_.end()) {
    return &found->second;
  }
  const CountTable* whole = nullptr;
  if (within >= 0) {
    whole = &counts_.at(within);
  }
  ASSIGN_OR_RETURN(CountTable table, ReleaseCounts(source_, aggregate, whole));
  return &counts_.emplace(aggregate, std::move(table)).first->second;
}

absl::StatusOr<const CountTable*> MeasureTables::CountsOfMean(const query::PlannedMeasure& measure,
                                                              int& aggregate) {
  ASSIGN_OR_RETURN(const CountTable* people, Counts(measure.people, -1));
  aggregate = measure.people;
  for (const query::PlannedMeasure* other : query::OpenedMeasuresOf(source_.plan.measures)) {
    if (other->sum == measure.sum && other->known >= 0) {
      aggregate = other->known;
      return Counts(other->known, measure.people);
    }
  }
  return people;
}

absl::StatusOr<const AmountTable*> MeasureTables::Amounts(const query::PlannedMeasure& measure) {
  const auto found = amounts_.find(measure.sum);
  if (found != amounts_.end()) {
    return &found->second;
  }
  int aggregate = -1;
  ASSIGN_OR_RETURN(const CountTable* counts, CountsOfMean(measure, aggregate));
  ASSIGN_OR_RETURN(const CountTable* contributors, Counts(measure.contributors, measure.people));
  ASSIGN_OR_RETURN(AmountTable table, ReleaseAmounts(source_, measure, aggregate, *counts,
                                                     *contributors, BoundsOf(measure.variable)));
  return &amounts_.emplace(measure.sum, std::move(table)).first->second;
}

absl::StatusOr<MeasureTable> MeasureTables::MakePeople(const query::PlannedMeasure& measure) {
  ASSIGN_OR_RETURN(const CountTable* people, Counts(measure.people, -1));
  MeasureTable table;
  for (const CountFigure& count : people->cells) {
    table.cells.push_back(ShowCount(count));
  }
  for (const CountFigure& count : people->totals) {
    table.totals.push_back(ShowCount(count));
  }
  table.own_rounding = people->own_rounding;
  return table;
}

absl::StatusOr<MeasureTables::Share> MeasureTables::CountsOfFlag(
    const query::PlannedMeasure& measure) {
  Share share{};
  ASSIGN_OR_RETURN(share.denominators, Counts(measure.people, -1));
  int of = measure.people;
  if (measure.known >= 0) {
    of = measure.known;
    ASSIGN_OR_RETURN(share.denominators, Counts(measure.known, measure.people));
  }
  ASSIGN_OR_RETURN(share.numerators, Counts(measure.numerator, of));
  return share;
}

absl::StatusOr<MeasureTable> MeasureTables::MakeWith(const query::PlannedMeasure& measure) {
  ASSIGN_OR_RETURN(const Share share, CountsOfFlag(measure));
  MeasureTable table;
  for (const CountFigure& count : share.numerators->cells) table.cells.push_back(ShowCount(count));
  for (const CountFigure& count : share.numerators->totals) {
    table.totals.push_back(ShowCount(count));
  }
  table.own_rounding = share.numerators->own_rounding;
  return table;
}

absl::StatusOr<MeasureTable> MeasureTables::MakePrevalence(const query::PlannedMeasure& measure) {
  ASSIGN_OR_RETURN(const Share share, CountsOfFlag(measure));
  const CountTable* numerators = share.numerators;
  const CountTable* denominators = share.denominators;
  MeasureTable table;
  for (size_t cell = 0; cell < numerators->cells.size(); ++cell) {
    table.cells.push_back(ShowPercentage(numerators->cells[cell], denominators->cells[cell]));
  }
  for (size_t total = 0; total < numerators->totals.size(); ++total) {
    table.totals.push_back(ShowPercentage(numerators->totals[total], denominators->totals[total]));
    table.own_rounding.push_back(numerators->own_rounding[total]);
  }
  return table;
}

absl::StatusOr<MeasureTable> MeasureTables::MakeDeviation(const query::PlannedMeasure& measure) {
  ASSIGN_OR_RETURN(const AmountTable* amounts, Amounts(measure));
  MeasureTable table;
  table.dominated = amounts->dominated;
  table.own_rounding.assign(source_.margins.size(), false);
  for (const AmountFigure& cell : amounts->cells) table.cells.push_back(ShowDeviation(cell));
  for (const Margin& margin : source_.margins) {
    const std::vector<AmountFigure> parts = PartsOf(margin, amounts->cells);
    table.totals.push_back(PoolDeviations(parts, Combine(parts)));
  }
  return table;
}

absl::StatusOr<MeasureTable> MeasureTables::MakeDerivedMeasure(
    const query::PlannedMeasure& measure) {
  std::vector<MeasureTable> inputs;
  for (const query::PlannedMeasure& input : measure.inputs) {
    ASSIGN_OR_RETURN(MeasureTable table, Make(input));
    inputs.push_back(std::move(table));
  }
  return MakeDerived(source_.plan, source_.margins, *measure.derived, inputs);
}

absl::StatusOr<MeasureTable> MeasureTables::MakeAmount(const query::PlannedMeasure& measure) {
  ASSIGN_OR_RETURN(const AmountTable* amounts, Amounts(measure));
  ASSIGN_OR_RETURN(const CountTable* people, Counts(measure.people, -1));
  MeasureTable table;
  table.dominated = amounts->dominated;
  table.own_rounding.assign(source_.margins.size(), false);
  std::vector<AmountFigure> cells = amounts->cells;
  // Where no record means none, everybody's value is known, and the mean is already spend per head.
  const bool may_be_missing = dictionary_.variable(measure.variable).absent() != v1::ABSENT_ZERO;
  if (measure.family == Family::kPerPerson && may_be_missing) {
    for (size_t cell = 0; cell < cells.size(); ++cell) {
      cells[cell] = SpreadOver(cells[cell], people->cells[cell], BoundsOf(measure.variable));
    }
  }
  const bool sums = measure.family == Family::kSum;
  for (const AmountFigure& cell : cells) {
    table.cells.push_back(sums ? ShowSum(cell) : ShowMean(cell));
  }
  for (const Margin& margin : source_.margins) {
    table.totals.push_back(sums ? AddUp(PartsOf(margin, table.cells))
                                : ShowMean(Combine(PartsOf(margin, cells))));
  }
  return table;
}

AmountBounds MeasureTables::BoundsOf(int variable) const {
  return {dictionary_.decimals(variable), dictionary_.lower(variable), dictionary_.upper(variable),
          dictionary_.variable(variable).type() == v1::VARIABLE_TYPE_AMOUNT};
}

}  // namespace ginnel::disclosure
