// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "node/engine/block.h"
#include "node/engine/program.h"
#include "node/engine/tabulation.h"

namespace ginnel::node {

/// Adds up a tabulation block by block on one thread. Takes memory when it is made, not per block.
/// `tabulation` outlives it.
///
/// Counts in a table of few cells are population counts of "cell and figure" masks. Sums, and
/// counts in larger tables, go through the cell number of each row. Slot 0 of every figure collects
/// the rows that are not counted, so that sums need no branch; a cell's slot is its number + 1.
class Tabulator {
 public:
  explicit Tabulator(const Tabulation& tabulation);

  void AddBlock(size_t block);
  /// For each row of the block 0 where it is not counted, else 1 + its cell, which fits 16 bits.
  void NumberBlock(size_t block, std::span<uint16_t> numbers);
  /// Adds this thread's figures to `values`: figures × cells, in vector order.
  void AddTo(std::vector<int64_t>& values) const;

 private:
  bool Select(size_t block);
  void SplitByAxes(size_t block);
  void MakeCellMasks();
  void NumberRows();
  template <typename Mark>
  void MarkRows(Mark mark);
  void CountFigure(size_t figure, const BlockBits& rows);
  void SumFigure(size_t figure, size_t block);
  const BlockBits& RowsOf(const Tabulation::Figure& figure, size_t block);
  int64_t* SlotsOf(size_t figure) { return totals_.data() + figure * slots_; }

  const Tabulation& tabulation_;
  const bool by_masks_;       // counts through cell_masks_
  const bool byte_cells_;     // cell numbers fit a byte
  bool number_rows_ = false;  // some figure needs the cell number of each row
  size_t slots_;
  std::vector<int64_t> totals_;  // figures × slots_
  Scratch scratch_;
  BlockBits selected_{};
  BlockBits figure_rows_{};
  std::vector<std::vector<BlockBits>> axis_masks_;
  std::vector<BlockBits> cell_masks_;
  std::vector<uint8_t> cell_bytes_;     // kBlockRows, if byte_cells_
  std::vector<uint32_t> cell_numbers_;  // kBlockRows, otherwise
  std::vector<int64_t> squares_;        // kBlockRows
};

}  // namespace ginnel::node
