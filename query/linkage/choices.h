// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "query/dictionary.h"
#include "query/linkage/facets.h"

namespace ginnel::query {

/// Facets of one source that read one variable, taken together: so that only labels that one value
/// can have at once make a choice ("75 or over" and "under 18" never do). Or one facet that reads
/// several.
struct FacetChoice {
  int source = 0;
  std::vector<int> facets;
  // For each of its outcomes the label of each facet, and a condition that is true for exactly the
  // people of that outcome, and never an error.
  std::vector<std::vector<int>> labels;
  std::vector<Expression> tests;
  // Where its facets read one category alone: that variable, and for each outcome the codes that
  // lead to it, by number; nothing for "not known".
  int category = -1;
  std::vector<std::vector<std::optional<int64_t>>> codes;
};

/// Every facet in exactly one; those of one source together, its conditions first.
std::vector<FacetChoice> ChoicesOf(const Facets& facets, const Dictionary& dictionary);

}  // namespace ginnel::query
