// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "query/linkage/linked_plan.h"

namespace ginnel::sharing {

/// A run of slots of the spine.
struct SlotRange {
  uint64_t first = 0;
  uint64_t count = 0;
  uint64_t end() const { return first + count; }
  friend bool operator==(const SlotRange&, const SlotRange&) = default;
};

/// How the slots of an agreed spine are divided: public, on the register.
struct SpineLayout {
  uint64_t slots = 0;
  // By index in the run's roster: the range of a general-practice member. Empty ranges (count 0)
  // for all others. None overlaps another; slots of nobody on the roster are in no range.
  std::vector<SlotRange> ranges;
};

/// The order in which a member's figures travel, the same at node and trustee, and known from plan
/// and spine alone: nothing in it depends on data.
///
/// The spine is cut into blocks of `block_rows` slots. For each block, in order, and in it for each
/// source that the member is of (as a rule one), the rows of its slots in the block, *column by
/// column*: all of column 0, then column 1, … . After the last block, for each of its sources, the
/// sums.
class LinkedLayout {
 public:
  /// Elements of one block of all sources, products that are made row by row among them: two shares
  /// of 8 bytes each, so 32 MiB at a trustee.
  static constexpr uint64_t kBlockElements = uint64_t{2} << 20;

  LinkedLayout(const query::LinkedPlan& plan, SpineLayout spine,
               uint64_t block_elements = kBlockElements);

  uint64_t slots() const { return spine_.slots; }
  uint64_t block_rows() const { return block_rows_; }
  size_t blocks() const;
  SlotRange Block(size_t block) const;
  /// The slots for which member `member` (index in the roster) uploads rows: its own range for
  /// general practice, all slots for another.
  SlotRange RangeOf(const query::LinkedSource& source, int member) const;
  /// Those of them that are in `block`.
  SlotRange Part(const query::LinkedSource& source, int member, size_t block) const;
  /// Field elements of the whole upload of a member, rows and sums.
  uint64_t LengthOf(const query::LinkedPlan& plan, int member) const;
  const SpineLayout& spine() const { return spine_; }

 private:
  SpineLayout spine_;
  uint64_t block_rows_ = 1;
};

}  // namespace ginnel::sharing
