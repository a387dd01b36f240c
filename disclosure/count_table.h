// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "disclosure/count_figure.h"
#include "disclosure/table_shape.h"
#include "ginnel/v1/query.pb.h"

namespace ginnel::disclosure {

/// One count aggregate over the whole table, as released.
struct CountTable {
  std::vector<CountFigure> cells;
  std::vector<CountFigure> totals;  // in the order of the margins
  std::vector<bool> own_rounding;  // of each total: rounded on its own, not a sum of released cells
};

/// What a count table is made from.
struct CountSource {
  const query::Plan& plan;
  const Profile& profile;
  const OpenedTable& opened;
  const std::vector<Margin>& margins;
  v1::Totals totals = v1::TOTALS_DERIVED;
};

/// Releases count aggregate `aggregate` in every cell and margin. `within`, if given, is the count
/// that it is a part of:
/// - a denominator that is not shown hides its numerator, whatever that is;
/// - where the people of the denominator who are not in the numerator are tested too, that a
/// numerator is shown says that they are not
///   few. It is withheld where this would narrow what either released count may be;
/// - totals of a numerator are rounded on their own only where in no cell the two ranges come
/// within the threshold of each other:
///   else totals of one say something about cells of the other.
absl::StatusOr<CountTable> ReleaseCounts(const CountSource& source, int aggregate,
                                         const CountTable* within);

}  // namespace ginnel::disclosure
