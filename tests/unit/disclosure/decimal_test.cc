// SPDX-License-Identifier: Apache-2.0
#include "disclosure/decimal.h"

#include <gtest/gtest.h>

namespace ginnel::disclosure {
namespace {

TEST(Decimal, PrintsWithoutExponentOrNoise) {
  EXPECT_EQ(Decimal::FromInteger(229'320).ToString(), "229320");
  EXPECT_EQ(Decimal::FromStored(1234, 2).ToString(), "12.34");
  EXPECT_EQ(Decimal::FromStored(1230, 2).ToString(), "12.3");
  EXPECT_EQ(Decimal::FromStored(-5, 2).ToString(), "-0.05");
  EXPECT_EQ(Decimal().ToString(), "0");
  EXPECT_EQ(Decimal::FromInteger(38).ToString(1), "38.0");
  EXPECT_EQ(Decimal::PowerOfTen(-6).ToString(), "0.000001");
  EXPECT_EQ(Decimal::FromInteger(1'000'000'000'000'000'000).ToString(), "1000000000000000000");
}

TEST(Decimal, RoundsHalfTowardsPlusInfinity) {
  const Decimal tenth = Decimal::PowerOfTen(-1);
  const auto round = [&](int64_t a, int64_t b, Direction direction) {
    return RoundQuotient(Decimal::FromInteger(a), b, tenth, direction).ToString();
  };
  EXPECT_EQ(round(1, 20, Direction::kHalfUp), "0.1");
  EXPECT_EQ(round(-1, 20, Direction::kHalfUp), "0");
  EXPECT_EQ(round(1, 3, Direction::kHalfUp), "0.3");
  EXPECT_EQ(round(1, 3, Direction::kUp), "0.4");
  EXPECT_EQ(round(1, 3, Direction::kDown), "0.3");
  EXPECT_EQ(round(-1, 3, Direction::kDown), "-0.4");
  EXPECT_EQ(round(-1, 3, Direction::kUp), "-0.3");
  EXPECT_EQ(round(3, 10, Direction::kUp), "0.3");
}

TEST(Decimal, FindsTheStepOfThreeSignificantFigures) {
  const auto step = [](int64_t a, int64_t b) {
    return ThreeFigureStep(Decimal::FromInteger(a), b).ToString();
  };
  EXPECT_EQ(step(38, 1), "0.1");
  EXPECT_EQ(step(100, 1), "1");
  EXPECT_EQ(step(999, 10), "0.1");
  EXPECT_EQ(step(-8534, 1), "10");
  EXPECT_EQ(step(1, 1'000'000'000), "0.000001");
  EXPECT_EQ(step(0, 1), "0.000001");
}

}  // namespace
}  // namespace ginnel::disclosure
