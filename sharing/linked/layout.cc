// SPDX-License-Identifier: Apache-2.0
#include "sharing/linked/layout.h"

#include <algorithm>
#include <bit>
#include <utility>
#include <vector>

#include "sharing/linked/row_checks.h"

namespace ginnel::sharing {
namespace {

// For a verified product: one factor with its MAC and one without, the product with its MAC, again
// as an output, and the three of them in the check.
constexpr uint64_t kVerified = 10;
// For a product in the check of the last step, or of the form of rows: both factors, a MAC, and in
// the check.
constexpr uint64_t kChecked = 5;
constexpr uint64_t kMostRows = uint64_t{1} << 16;

// Elements for a slot of `practices`. Products that are made row by row are held beside the rows
// themselves.
uint64_t ElementsASlot(const query::LinkedPlan& plan, const query::LinkedSource& practices) {
  uint64_t columns = practices.columns() + kChecked * CheckedProducts(practices);
  std::vector<std::vector<query::LinkedFactor>> lefts;
  for (const query::LinkedTerm& term : plan.terms) {
    if (!plan.IsOver(term, practices)) continue;
    std::vector<query::LinkedFactor> left(term.factors.begin(), term.factors.end() - 1);
    if (std::find(lefts.begin(), lefts.end(), left) == lefts.end())
      lefts.push_back(std::move(left));
    uint64_t products = term.factors.front().count;
    for (size_t factor = 1; factor + 1 < term.factors.size(); ++factor) {
      products *= term.factors[factor].count;
      columns += kVerified * products;
    }
  }
  return columns + kChecked * lefts.size();
}

}  // namespace

LinkedLayout::LinkedLayout(const query::LinkedPlan& plan, SpineLayout spine,
                           uint64_t block_elements)
    : spine_(std::move(spine)) {
  // A slot is of one practice member at most.
  uint64_t practices = 0, others = 0;
  for (const query::LinkedSource& source : plan.sources) {
    if (source.has_ranges()) {
      practices = std::max(practices, ElementsASlot(plan, source));
    } else {
      others += source.columns() + kChecked * CheckedProducts(source);
    }
  }
  const uint64_t columns = std::max<uint64_t>(practices + others, 1);
  block_rows_ =
      std::bit_floor(std::clamp<uint64_t>(block_elements / columns, uint64_t{1}, kMostRows));
}

size_t LinkedLayout::blocks() const {
  return static_cast<size_t>((spine_.slots + block_rows_ - 1) / block_rows_);
}

SlotRange LinkedLayout::Block(size_t block) const {
  const uint64_t first = block * block_rows_;
  return {first, std::min(block_rows_, spine_.slots - first)};
}

SlotRange LinkedLayout::RangeOf(const query::LinkedSource& source, int member) const {
  if (!source.has_ranges()) return {0, spine_.slots};
  return spine_.ranges[static_cast<size_t>(member)];
}

SlotRange LinkedLayout::Part(const query::LinkedSource& source, int member, size_t block) const {
  const SlotRange range = RangeOf(source, member);
  const SlotRange all = Block(block);
  const uint64_t first = std::max(range.first, all.first);
  const uint64_t end = std::min(range.end(), all.end());
  return {first, end > first ? end - first : 0};
}

uint64_t LinkedLayout::LengthOf(const query::LinkedPlan& plan, int member) const {
  uint64_t length = 0;
  for (const query::LinkedSource& source : plan.sources) {
    if (std::find(source.members.begin(), source.members.end(), member) == source.members.end()) {
      continue;
    }
    length += RangeOf(source, member).count * source.columns() + source.sums.size();
  }
  return length;
}

}  // namespace ginnel::sharing
