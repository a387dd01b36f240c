// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "query/dictionary.h"
#include "query/linkage/linked_plan.h"
#include "query/linkage/suppliers.h"
#include "query/plan.h"

namespace ginnel::query {

/// coefficient × the product of what each of these sources holds of one person. Without any: 1.
struct FigureProduct {
  int64_t coefficient = 1;
  std::vector<std::pair<int, LinkedColumn>> of;  // source and column, in order of sources
};

/// Most sources that may supply a figure together, other than as a plain sum.
inline constexpr size_t kMostUnited = 3;

/// What one person adds to aggregate `aggregate` of `plan`, where its variable is the combination
/// (dictionary.proto) of what its suppliers know: a sum of products.
///   known, true, contributors of any:  inclusion and exclusion, c1 + c2 − c1·c2
///   of the first that knows it:        v1 + v2 − k1·v2, where k1 says whether the first knows it
///   sum of squares of a sum:           Σ a² + 2 Σ a·b, each rounded to whole units
/// A variable that is never missing is known of everybody, also of people without a record.
/// InvalidArgument where it cannot be had so (the largest of several, or more than kMostUnited), or
/// where a total over `people_limit` people could reach 2^60.
absl::StatusOr<std::vector<FigureProduct>> PooledFigureOf(const Plan& plan, int aggregate,
                                                          const Suppliers& suppliers,
                                                          const Dictionary& dictionary,
                                                          uint64_t people_limit);

}  // namespace ginnel::query
