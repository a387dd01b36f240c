// SPDX-License-Identifier: Apache-2.0
#include "query/linkage/linkage_cost.h"

#include <algorithm>

namespace ginnel::query {
namespace {

constexpr uint64_t kBytesOfAValue = 8;
constexpr uint64_t kBytesASecond = 500'000'000;
constexpr uint64_t kProductsASecond = 1'000'000'000;

// Factor by factor: the first two make count × count products, the next as many times its own.
uint64_t ProductsOfARow(const LinkedTerm& term) {
  uint64_t all = 0, so_far = 1;
  for (size_t i = 0; i < term.factors.size(); ++i) {
    so_far *= term.factors[i].count;
    if (i > 0) all += so_far;
  }
  return all;
}

}  // namespace

uint64_t BytesOf(const LinkedSource& source, uint64_t rows) {
  return kBytesOfAValue *
         (rows * source.columns() + uint64_t{source.sums.size()} * source.members.size());
}

uint64_t RowsOf(const LinkedSource& source, const LinkedPlan& linked, uint64_t people) {
  if (!source.has_ranges()) return people;
  return people * source.members.size() / linked.practices().size();
}

LinkageCost CostOf(const LinkedPlan& linked, uint64_t people) {
  LinkageCost cost;
  for (const LinkedSource& source : linked.sources) {
    cost.bytes += BytesOf(source, RowsOf(source, linked, people));
    if (!source.has_ranges()) continue;
    for (const LinkedTerm& term : linked.terms) {
      if (!linked.IsOver(term, source)) continue;
      cost.products += RowsOf(source, linked, people) * ProductsOfARow(term);
    }
  }
  cost.seconds =
      std::max<uint64_t>(cost.bytes / kBytesASecond + cost.products / kProductsASecond, 1);
  return cost;
}

}  // namespace ginnel::query
