// SPDX-License-Identifier: Apache-2.0
//
// Against published worked examples, to the digits that their source prints; where a source prints
// few, also against the same formula in 40-digit decimal arithmetic. Whole examples, from their
// data on: published_figures_test.cc.
#include <gtest/gtest.h>

#include <vector>

#include "query/statistics/confidence.h"
#include "query/statistics/distribution.h"
#include "query/statistics/inequality.h"
#include "query/statistics/standardisation.h"

namespace ginnel::query {
namespace {

constexpr double kExact = 1e-9;

TEST(Wilson, AgreesWithNewcombesTable) {
  // Newcombe RG, Stat Med 1998;17:857–872, table I, method 3.
  const struct {
    double events, people, low, high;
  } kTable[] = {{81, 263, 0.2553, 0.3662},
                {15, 148, 0.0624, 0.1605},
                {0, 20, 0.0000, 0.1611},
                {1, 29, 0.0061, 0.1718}};
  for (const auto& row : kTable) {
    const Interval interval = WilsonInterval(row.events, row.people);
    EXPECT_NEAR(interval.low, row.low, 5e-5);
    EXPECT_NEAR(interval.high, row.high, 5e-5);
  }
  EXPECT_NEAR(WilsonInterval(81, 263).low, 0.255288519878, kExact);
  EXPECT_NEAR(WilsonInterval(81, 263).high, 0.366209576983, kExact);
}

TEST(Wilson, AgreesToTheLastDigitWithWhatOthersPrint) {
  // README of github.com/msn0/wilson-score-interval, with 1.96.
  EXPECT_NEAR(WilsonInterval(430, 474, 1.96).low, 0.8776750858242243, 1e-14);
  EXPECT_NEAR(WilsonInterval(430, 474, 1.96).high, 0.9301239839930541, 1e-14);
  EXPECT_NEAR(WilsonInterval(10, 14, 1.96).low, 0.4535045882751561, 1e-14);
  EXPECT_NEAR(WilsonInterval(10, 14, 1.96).high, 0.882788120898909, 1e-14);
}

TEST(Byar, AgreesWithWhatOthersPrint) {
  // The example of the Ruby gem `byar`: 100 observed, 90 expected, with 1.96.
  EXPECT_NEAR(ByarInterval(100, 1.96).high, 121.628347271806, kExact);
  EXPECT_NEAR(StandardiseIndirectly(100, 90, 1.96).interval.low, 0.9040199067337297, 1e-12);
  EXPECT_NEAR(StandardiseIndirectly(100, 90, 1.96).interval.high, 1.3514260807978444, 1e-12);
}

TEST(Byar, IsWithinAFifthOfAPercentOfTheExactLimitsFromTenEventsOn) {
  // Exact limits: Garwood F, Biometrika 1936;28:437–442, of 10 and 50 events.
  EXPECT_NEAR(ByarInterval(10).low / 4.7954, 1, 0.002);
  EXPECT_NEAR(ByarInterval(10).high / 18.3904, 1, 0.002);
  EXPECT_NEAR(ByarInterval(50).low / 37.1110, 1, 0.002);
  EXPECT_NEAR(ByarInterval(50).high / 65.9184, 1, 0.002);
  EXPECT_NEAR(ByarInterval(65).low, 50.163187710459, kExact);
  EXPECT_NEAR(ByarInterval(1045).high, 1110.331212985650, kExact);
  EXPECT_EQ(ByarInterval(0).low, 0);
}

// Down's syndrome in Michigan 1950–1964 by maternal age, standardised to all births: Fleiss JL,
// Statistical Methods for Rates and Proportions, 1981, table 14.4, p 249.
std::vector<Stratum> FirstBirths() {
  const double cases[] = {107, 141, 60, 40, 39, 25};
  const double births[] = {230061, 329449, 114920, 39487, 14208, 3052};
  const double standard[] = {319933, 931318, 786511, 488235, 237863, 61313};
  std::vector<Stratum> strata;
  for (int i = 0; i < 6; ++i) strata.push_back({cases[i], births[i], standard[i]});
  return strata;
}

TEST(DirectStandardisation, AgreesWithFleiss) {
  const auto rate = StandardiseDirectly(FirstBirths());
  ASSERT_TRUE(rate.has_value());
  EXPECT_EQ(rate->events, 412);
  EXPECT_NEAR(rate->rate * 100'000, 92.3, 0.05);
  EXPECT_NEAR(rate->rate * 100'000, 92.304525533, kExact);
  // Dobson's interval over Byar's.
  EXPECT_NEAR(rate->interval.low * 100'000, 80.329221419, kExact);
  EXPECT_NEAR(rate->interval.high * 100'000, 105.187209208, kExact);
}

TEST(DirectStandardisation, AgreesOverTheNineteenBandsOfTheEuropeanStandard) {
  const double people[] = {84935, 80367, 72122, 79259, 99806, 87362, 81579, 71103, 70001, 69007,
                           63203, 52638, 46087, 40887, 32604, 28399, 21625, 13021, 7355};
  const double events[] = {27,  45,  55,  100, 125, 300, 295, 270, 275, 450,
                           455, 459, 345, 300, 270, 265, 100, 90,  35};
  std::vector<Stratum> strata;
  double standard = 0;
  for (size_t i = 0; i < kEuropeanStandard2013.size(); ++i) {
    strata.push_back({events[i], people[i], kEuropeanStandard2013[i].people});
    standard += kEuropeanStandard2013[i].people;
  }
  EXPECT_EQ(standard, 100'000);
  const auto rate = StandardiseDirectly(strata);
  ASSERT_TRUE(rate.has_value());
  EXPECT_NEAR(rate->rate * 100'000, 464.9156513239, 1e-8);
  EXPECT_NEAR(rate->interval.low * 100'000, 450.6883093326, 1e-8);
  EXPECT_NEAR(rate->interval.high * 100'000, 479.4689343041, 1e-8);
}

TEST(DirectStandardisation, SaysNothingOfFewerThanTenEventsOrAnEmptyBand) {
  EXPECT_FALSE(StandardiseDirectly({{9, 1000, 1}}).has_value());
  EXPECT_TRUE(StandardiseDirectly({{10, 1000, 1}}).has_value());
  EXPECT_FALSE(StandardiseDirectly({{100, 1000, 1}, {0, 0, 1}}).has_value());
}

TEST(Gradient, OfAStraightLineIsThatLine) {
  const auto gradient = FitGradient({{100, 30}, {100, 20}, {100, 10}});
  ASSERT_TRUE(gradient.has_value());
  EXPECT_NEAR(gradient->SlopeIndex(), 30, kExact);  // 35 at one end, 5 at the other
  EXPECT_NEAR(*gradient->RelativeIndex(), 7, kExact);
  EXPECT_FALSE(FitGradient({{100, 30}, {100, 20}, {0, 10}}).has_value());
}

TEST(Quantile, LiesInsideItsBand) {
  const std::vector<BandCount> bands = {{0, 10, 20}, {10, 20, 60}, {20, {}, 20}};
  EXPECT_NEAR(*QuantileOf(bands, 0.5), 15, kExact);
  EXPECT_NEAR(*QuantileOf(bands, 0.1), 5, kExact);
  EXPECT_FALSE(QuantileOf(bands, 0.9).has_value());  // in the open band
  EXPECT_FALSE(QuantileOf(std::vector<BandCount>{{0, 10, 0}}, 0.5).has_value());
}

TEST(Quantile, OfValuesIsTypeSeven) {
  EXPECT_NEAR(QuantileOf(std::vector<double>{4, 1, 3, 2}, 0.25), 1.75,
              kExact);  // R: quantile(1:4, .25)
  EXPECT_NEAR(QuantileOf(std::vector<double>{7}, 0.25), 7, kExact);
}

TEST(Spread, PoolsGroupsAsIfTheirPeopleHadNeverBeenSplit) {
  // 1, 2, 3 and 5, 9: mean 4, variance 10, between 8·… of 40.
  const std::vector<GroupMoments> groups = {{3, 2, 1}, {2, 7, 2.8284271247461903}};
  const GroupMoments pooled = Pool(groups);
  EXPECT_NEAR(pooled.mean, 4, kExact);
  EXPECT_NEAR(pooled.deviation * pooled.deviation, 10, kExact);
  EXPECT_NEAR(*ExplainedShare(groups), 0.75, kExact);  // 3·4 + 2·9 = 30 of 40
  EXPECT_FALSE(ExplainedShare({{3, 2, 0}, {3, 2, 0}}).has_value());
}

}  // namespace
}  // namespace ginnel::query
