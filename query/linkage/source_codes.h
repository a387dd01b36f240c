// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "query/dictionary.h"
#include "query/linkage/choices.h"
#include "query/linkage/facets.h"
#include "query/linkage/linked_plan.h"
#include "query/linkage/mixed_condition.h"
#include "query/linkage/suppliers.h"
#include "query/plan.h"

namespace ginnel::query {

/// Into which codes each source puts people, and to which cell each combination of codes belongs.
struct SourceCodes {
  std::vector<LinkedSource> sources;  // with conditions, tells, where, axes and codes
  std::vector<int> coded;             // those that have codes, in order
  // Products of codes other than 0 over `coded`; beyond kMaxCombinations there are no `cells`.
  uint64_t combinations = 1;
  // For each choice of a code from 1 on of each of `coded`, the last fastest: a cell of the table,
  // or kNowhere.
  std::vector<int32_t> cells;

  static constexpr int32_t kNowhere = -1;
};

/// The codes that `plan`'s axes and conditions need: as few as can be, because those that lead to
/// the same cell whatever the other sources say are one. For every person the cell of the codes is
/// that of one row that pools what all sources know (SplitCondition).
absl::StatusOr<SourceCodes> CodesOf(const Plan& plan, const Suppliers& suppliers,
                                    const Dictionary& dictionary);

}  // namespace ginnel::query
