// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include "absl/status/statusor.h"
#include "disclosure/amount_table.h"
#include "disclosure/count_table.h"
#include "disclosure/figure.h"
#include "query/dictionary.h"

namespace ginnel::disclosure {

/// One measure of the query over the whole table.
struct MeasureTable {
  std::vector<Figure> cells;
  std::vector<Figure> totals;      // in the order of the margins
  std::vector<bool> own_rounding;  // of each total
  size_t dominated = 0;            // cells withheld because few people make up most of the sum
};

/// Makes the tables of a plan's measures, each aggregate once. All figures of one variable in one
/// cell come from one released mean (amount_figure.h): over those whose value is known if the query
/// asks for such a mean, else over the people. Derived measures come from the tables of their
/// inputs (derived_table.h).
class MeasureTables {
 public:
  MeasureTables(const CountSource& source, const query::Dictionary& dictionary)
      : source_(source), dictionary_(dictionary) {}

  absl::StatusOr<MeasureTable> Make(const query::PlannedMeasure& measure);

 private:
  // Counts by aggregate, as parts of `within` (−1: of nothing). Pointers stay valid.
  absl::StatusOr<const CountTable*> Counts(int aggregate, int within);
  absl::StatusOr<const CountTable*> CountsOfMean(const query::PlannedMeasure& measure,
                                                 int& aggregate);
  absl::StatusOr<const AmountTable*> Amounts(const query::PlannedMeasure& measure);

  absl::StatusOr<MeasureTable> MakePeople(const query::PlannedMeasure& measure);
  absl::StatusOr<MeasureTable> MakeWith(const query::PlannedMeasure& measure);
  absl::StatusOr<MeasureTable> MakePrevalence(const query::PlannedMeasure& measure);
  absl::StatusOr<MeasureTable> MakeAmount(const query::PlannedMeasure& measure);
  absl::StatusOr<MeasureTable> MakeDeviation(const query::PlannedMeasure& measure);
  absl::StatusOr<MeasureTable> MakeDerivedMeasure(const query::PlannedMeasure& measure);
  struct Share {
    const CountTable* numerators;
    const CountTable* denominators;
  };
  absl::StatusOr<Share> CountsOfFlag(const query::PlannedMeasure& measure);

  AmountBounds BoundsOf(int variable) const;

  const CountSource& source_;
  const query::Dictionary& dictionary_;
  std::map<int, CountTable> counts_;
  std::map<int, AmountTable> amounts_;  // by the sum's aggregate
};

}  // namespace ginnel::disclosure
