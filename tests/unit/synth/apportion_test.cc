// SPDX-License-Identifier: Apache-2.0
#include "synth/apportion.h"

#include <algorithm>
#include <numeric>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ginnel::synth {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

int64_t Sum(std::span<const int32_t> numbers) {
  return std::accumulate(numbers.begin(), numbers.end(), int64_t{0});
}

TEST(Apportion, LargestRemainderAddsUpAndPrefersTheLargestFraction) {
  EXPECT_THAT(LargestRemainder(std::vector<double>{1, 1, 1}, 10), ElementsAre(4, 3, 3));
  EXPECT_THAT(LargestRemainder(std::vector<double>{5.4, 2.5, 2.1}, 10), ElementsAre(5, 3, 2));
  EXPECT_THAT(LargestRemainder(std::vector<double>{0, 0}, 10), ElementsAre(0, 0));
}

TEST(Apportion, AddsUpToTheTotalAndGivesNothingToWeightZero) {
  std::vector<float> weights(1000);
  for (size_t i = 0; i < weights.size(); ++i) weights[i] = static_cast<float>(i % 7);
  std::vector<int32_t> out(weights.size());
  for (int64_t total : {0, 1, 13, 999, 123456}) {
    Apportion(weights, total, 1'000'000, out);
    EXPECT_EQ(Sum(out), total);
    for (size_t i = 0; i < out.size(); i += 7) EXPECT_EQ(out[i], 0);
  }
}

TEST(Apportion, SpreadsWhatDoesNotFitUnderTheCap) {
  const std::vector<float> weights = {1000, 1, 1, 2};
  std::vector<int32_t> out(weights.size());
  Apportion(weights, 100, 40, out);
  EXPECT_EQ(Sum(out), 100);
  EXPECT_EQ(out[0], 40);
  EXPECT_EQ(out[3], 30);
  Apportion(weights, 1000, 40, out);
  EXPECT_THAT(out, ElementsAre(40, 40, 40, 40)) << "the caps cannot hold the total";
}

TEST(Apportion, TiltedCountsHaveThePeopleAndTheTotalThatWereAsked) {
  for (int64_t people : {1, 2, 10, 4670, 138611}) {
    for (double mean : {75.2, 81.0, 82.4, 95.0}) {
      const int64_t total = static_cast<int64_t>(mean * static_cast<double>(people));
      const std::vector<int64_t> counts = TiltedCounts(people, 75, 104, total);
      ASSERT_EQ(counts.size(), 30u);
      int64_t sum = 0;
      for (size_t i = 0; i < counts.size(); ++i) {
        ASSERT_GE(counts[i], 0);
        sum += counts[i] * (75 + static_cast<int64_t>(i));
      }
      EXPECT_EQ(std::accumulate(counts.begin(), counts.end(), int64_t{0}), people);
      EXPECT_EQ(sum, total) << people << " people with mean " << mean;
    }
  }
  EXPECT_EQ(TiltedCounts(0, 0, 3, 0), std::vector<int64_t>(4, 0));
  EXPECT_THAT(TiltedCounts(2, 0, 2, 99), ElementsAre(0, 0, 2)) << "clamped to the bounds";
}

TEST(Apportion, RanksByScoreThenPlace) {
  EXPECT_THAT(Ranked(std::vector<float>{2, -1, 0, -3, 0}), ElementsAre(3, 1, 2, 4, 0));
  EXPECT_THAT(Highest(std::vector<float>{2, -1, 0, -3, 0}, 2), UnorderedElementsAre(0, 4));
  EXPECT_THAT(Highest(std::vector<float>{1, 2}, 5), UnorderedElementsAre(0, 1));
}

}  // namespace
}  // namespace ginnel::synth
