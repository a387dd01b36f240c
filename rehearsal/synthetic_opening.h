// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "disclosure/opened_table.h"
#include "query/plan.h"

namespace ginnel::rehearsal {

/// What the trustees would open of these members' figures, worked out in the clear. Only for
/// made-up people: nobody else includes this room (tests/lint), and its program has no key and no
/// network.
class SyntheticOpening {
 public:
  /// Each member's part of the plan's vector, in roster order.
  static disclosure::OpenedTable Open(const query::Plan& plan,
                                      const std::vector<std::vector<int64_t>>& members);
};

}  // namespace ginnel::rehearsal
