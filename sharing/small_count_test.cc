// SPDX-License-Identifier: Apache-2.0
#include "sharing/small_count_test.h"

#include <span>
#include <utility>

#include "base/status.h"
#include "sharing/verified_products.h"

namespace ginnel::sharing {
namespace {

// The factors of a batch of tests, flat: test t of it has `count[t]` of them, one after the other.
struct Factors {
  Authenticated shares{0};
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

size_t FactorsOf(const query::SmallnessTest& test, uint32_t threshold) {
  size_t count = 1;  // r
  for (const query::LinearForm& form : test.forms) count += SmallValues(form, threshold);
  return count;
}

using Tests = std::span<const query::SmallnessTest>;

// r of each test, then the value of each form.
absl::StatusOr<const Authenticated*> MakeInputs(Party& party, VerifiedProducts& products,
                                                Tests tests,
                                                const std::vector<ShareVector>& members,
                                                const ShareVector& total) {
  size_t size = tests.size();
  for (const query::SmallnessTest& test : tests) size += test.forms.size();
  ShareVector inputs(size);
  ASSIGN_OR_RETURN(const ShareVector random, party.RandomShares(tests.size()));
  size_t at = 0;
  for (; at < tests.size(); ++at) Set(inputs, at, At(random, at));
  for (const query::SmallnessTest& test : tests) {
    for (const query::LinearForm& form : test.forms) {
      Set(inputs, at++, Evaluate(form, members, total));
    }
  }
  return products.Input(std::move(inputs));
}

// r and f − j for all small j: linear in the inputs.
Factors MakeFactors(const VerifiedProducts& products, Tests tests, uint32_t threshold,
                    const Authenticated& inputs) {
  Factors factors;
  size_t size = 0;
  for (const query::SmallnessTest& test : tests) {
    factors.count.push_back(FactorsOf(test, threshold));
    size += factors.count.back();
  }
  factors.shares = Authenticated(size);
  size_t at = 0;
  size_t input = tests.size();
  for (size_t t = 0; t < tests.size(); ++t) {
    factors.shares.Set(at++, inputs.At(t));
    for (const query::LinearForm& form : tests[t].forms) {
      const AuthenticatedShare value = inputs.At(input++);
      for (uint32_t j = form.zero_is_small ? 0 : 1; j < threshold; ++j) {
        factors.shares.Set(at++, products.Add(value, -FieldElement::FromUint64(j)));
      }
    }
  }
  return factors;
}

// One level of the product tree: neighbours are multiplied, an odd one out goes up as it is.
absl::StatusOr<Factors> MultiplyNeighbours(VerifiedProducts& products, const Factors& factors) {
  size_t pairs = 0;
  size_t size = 0;
  for (size_t count : factors.count) {
    pairs += count / 2;
    size += (count + 1) / 2;
  }
  Authenticated left(pairs), right(pairs);
  size_t from = 0;
  size_t pair = 0;
  for (size_t count : factors.count) {
    for (size_t k = 0; k + 1 < count; k += 2, ++pair) {
      left.Set(pair, factors.shares.At(from + k));
      right.Set(pair, factors.shares.At(from + k + 1));
    }
    from += count;
  }
  ASSIGN_OR_RETURN(const Authenticated* product, products.Multiply(left, right));
  Factors up;
  up.shares = Authenticated(size);
  from = pair = 0;
  size_t to = 0;
  for (size_t count : factors.count) {
    for (size_t k = 0; k < count / 2; ++k) up.shares.Set(to++, product->At(pair++));
    if (count % 2 == 1) up.shares.Set(to++, factors.shares.At(from + count - 1));
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

// t of each test of one batch, checked.
absl::StatusOr<ShareVector> MakeBatch(Party& party, Tests tests, uint32_t threshold,
                                      const std::vector<ShareVector>& members,
                                      const ShareVector& total) {
  ASSIGN_OR_RETURN(VerifiedProducts products, VerifiedProducts::Begin(party));
  ASSIGN_OR_RETURN(const Authenticated* inputs, MakeInputs(party, products, tests, members, total));
  Factors factors = MakeFactors(products, tests, threshold, *inputs);
  while (!Done(factors)) {
    ASSIGN_OR_RETURN(factors, MultiplyNeighbours(products, factors));
  }
  return products.Finish(std::move(factors.shares));
}

// As many of `tests` as one batch holds: one at least.
size_t FirstBatch(Tests tests, uint32_t threshold, size_t factors_in_a_batch) {
  size_t count = 0;
  size_t factors = 0;
  while (count < tests.size()) {
    factors += FactorsOf(tests[count], threshold);
    if (count > 0 && factors > factors_in_a_batch) break;
    ++count;
  }
  return count;
}

}  // namespace

absl::StatusOr<std::vector<bool>> TestSmallCounts(Party& party, const query::Plan& plan,
                                                  const std::vector<ShareVector>& members,
                                                  const ShareVector& total,
                                                  size_t factors_in_a_batch) {
  if (plan.threshold < 2) {
    return absl::InvalidArgumentError("a run's threshold is at least 2");
  }
  ShareVector all(plan.tests.size());
  Tests rest = plan.tests;
  size_t to = 0;
  while (!rest.empty()) {
    const Tests tests = rest.first(FirstBatch(rest, plan.threshold, factors_in_a_batch));
    rest = rest.subspan(tests.size());
    ASSIGN_OR_RETURN(const ShareVector t, MakeBatch(party, tests, plan.threshold, members, total));
    for (size_t k = 0; k < t.size(); ++k) Set(all, to++, At(t, k));
  }
  ASSIGN_OR_RETURN(const std::vector<FieldElement> opened, party.OpenToAll(all));
  std::vector<bool> passed;
  passed.reserve(opened.size());
  for (FieldElement t : opened) passed.push_back(t != FieldElement());
  return passed;
}

}  // namespace ginnel::sharing
