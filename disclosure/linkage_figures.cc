// SPDX-License-Identifier: Apache-2.0
#include "disclosure/linkage_figures.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/status.h"
#include "disclosure/count_table.h"
#include "disclosure/figure.h"
#include "disclosure/measure_table.h"
#include "disclosure/plan_check.h"
#include "query/linkage/linked_plan.h"

namespace ginnel::disclosure {
namespace {

using Over = query::LinkedSum::Over;

const Decimal kHundred = Decimal::FromInteger(100);
const Decimal kOne = Decimal::FromInteger(1);

v1::ReleasedCell CellOf(const std::string& measure, const Figure& figure) {
  v1::ReleasedCell cell;
  cell.set_measure(measure);
  Write(figure, cell);
  return cell;
}

// Its node sent the count to the nearest hundred: what is shown may be as far from the truth.
CountFigure Widened(CountFigure count) {
  if (count.state == v1::CELL_STATE_WITHHELD) return count;
  constexpr int64_t kHalf = query::kMatchedToNearest / 2;
  count.low = std::max<int64_t>(count.low - kHalf, 0);
  if (count.high) *count.high += kHalf;
  return count;
}

Decimal Percent(int64_t matched, int64_t not_matched, Direction direction) {
  if (matched + not_matched <= 0) return matched > 0 ? kHundred : Decimal();
  return RoundQuotient(kHundred * matched, matched + not_matched, kOne, direction);
}

// matched / (matched + not matched) in whole percent, from the released counts alone.
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

class QualityMaker {
 public:
  QualityMaker(const query::Plan& plan, const Profile& profile, const query::Dictionary& dictionary,
               const OpenedTable& opened)
      : plan_(plan), profile_(profile), dictionary_(dictionary), opened_(opened) {}

  absl::StatusOr<std::vector<v1::LinkageQuality>> Make() {
    for (const query::QualityTable& beside : plan_.linked->quality) {
      const query::Plan& table = beside.table;
      const OpenedTable opened =
          opened_.Part(beside.first, table.positions(), static_cast<size_t>(beside.first_test),
                       table.tests.size());
      RETURN_IF_ERROR(CheckPlan(table, profile_, dictionary_, opened));
      const std::vector<Margin> no_margins;
      const CountSource source{table, profile_, opened, no_margins};
      ASSIGN_OR_RETURN(const CountTable people, ReleaseCounts(source, 0, nullptr));
      if (beside.over == Over::kMatched) {
        AddMatched(beside.source, people.cells[0]);
      } else {
        RETURN_IF_ERROR(AddNotMatched(source, people.cells[0]));
      }
    }
    return std::move(quality_);
  }

 private:
  // Begins a member.
  void AddMatched(int source, const CountFigure& people) {
    v1::LinkageQuality& member = quality_.emplace_back();
    member.set_member(plan_.linked->sources[static_cast<size_t>(source)].name);
    matched_ = Widened(people);
    *member.mutable_matched() = CellOf("People", ShowCount(matched_));
  }

  absl::Status AddNotMatched(const CountSource& source, const CountFigure& people) {
    if (quality_.empty()) return absl::InternalError("nothing is released: no member is matched");
    v1::LinkageQuality& member = quality_.back();
    *member.mutable_matched_percent() =
        CellOf("Share of people in percent", MatchedPercent(matched_, people));
    MeasureTables maker(source, dictionary_);
    for (const query::PlannedMeasure& measure : source.plan.measures) {
      ASSIGN_OR_RETURN(const MeasureTable table, maker.Make(measure));
      *member.add_not_matched() = CellOf(measure.title, table.cells[0]);
    }
    return absl::OkStatus();
  }

  const query::Plan& plan_;
  const Profile& profile_;
  const query::Dictionary& dictionary_;
  const OpenedTable& opened_;
  std::vector<v1::LinkageQuality> quality_;
  CountFigure matched_;
};

}  // namespace

absl::StatusOr<std::vector<v1::LinkageQuality>> LinkageFigures(const query::Plan& plan,
                                                               const Profile& profile,
                                                               const query::Dictionary& dictionary,
                                                               const OpenedTable& opened) {
  if (plan.linked == nullptr) return std::vector<v1::LinkageQuality>();
  return QualityMaker(plan, profile, dictionary, opened).Make();
}

}  // namespace ginnel::disclosure
