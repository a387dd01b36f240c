// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "node/engine/derived_columns.h"
#include "node/engine/figure_values.h"
#include "query/linkage/linked_plan.h"
#include "sharing/linked/layout.h"
#include "sharing/local_table.h"

namespace ginnel::node {

/// What a member knows of one of its sources, by row of its snapshot.
struct SourceTable {
  const query::LinkedSource* source = nullptr;
  std::vector<uint16_t> codes;  // by row
  uint16_t code_of_nobody = 0;  // of a slot that the member does not know
  // As the source's figures and its sums.
  std::vector<FigureValues> figures, sums;
  ColumnSet columns;  // which these refer to

  uint16_t CodeOf(uint32_t row) const { return row == kNobody ? code_of_nobody : codes[row]; }
};

/// A member's upload to a linked run: rows and sums in the order of sharing/linked/layout.h, worked
/// out as they are read from the columns of its snapshot. Memory: a code of two bytes for each row,
/// the place of each slot, and the column in hand.
class LinkedFigures final : public sharing::Figures {
 public:
  /// `places` are the rows of the spine's slots, or kNobody. `tables` are the sources of `member`
  /// (index in the roster) in the plan's order. `threshold` is the run's k.
  LinkedFigures(std::shared_ptr<const query::LinkedPlan> plan, sharing::LinkedLayout layout,
                int member, std::shared_ptr<const std::vector<uint32_t>> places,
                std::vector<SourceTable> tables, uint32_t threshold);

  uint64_t size() const override { return layout_.LengthOf(*plan_, member_); }
  std::unique_ptr<sharing::FigureReader> Read() const override;

 private:
  class Reader;
  std::vector<int64_t> SumsOf(const SourceTable& table) const;
  void AddUpSlots(const SourceTable& table, std::vector<int64_t>& sums) const;
  // What is told roughly: `sum` over the people who are not matched, `others` of `people`.
  int64_t Told(const query::LinkedSum& sum, const FigureValues& values,
               std::span<const uint32_t> others, size_t people) const;
  std::vector<uint32_t> RowsNotMatched(size_t rows) const;

  std::shared_ptr<const query::LinkedPlan> plan_;
  sharing::LinkedLayout layout_;
  int member_;
  std::shared_ptr<const std::vector<uint32_t>> places_;
  std::vector<SourceTable> tables_;
  uint32_t threshold_;
  std::vector<int64_t> sums_;  // of all tables
};

}  // namespace ginnel::node
