// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "disclosure/count_figure.h"
#include "disclosure/profile.h"

namespace ginnel::disclosure {

// A margin that is rounded on its own is nearer the truth than a sum of rounded cells, but it says
// something about the cells: of two cells 10 + 10 whose total is 25, each holds at least 11. A
// published margin is therefore held within what says nothing:
//
//   For each margin in turn (the whole, then columns, then rows), from what is published so far and
//   never from the exact cells: for each cell and each end of its range, the sums that the margin
//   may still have (margin_network.h). L is the greatest of their least sums, U the least of their
//   greatest. The margin is published as its own rounding, but not below Round(L) nor above
//   Round(U); where Round(L) > Round(U), as the sum of the released cells.
//
// Whatever comes out, every cell may still hold everything between the ends of its range: the
// published margin stands for the sums that round to it (at Round(L) and Round(U) also for all
// beyond), and meets each of the ranges above. Falling back on the derived sum whenever the exact
// margin would tell something would itself tell that it does; limits that are known beforehand tell
// nothing.

/// One margin: its figure, and whether it was rounded on its own.
struct AuditedTotal {
  CountFigure figure;
  bool own_rounding = false;
};

struct AuditedTotals {
  AuditedTotal whole;
  std::vector<AuditedTotal> columns;
  std::vector<AuditedTotal> rows;
};

/// The largest table that is audited: the work grows with the square of its cells.
inline constexpr size_t kMostAuditedCells = 144;

/// `figures` and `exact` are row-major, rows × columns. A margin with a suppressed part is the sum
/// of its released parts; `exact` is not read there. Nothing if a cell is withheld, for then
/// nothing bounds it, or the table is larger than kMostAuditedCells: then all totals are derived.
std::optional<AuditedTotals> AuditTotals(size_t rows, size_t columns, const Profile& profile,
                                         const std::vector<CountFigure>& figures,
                                         const std::vector<int64_t>& exact);

}  // namespace ginnel::disclosure
