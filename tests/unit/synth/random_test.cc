// SPDX-License-Identifier: Apache-2.0
#include "synth/random.h"

#include <cmath>

#include "gtest/gtest.h"

namespace ginnel::synth {
namespace {

TEST(SynthRandom, StreamsOfOneSeedDiffer) {
  EXPECT_EQ(Random(1, 2, 3).Next(), Random(1, 2, 3).Next());
  EXPECT_NE(Random(1, 2, 3).Next(), Random(2, 2, 3).Next());
  EXPECT_NE(Random(1, 2, 3).Next(), Random(1, 3, 3).Next());
  EXPECT_NE(Random(1, 2, 3).Next(), Random(1, 2, 4).Next());
  EXPECT_NE(Random(1, 2, 3).Next(), Random(1, 3, 2).Next());
}

TEST(SynthRandom, BelowReachesEveryNumberAndNoOther) {
  Random random(5);
  int seen[7] = {};
  for (int i = 0; i < 7000; ++i) ++seen[random.Below(7)];
  for (int count : seen) EXPECT_NEAR(count, 1000, 150);
  EXPECT_EQ(random.Below(0), 0u);
  EXPECT_EQ(random.Below(1), 0u);
}

TEST(SynthRandom, NoiseAndBellAreAboutStandardNormal) {
  Random random(6);
  double noise = 0, noise2 = 0, bell = 0, bell2 = 0;
  constexpr int kDraws = 50'000;
  for (int i = 0; i < kDraws; ++i) {
    const double x = static_cast<double>(random.Noise());
    const double y = random.Bell();
    noise += x;
    noise2 += x * x;
    bell += y;
    bell2 += y * y;
  }
  EXPECT_NEAR(noise / kDraws, 0, 0.02);
  EXPECT_NEAR(noise2 / kDraws, 1, 0.03);
  EXPECT_NEAR(bell / kDraws, 0, 0.02);
  EXPECT_NEAR(bell2 / kDraws, 1, 0.03);
}

TEST(SynthRandom, ExpAgreesWithTheMathematicalLibrary) {
  for (double x = -9; x <= 9; x += 0.37) EXPECT_NEAR(Exp(x) / std::exp(x), 1, 1e-6) << x;
}

}  // namespace
}  // namespace ginnel::synth
