// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "disclosure/profile.h"

namespace ginnel::disclosure {

/// What an attacker knows of the counts of a table with rows and columns: a range for each cell,
/// each margin and the whole. As a network (whole → rows → cells → columns → whole) these
/// constraints have whole-number solutions wherever they have any, so what is asked here is
/// answered exactly: by maximum flow, not by bounds that may be too wide.
class MarginNetwork {
 public:
  enum class Margin { kWhole, kRow, kColumn };

  /// `cells` row-major, rows × columns of them.
  MarginNetwork(size_t rows, size_t columns, const std::vector<CountRange>& cells);

  /// Narrows what is known of a margin; bounds beyond what its cells allow say nothing.
  void Narrow(Margin margin, size_t index, CountRange range);

  /// The least and the greatest sum that `margin` can have if `cell` holds exactly `count`; nothing
  /// if that contradicts what is known.
  std::optional<CountRange> SumIf(Margin margin, size_t index, size_t cell, int64_t count) const;

 private:
  // Flow from `from` to `to` between `low` and `high`.
  struct Edge {
    size_t from = 0;
    size_t to = 0;
    int64_t low = 0;
    int64_t high = 0;
  };

  size_t EdgeOf(Margin margin, size_t index) const;

  size_t rows_;
  size_t columns_;
  std::vector<Edge> edges_;  // the whole, rows, columns, cells
};

}  // namespace ginnel::disclosure
