// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "query/linkage/linked_plan.h"
#include "sharing/linked/inner_products.h"
#include "sharing/linked/layout.h"
#include "sharing/share_vector.h"

namespace ginnel::sharing {

/// What one member uploaded for one block: its rows as shares, column by column.
struct RowBlock {
  const query::LinkedSource* source = nullptr;
  int member = 0;  // index in the roster
  SlotRange slots;
  ShareVector shares;  // columns × slots.count

  /// Column `column` from slot `from` (of the spine) on.
  ColumnView Column(size_t column, uint64_t from) const {
    const size_t at = column * slots.count + (from - slots.first);
    return {shares.own.view().data() + at, shares.next.view().data() + at};
  }
};

}  // namespace ginnel::sharing
