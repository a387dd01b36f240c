// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "crypto/field.h"

namespace ginnel::sharing {

// χ² over 64 equal ranges of F, or over the lowest six bits. 63 degrees of freedom exceed 132 with
// probability 1e-6; the random source of each test is fixed, so the verdict is too.
inline constexpr double kUniformityLimit = 132;
inline constexpr size_t kUniformityBins = 64;

inline double ChiSquare(const std::vector<crypto::FieldElement>& elements, bool low_bits) {
  std::array<double, kUniformityBins> seen{};
  for (crypto::FieldElement element : elements) {
    ++seen[low_bits ? element.value() % kUniformityBins : element.value() >> 55];
  }
  const double expected = static_cast<double>(elements.size()) / kUniformityBins;
  double sum = 0;
  for (double count : seen) sum += (count - expected) * (count - expected) / expected;
  return sum;
}

inline void ExpectUniform(const std::vector<crypto::FieldElement>& elements,
                          const std::string& what) {
  ASSERT_GE(elements.size(), 20u * kUniformityBins);
  EXPECT_LT(ChiSquare(elements, false), kUniformityLimit) << what;
  EXPECT_LT(ChiSquare(elements, true), kUniformityLimit) << what;
}

}  // namespace ginnel::sharing
