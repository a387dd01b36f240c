// SPDX-License-Identifier: Apache-2.0
#include "synth/nhs_numbers.h"

#include <algorithm>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace ginnel::synth {
namespace {

TEST(NhsNumbers, AcceptsOnlyTenDigitsThatPassModulus11) {
  EXPECT_TRUE(IsValidNhsNumber("9434765919"));  // the example of the NHS Data Dictionary
  EXPECT_TRUE(IsValidNhsNumber("9990000018"));
  EXPECT_FALSE(IsValidNhsNumber("9434765918"));
  EXPECT_FALSE(IsValidNhsNumber("9990000000"));
  EXPECT_FALSE(IsValidNhsNumber("943476591"));
  EXPECT_FALSE(IsValidNhsNumber("94347659190"));
  EXPECT_FALSE(IsValidNhsNumber("943476591x"));
}

TEST(NhsNumbers, DealsTheWholeTestRangeThenTheBlockBelowAndRepeatsNone) {
  NhsNumbers numbers(7);
  std::vector<uint64_t> dealt(1'000'000);
  for (uint64_t& number : dealt) number = numbers.Next();
  const size_t in_test_range = static_cast<size_t>(
      std::count_if(dealt.begin(), dealt.end(), [](uint64_t n) { return n / 10'000'000 == 999; }));
  EXPECT_GT(in_test_range, 909'000u);
  EXPECT_LT(in_test_range, 909'200u);
  for (size_t i = 0; i < dealt.size(); ++i) {
    ASSERT_EQ(dealt[i] / 10'000'000, i < in_test_range ? 999u : 998u) << i;
    if (i % 97 == 0) {
      ASSERT_TRUE(IsValidNhsNumber(std::to_string(dealt[i]))) << i;
    }
  }
  std::sort(dealt.begin(), dealt.end());
  EXPECT_EQ(std::adjacent_find(dealt.begin(), dealt.end()), dealt.end());
}

TEST(NhsNumbers, OrderDependsOnTheSeed) {
  EXPECT_EQ(NhsNumbers(1).Next(), NhsNumbers(1).Next());
  EXPECT_NE(NhsNumbers(1).Next(), NhsNumbers(2).Next());
}

}  // namespace
}  // namespace ginnel::synth
