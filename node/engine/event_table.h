// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "node/engine/block_fill.h"
#include "node/engine/snapshot.h"
#include "node/engine/table_chunks.h"

namespace ginnel::node {

// Which entries of a code table are wanted.
using Wanted = std::vector<bool>;

/// The events of one kind that count for a variable. Refers to the snapshot.
struct EventTable {
  const Snapshot::Events* table;
  bool by_code = false;
  bool by_portfolio = false;
  Wanted codes = {};
  Wanted portfolios = {};

  /// Calls visit(row, date, amount) for those of `block`; `amounts` is a column of the table.
  template <typename Visit>
  void ForEach(size_t block, const PackedColumn& amounts, Visit visit) const {
    if (!by_code && !by_portfolio) {
      return ForEachEntry(table->rows, block, table->date, amounts, visit);
    }
    if ((by_code && table->code.size() == 0) || (by_portfolio && table->portfolio.size() == 0)) {
      return;  // nothing is stated of any
    }
    const auto marked = [&](const PackedColumn& column, const Wanted& marks) {
      ForEachEntry(table->rows, block, table->date, amounts, column,
                   [&](size_t row, int32_t date, int32_t amount, int32_t code) {
                     if (marks[static_cast<size_t>(code)]) visit(row, date, amount);
                   });
    };
    if (!by_portfolio) return marked(table->code, codes);
    if (!by_code) return marked(table->portfolio, portfolios);
    // Both: the entries of a block come in the same order for every column.
    std::vector<bool> coded;
    ForEachEntry(table->rows, block, table->code,
                 [&](size_t, int32_t code) { coded.push_back(codes[static_cast<size_t>(code)]); });
    size_t entry = 0;
    ForEachEntry(table->rows, block, table->date, amounts, table->portfolio,
                 [&](size_t row, int32_t date, int32_t amount, int32_t portfolio) {
                   const bool wanted = coded[entry++];
                   if (wanted && portfolios[static_cast<size_t>(portfolio)]) {
                     visit(row, date, amount);
                   }
                 });
  }
};

/// Of each kind that events derive `request`'s variable from, as far as the snapshot has any.
std::vector<EventTable> EventTablesOf(const DerivationRequest& request);

}  // namespace ginnel::node
