// SPDX-License-Identifier: Apache-2.0
#include "crypto/field.h"

#include <cstdint>
#include <limits>
#include <vector>

#include "gtest/gtest.h"

namespace ginnel::crypto {
namespace {

constexpr uint64_t kP = FieldElement::kModulus;
__extension__ using Wide = __int128;

FieldElement F(uint64_t value) { return FieldElement::FromUint64(value); }

// Every value at which a carry, a borrow or a reduction starts or stops.
std::vector<uint64_t> Edges() {
  std::vector<uint64_t> edges = {0, 1, 2, 3, 7, 8};
  for (const int bit : {29, 30, 31, 32, 33, 59, 60}) {
    const uint64_t power = uint64_t{1} << bit;
    for (const uint64_t value : {power - 1, power, power + 1}) edges.push_back(value);
  }
  for (const uint64_t below : {1, 2, 3, 4, 8}) edges.push_back(kP - below);
  edges.push_back(kP / 2);
  edges.push_back(kP / 2 + 1);
  return edges;
}

TEST(Field, AgreesWithWideArithmeticOnEveryPairOfEdges) {
  for (const uint64_t a : Edges()) {
    for (const uint64_t b : Edges()) {
      const Wide p = kP;
      EXPECT_EQ((F(a) + F(b)).value(), static_cast<uint64_t>((Wide{a} + b) % p)) << a << " " << b;
      EXPECT_EQ((F(a) - F(b)).value(), static_cast<uint64_t>((Wide{a} - b + p) % p))
          << a << " " << b;
      EXPECT_EQ((F(a) * F(b)).value(), static_cast<uint64_t>(Wide{a} * b % p)) << a << " " << b;
    }
    EXPECT_EQ((-F(a)).value(), (kP - a) % kP) << a;
  }
}

TEST(Field, ReducesEvery64BitEdge) {
  const uint64_t max = std::numeric_limits<uint64_t>::max();
  for (uint64_t multiple = 0; multiple <= 8; ++multiple) {
    for (const uint64_t offset : {0, 1, 2}) {
      const uint64_t value = multiple * kP + offset;
      EXPECT_EQ(F(value).value(), value % kP);
      EXPECT_EQ(F(value - 1).value(), (value - 1) % kP);
    }
  }
  for (uint64_t below = 0; below < 16; ++below)
    EXPECT_EQ(F(max - below).value(), (max - below) % kP);
}

TEST(Field, SignedValuesRoundTripBelowHalfTheModulus) {
  const int64_t bound = int64_t{1} << 60;
  for (const int64_t value : {int64_t{0}, int64_t{1}, int64_t{-1}, bound - 1, 1 - bound,
                              int64_t{123456789}, int64_t{-123456789}}) {
    EXPECT_EQ(FieldElement::FromInt64(value).ToInt64(), value);
  }
}

TEST(Field, TakesTheSmallestAndLargestSignedValues) {
  for (const int64_t value :
       {std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max()}) {
    const Wide p = kP;
    EXPECT_EQ(FieldElement::FromInt64(value).value(), static_cast<uint64_t>((value % p + p) % p));
  }
}

TEST(Field, InverseTimesItselfIsOne) {
  for (const uint64_t a : Edges()) {
    if (a == 0) continue;
    EXPECT_EQ(F(a) * Inverse(F(a)), F(1)) << a;
  }
  EXPECT_EQ(Inverse(F(0)), F(0));
}

static_assert(Inverse(FieldElement::FromUint64(2)).value() == (kP + 1) / 2);

}  // namespace
}  // namespace ginnel::crypto
