// SPDX-License-Identifier: Apache-2.0
#include "disclosure/linkage_figures.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/status.h"
#include "disclosure/count_table.h"
#include "disclosure/figure.h"
#include "disclosure/plan_check.h"
#include "query/linkage/linkage_quality.h"
#include "query/linkage/linked_plan.h"

namespace ginnel::disclosure {
namespace {

const Decimal kHundred = Decimal::FromInteger(100);
const Decimal kOne = Decimal::FromInteger(1);

v1::ReleasedCell CellOf(const std::string& measure, const Figure& figure) {
  v1::ReleasedCell cell;
  cell.set_measure(measure);
  Write(figure, cell);
  return cell;
}

// What may lie behind a number of people that was told; no finer, whatever a node told.
CountFigure PeopleTold(CountFigure told) {
  const int64_t half = query::StepOfPeople() / 2;
  told.value = query::Roughly(told.value, query::StepOfPeople());
  if (told.state == v1::CELL_STATE_SUPPRESSED ||
      (told.state == v1::CELL_STATE_VALUE && told.value == 0)) {
    return {v1::CELL_STATE_SUPPRESSED, 0, 0, half - 1};
  }
  if (told.state == v1::CELL_STATE_VALUE) {
    told.low = std::max<int64_t>(told.value - half, 0);
    told.high = told.value + half;
  }
  return told;
}

// The same of a sum; 0 is told where there is little, few contribute, or few make up most of it.
Figure SumTold(const CountFigure& told) {
  Figure figure;
  figure.state = v1::CELL_STATE_WITHHELD;
  const int64_t value = query::Roughly(told.value, query::StepOfSum(told.value));
  if (told.state != v1::CELL_STATE_VALUE || value == 0) return figure;
  const int64_t half = query::StepOfSum(value) / 2;
  figure.state = told.state;
  figure.value = Decimal::FromInteger(value);
  figure.low = Decimal::FromInteger(std::max<int64_t>(value - half, 0));
  figure.high = Decimal::FromInteger(value + half);
  return figure;
}

Decimal Percent(int64_t matched, int64_t not_matched, Direction direction) {
  if (matched + not_matched <= 0) return Decimal();
  return RoundQuotient(kHundred * matched, matched + not_matched, kOne, direction);
}

// matched / (matched + not matched) in whole percent, from what both may be.
Figure MatchedPercent(const CountFigure& matched, const CountFigure& not_matched) {
  Figure figure;
  figure.state = v1::CELL_STATE_WITHHELD;
  if (!matched.high || !not_matched.high || matched.state == v1::CELL_STATE_WITHHELD ||
      not_matched.state == v1::CELL_STATE_WITHHELD) {
    return figure;
  }
  figure.state = v1::CELL_STATE_SUPPRESSED;
  if (matched.released() && not_matched.released()) {
    figure.state = v1::CELL_STATE_VALUE;
    figure.value = Percent(matched.value, not_matched.value, Direction::kHalfUp);
  }
  figure.low = Percent(matched.low, *not_matched.high, Direction::kDown);
  figure.high =
      not_matched.low == 0 ? kHundred : Percent(*matched.high, not_matched.low, Direction::kUp);
  return figure;
}

absl::StatusOr<v1::LinkageQuality> QualityOf(const query::QualityTable& beside,
                                             const Profile& profile,
                                             const query::Dictionary& dictionary,
                                             const OpenedTable& opened) {
  const std::vector<Margin> no_margins;
  const CountSource source{beside.table, profile, opened, no_margins};
  ASSIGN_OR_RETURN(const CountTable lines, ReleaseCounts(source, 0, nullptr));
  if (lines.cells.size() != beside.variables.size() + 2) {
    return absl::InternalError("nothing is released: linkage quality has other lines");
  }
  v1::LinkageQuality quality;
  const CountFigure matched = PeopleTold(lines.cells[0]);
  const CountFigure not_matched = PeopleTold(lines.cells[1]);
  *quality.mutable_matched() = CellOf("People", ShowCount(matched));
  *quality.mutable_matched_percent() =
      CellOf("Percent of people", MatchedPercent(matched, not_matched));
  *quality.add_not_matched() = CellOf("People", ShowCount(not_matched));
  for (size_t i = 0; i < beside.variables.size(); ++i) {
    *quality.add_not_matched() =
        CellOf(dictionary.variable(beside.variables[i]).title(), SumTold(lines.cells[i + 2]));
  }
  return quality;
}

}  // namespace

absl::StatusOr<std::vector<v1::LinkageQuality>> LinkageFigures(const query::Plan& plan,
                                                               const Profile& profile,
                                                               const query::Dictionary& dictionary,
                                                               const OpenedTable& opened) {
  std::vector<v1::LinkageQuality> all;
  if (plan.linked == nullptr) return all;
  for (const query::QualityTable& beside : plan.linked->quality) {
    const query::Plan& table = beside.table;
    const OpenedTable part =
        opened.Part(beside.first, table.positions(), static_cast<size_t>(beside.first_test),
                    table.tests.size());
    RETURN_IF_ERROR(CheckPlan(table, profile, dictionary, part));
    ASSIGN_OR_RETURN(v1::LinkageQuality quality, QualityOf(beside, profile, dictionary, part));
    quality.set_member(plan.linked->sources[static_cast<size_t>(beside.source)].name);
    all.push_back(std::move(quality));
  }
  return all;
}

}  // namespace ginnel::disclosure
