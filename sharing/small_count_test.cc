// SPDX-License-Identifier: Apache-2.0
#include "sharing/small_count_test.h"

#include <utility>

#include "base/status.h"

namespace ginnel::sharing {
namespace {

// The factors of all tests, flat: test t has `count[t]` of them, one after the other.
struct Factors {
  ShareVector shares;
  std::vector<size_t> count;
};

Share Evaluate(const query::LinearForm& form, const std::vector<ShareVector>& members,
               const ShareVector& total) {
  Share sum;
  for (const auto& [position, coefficient] : form.terms) {
    Share term = At(total, position);
    if (form.without_member >= 0) {
      term = term - At(members[static_cast<size_t>(form.without_member)], position);
    }
    sum = sum + term * FieldElement::FromInt64(coefficient);
  }
  return sum;
}

size_t SmallValues(const query::LinearForm& form, uint32_t threshold) {
  return form.zero_is_small ? threshold : threshold - 1;
}

absl::StatusOr<Factors> MakeFactors(Party& party, const query::Plan& plan,
                                    const std::vector<ShareVector>& members,
                                    const ShareVector& total) {
  Factors factors;
  size_t size = 0;
  for (const query::SmallnessTest& test : plan.tests) {
    size_t count = 1;  // r
    for (const query::LinearForm& form : test.forms) count += SmallValues(form, plan.threshold);
    factors.count.push_back(count);
    size += count;
  }
  factors.shares = ShareVector(size);
  ASSIGN_OR_RETURN(const ShareVector random, party.RandomShares(plan.tests.size()));
  size_t at = 0;
  for (size_t t = 0; t < plan.tests.size(); ++t) {
    Set(factors.shares, at++, At(random, t));
    for (const query::LinearForm& form : plan.tests[t].forms) {
      const Share value = Evaluate(form, members, total);
      for (uint32_t j = form.zero_is_small ? 0 : 1; j < plan.threshold; ++j) {
        Set(factors.shares, at++, AddConstant(party.index(), value, -FieldElement::FromUint64(j)));
      }
    }
  }
  return factors;
}

// One level of the product tree: neighbours are multiplied, an odd one out goes up as it is.
absl::StatusOr<Factors> MultiplyNeighbours(Party& party, const Factors& factors) {
  size_t products = 0;
  size_t size = 0;
  for (size_t count : factors.count) {
    products += count / 2;
    size += (count + 1) / 2;
  }
  ShareVector left(products), right(products);
  size_t from = 0;
  size_t pair = 0;
  for (size_t count : factors.count) {
    for (size_t k = 0; k + 1 < count; k += 2, ++pair) {
      Set(left, pair, At(factors.shares, from + k));
      Set(right, pair, At(factors.shares, from + k + 1));
    }
    from += count;
  }
  ASSIGN_OR_RETURN(const ShareVector product, party.Multiply(left, right));
  Factors up;
  up.shares = ShareVector(size);
  from = pair = 0;
  size_t to = 0;
  for (size_t count : factors.count) {
    for (size_t k = 0; k < count / 2; ++k) Set(up.shares, to++, At(product, pair++));
    if (count % 2 == 1) Set(up.shares, to++, At(factors.shares, from + count - 1));
    from += count;
    up.count.push_back((count + 1) / 2);
  }
  return up;
}

bool Done(const Factors& factors) {
  for (size_t count : factors.count) {
    if (count > 1) return false;
  }
  return true;
}

}  // namespace

absl::StatusOr<std::vector<bool>> TestSmallCounts(Party& party, const query::Plan& plan,
                                                  const std::vector<ShareVector>& members,
                                                  const ShareVector& total) {
  if (plan.threshold < 2) {
    return absl::InvalidArgumentError("a run's threshold is at least 2");
  }
  ASSIGN_OR_RETURN(Factors factors, MakeFactors(party, plan, members, total));
  while (!Done(factors)) {
    ASSIGN_OR_RETURN(factors, MultiplyNeighbours(party, factors));
  }
  ASSIGN_OR_RETURN(const std::vector<FieldElement> opened, party.OpenToAll(factors.shares));
  std::vector<bool> passed;
  passed.reserve(opened.size());
  for (FieldElement t : opened) passed.push_back(t != FieldElement());
  return passed;
}

}  // namespace ginnel::sharing
