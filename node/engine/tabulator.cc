// SPDX-License-Identifier: Apache-2.0
#include "node/engine/tabulator.h"

#include <algorithm>
#include <variant>

#include "node/engine/kernels.h"

namespace ginnel::node {
namespace {

using Kind = query::Aggregate::Kind;

constexpr size_t kMaskedCells = 24;  // beyond, a pass over the rows is cheaper than a mask a cell
constexpr size_t kByteSlots = 256;   // slot 0 and 255 cells

bool IsSum(Kind kind) { return kind == Kind::kSum || kind == Kind::kSumOfSquares; }

template <typename T>
void SumByNumber(const T* values, const std::vector<uint32_t>& cells, int64_t* sums) {
  for (size_t row = 0; row < kBlockRows; ++row) sums[cells[row]] += values[row];
}

}  // namespace

Tabulator::Tabulator(const Tabulation& tabulation)
    : tabulation_(tabulation),
      by_masks_(tabulation.cells <= kMaskedCells),
      byte_cells_(tabulation.cells < kByteSlots),
      number_rows_(!by_masks_),
      slots_(byte_cells_ ? kByteSlots : tabulation.cells + 1) {
  totals_.resize(tabulation.figures.size() * slots_);
  if (tabulation.where) tabulation.where->Reserve(scratch_);
  for (const std::vector<Program>& rules : tabulation.axes) {
    for (const Program& rule : rules) rule.Reserve(scratch_);
    axis_masks_.emplace_back(rules.size() + 1);
  }
  for (const Tabulation::Figure& figure : tabulation.figures) {
    number_rows_ |= IsSum(figure.kind);
    if (figure.kind == Kind::kSumOfSquares) squares_.resize(kBlockRows);
  }
  if (by_masks_) cell_masks_.resize(tabulation.cells);
  if (byte_cells_) {
    cell_bytes_.resize(kBlockRows);
  } else {
    cell_numbers_.resize(kBlockRows);
  }
}

void Tabulator::AddBlock(size_t block) {
  if (!Select(block)) return;
  SplitByAxes(block);
  if (by_masks_) MakeCellMasks();
  if (number_rows_) NumberRows();
  for (size_t i = 0; i < tabulation_.figures.size(); ++i) {
    const Tabulation::Figure& figure = tabulation_.figures[i];
    if (IsSum(figure.kind)) {
      SumFigure(i, block);
    } else {
      CountFigure(i, RowsOf(figure, block));
    }
  }
}

void Tabulator::NumberBlock(size_t block, std::span<uint16_t> numbers) {
  std::fill(numbers.begin(), numbers.end(), uint16_t{0});
  if (!Select(block)) return;
  SplitByAxes(block);
  MarkRows([&](const BlockBits& rows, size_t value) {
    ForEachRow(rows, [&](size_t row) {
      if (row < numbers.size()) numbers[row] = static_cast<uint16_t>(numbers[row] + value);
    });
  });
}

bool Tabulator::Select(size_t block) {
  selected_ = ExistingRows(block, tabulation_.rows);
  const auto keep = [&](const BlockBits& rows) {
    uint64_t any = 0;
    for (size_t i = 0; i < kBlockWords; ++i) any |= selected_[i] &= rows[i];
    return any != 0;
  };
  for (const DerivedColumn* flag : tabulation_.counted) {
    if (!keep(flag->truth(block))) return false;
  }
  return !tabulation_.where || keep(tabulation_.where->Run(block, scratch_).truth);
}

// First match wins: a rule takes its rows from those that earlier rules left. A rule that is an
// error does not match.
void Tabulator::SplitByAxes(size_t block) {
  for (size_t axis = 0; axis < tabulation_.axes.size(); ++axis) {
    const std::vector<Program>& rules = tabulation_.axes[axis];
    BlockBits left = selected_;
    for (size_t rule = 0; rule < rules.size(); ++rule) {
      const BlockBits& truth = rules[rule].Run(block, scratch_).truth;
      BlockBits& mask = axis_masks_[axis][rule];
      for (size_t i = 0; i < kBlockWords; ++i) {
        mask[i] = left[i] & truth[i];
        left[i] &= ~truth[i];
      }
    }
    axis_masks_[axis][rules.size()] = left;
  }
}

// Row-major, the last axis fastest: each axis splits every mask so far. From the back, so that none
// is overwritten before it is read.
void Tabulator::MakeCellMasks() {
  cell_masks_[0] = selected_;
  size_t made = 1;
  for (const std::vector<BlockBits>& masks : axis_masks_) {
    for (size_t outer = made; outer-- > 0;) {
      const BlockBits whole = cell_masks_[outer];
      for (size_t inner = 0; inner < masks.size(); ++inner) {
        BlockBits& cell = cell_masks_[outer * masks.size() + inner];
        for (size_t i = 0; i < kBlockWords; ++i) cell[i] = whole[i] & masks[inner][i];
      }
    }
    made *= masks.size();
  }
}

// Calls mark(rows, value) so that the values of a counted row add up to its cell's slot.
template <typename Mark>
void Tabulator::MarkRows(Mark mark) {
  mark(selected_, size_t{1});
  size_t stride = tabulation_.cells;
  for (const std::vector<BlockBits>& masks : axis_masks_) {
    stride /= masks.size();
    for (size_t rule = 1; rule < masks.size(); ++rule) mark(masks[rule], rule * stride);
  }
}

void Tabulator::NumberRows() {
  if (byte_cells_) {
    std::fill(cell_bytes_.begin(), cell_bytes_.end(), uint8_t{0});
    MarkRows([&](const BlockBits& rows, size_t value) {
      MarkCells(rows, static_cast<uint8_t>(value), cell_bytes_.data());
    });
    return;
  }
  std::fill(cell_numbers_.begin(), cell_numbers_.end(), 0U);
  MarkRows([&](const BlockBits& rows, size_t value) {
    ForEachRow(rows, [&](size_t row) { cell_numbers_[row] += static_cast<uint32_t>(value); });
  });
}

const BlockBits& Tabulator::RowsOf(const Tabulation::Figure& figure, size_t block) {
  switch (figure.kind) {
    case Kind::kPeople:
      return selected_;
    case Kind::kTrue:
      return figure.column->truth(block);
    case Kind::kKnown:
      return figure.column->known(block);
    default:
      break;
  }
  // Contributors: what is not known is stored as zero.
  std::visit(
      [&](const auto& values) {
        using T = typename std::decay_t<decltype(values)>::value_type;
        RangeBits(values.data() + block * kBlockRows, T{0}, T{0}, figure_rows_);
      },
      figure.column->numbers());
  for (uint64_t& word : figure_rows_) word = ~word;
  return figure_rows_;
}

void Tabulator::CountFigure(size_t figure, const BlockBits& rows) {
  int64_t* slots = SlotsOf(figure);
  if (by_masks_) {
    for (size_t cell = 0; cell < tabulation_.cells; ++cell) {
      slots[cell + 1] += static_cast<int64_t>(CountRows(cell_masks_[cell], rows));
    }
    return;
  }
  BlockBits counted;
  for (size_t i = 0; i < kBlockWords; ++i) counted[i] = rows[i] & selected_[i];
  if (byte_cells_) {
    ForEachRow(counted, [&](size_t row) { ++slots[cell_bytes_[row]]; });
  } else {
    ForEachRow(counted, [&](size_t row) { ++slots[cell_numbers_[row]]; });
  }
}

void Tabulator::SumFigure(size_t index, size_t block) {
  const Tabulation::Figure& figure = tabulation_.figures[index];
  int64_t* slots = SlotsOf(index);
  const auto add = [&](const auto* values) {
    if (byte_cells_) {
      SumByCell(values, cell_bytes_.data(), slots);
    } else {
      SumByNumber(values, cell_numbers_, slots);
    }
  };
  std::visit(
      [&](const auto& column) {
        const auto* values = column.data() + block * kBlockRows;
        if (figure.kind == Kind::kSum) return add(values);
        SquareWholeUnits(values, figure.whole_unit, squares_.data());
        add(static_cast<const int64_t*>(squares_.data()));
      },
      figure.column->numbers());
}

void Tabulator::AddTo(std::vector<int64_t>& values) const {
  const size_t cells = tabulation_.cells;
  for (size_t figure = 0; figure < tabulation_.figures.size(); ++figure) {
    for (size_t cell = 0; cell < cells; ++cell) {
      values[figure * cells + cell] += totals_[figure * slots_ + cell + 1];
    }
  }
}

}  // namespace ginnel::node
