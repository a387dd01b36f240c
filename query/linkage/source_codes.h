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

/// Into which codes each source puts people, and to which cell each combination of codes belongs:
/// of the slots of some general-practice members, those whose people can have the same codes.
struct SourceCodes {
  // With conditions, tells, where, axes, held and codes. The first is general practice, of these
  // members.
  std::vector<LinkedSource> sources;
  std::vector<int> coded;  // those that have codes, in order
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
///
/// One for each group of general-practice members, in the order of the first of each: they differ
/// in the first source alone.
absl::StatusOr<std::vector<SourceCodes>> CodesOf(const Plan& plan, const Suppliers& suppliers,
                                                 const Dictionary& dictionary);

/// That which has the most combinations.
const SourceCodes& Widest(const std::vector<SourceCodes>& groups);

}  // namespace ginnel::query
