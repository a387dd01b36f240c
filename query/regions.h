// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "query/dictionary.h"
#include "query/expression.h"

namespace ginnel::query {

/// Values of one variable, as sorted, disjoint, non-adjacent ranges of stored units, both ends
/// inside.
class ValueSet {
 public:
  static ValueSet Range(int64_t lower, int64_t upper);
  ValueSet Intersect(const ValueSet& other) const;
  ValueSet Unite(const ValueSet& other) const;
  bool IsEmpty() const { return ranges_.empty(); }
  bool IsWithin(const ValueSet& other) const;

 private:
  std::vector<std::pair<int64_t, int64_t>> ranges_;
};

/// People for whom each variable named is known and within its set.
using Region = std::map<int, ValueSet>;

/// What a condition selects, enclosed by unions of regions from outside and inside. They differ
/// where a part of the condition cannot be expressed: arithmetic, has(x), one variable against
/// another.
struct Selection {
  std::vector<Region> outer;  // everyone selected lies in one of these
  std::vector<Region> inner;  // everyone in one of these is selected
};

/// Nothing if the condition has too many alternatives to be worth it.
std::optional<Selection> SelectionOf(const Expression& condition, const Dictionary& dictionary);

/// Whether `region` certainly lies within the union of `others`: within one of them, or within
/// several that restrict one and the same variable only. False is not a proof of the contrary.
bool IsCovered(const Region& region, const std::vector<Region>& others);

}  // namespace ginnel::query
