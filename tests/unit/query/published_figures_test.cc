// SPDX-License-Identifier: Apache-2.0
//
// Whole worked examples that somebody else has published, from their data to their last digit. A
// source that prints seven digits can be met to half a unit of its seventh; the same figures are
// then held to 1e-9 against their formula in 40-digit decimal arithmetic over the same data.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "query/statistics/inequality.h"
#include "query/statistics/standardisation.h"

namespace ginnel::query {
namespace {

constexpr double kExact = 1e-9;

// The first example of "Zero deaths for a specific age band within a small geography" in the
// vignette "PHEindicatormethods DSR function" of the R package PHEindicatormethods (Public Health
// England, 26 February 2019): a rate per 100,000 to the European Standard Population 2013 with 95 %
// limits by Dobson's method over Byar's, which are ours. R prints 8283.016, 6570.819, 10289.65.
TEST(PublishedDirectStandardisation, DobsonsIntervalIsThatOfPublicHealthEnglandsVignette) {
  constexpr std::array<double, 19> kPeople = {30, 35, 35, 35, 40, 40, 45, 50, 50, 50,
                                              60, 60, 70, 75, 70, 60, 20, 20, 15};
  constexpr std::array<double, 19> kDeaths = {1, 1,  0,  0,  0,  1, 1, 3, 3, 3,
                                              3, 10, 10, 10, 10, 8, 8, 8, 8};
  std::vector<Stratum> strata;
  for (size_t i = 0; i < kPeople.size(); ++i) {
    strata.push_back({kDeaths[i], kPeople[i], kEuropeanStandard2013[i].people});
  }
  const auto rate = StandardiseDirectly(strata);
  ASSERT_TRUE(rate.has_value());
  EXPECT_NEAR(rate->rate * 100'000, 8283.016, 5e-4);
  EXPECT_NEAR(rate->interval.low * 100'000, 6570.819, 5e-4);
  EXPECT_NEAR(rate->interval.high * 100'000, 10289.65, 5e-3);
  EXPECT_NEAR(rate->rate * 100'000, 8283.0158730159, kExact);
  EXPECT_NEAR(rate->interval.low * 100'000, 6570.8187978037, kExact);
  EXPECT_NEAR(rate->interval.high * 100'000, 10289.6476388216, kExact);
}

struct PublishedGradient {
  const char* of;
  std::vector<RankedGroup> groups;  // from the most deprived
  double slope;                     // the least deprived end less the most deprived, as printed
  double half_digit;
  double exact_slope;
  double relative;  // the least deprived end over the most deprived; 0: not printed
};

// The vignette "Worked examples for phe_sii function" of the same package, example 2, over its data
// set DSR_data: directly standardised rates by deprivation quintile. Its method is ours: a line
// through the quintiles' middles on the scale of relative ranks, weighted by people (it multiplies
// both sides by the square root of each share, which is the same). Only its sign and its ratio look
// the other way: from the most deprived end to the least. Its limits come from simulated samples
// around each rate, and are not ours to compare: Ginnel releases none for a slope.
const std::vector<PublishedGradient>& Rates() {
  static const std::vector<PublishedGradient> kRates = {{"2010",
                                                         {{1434002, 150.2200205},
                                                          {1450590, 131.0221747},
                                                          {1453827, 127.4954973},
                                                          {1440980, 130.494241},
                                                          {1457780, 135.4664241}},
                                                         -14.848683,
                                                         5e-7,
                                                         -14.848682584798,
                                                         0.8956758},
                                                        {"2011",
                                                         {{1445258, 148.4061234},
                                                          {1467772, 131.7211691},
                                                          {1470806, 125.0341288},
                                                          {1454888, 130.3084574},
                                                          {1457780, 135.4664241}},
                                                         -13.528326,
                                                         5e-7,
                                                         -13.528326011469,
                                                         0.9039924},
                                                        {"2012",
                                                         {{1456919, 146.3620464},
                                                          {1482837, 130.836935},
                                                          {1486250, 123.9613632},
                                                          {1467811, 129.1611122},
                                                          {1457780, 135.4664241}},
                                                         -11.680045,
                                                         5e-7,
                                                         -11.680044585733,
                                                         0.9159389},
                                                        {"2013",
                                                         {{1471562, 144.6298219},
                                                          {1499928, 130.2174816},
                                                          {1502931, 123.4222104},
                                                          {1481042, 127.5460197},
                                                          {1457780, 135.4664241}},
                                                         -10.544273,
                                                         5e-7,
                                                         -10.544273168170,
                                                         0.9232984},
                                                        {"2014",
                                                         {{1490242, 144.7302585},
                                                          {1519238, 128.7774474},
                                                          {1521454, 123.0128932},
                                                          {1495993, 126.4499704},
                                                          {1457780, 135.4664241}},
                                                         -10.591214,
                                                         5e-7,
                                                         -10.591213985208,
                                                         0.9226440},
                                                        {"2015",
                                                         {{1508923, 143.8177637},
                                                          {1538008, 127.2058426},
                                                          {1538564, 122.4106945},
                                                          {1509602, 126.3922397},
                                                          {1457780, 135.4664241}},
                                                         -9.042367,
                                                         5e-7,
                                                         -9.042367258116,
                                                         0.9332670}};
  return kRates;
}

// Its example 1, over its data set LE_data: life expectancy of men at birth by deprivation decile
// of a local authority, in years.
const std::vector<PublishedGradient>& LifeExpectancies() {
  static const std::vector<PublishedGradient> kLifeExpectancies = {{"E06000001, men",
                                                                    {{13837, 70.56313911},
                                                                     {14519, 72.61347473},
                                                                     {14940, 75.06710359},
                                                                     {14599, 75.20662276},
                                                                     {12311, 76.23469045},
                                                                     {13196, 75.21801932},
                                                                     {13335, 77.09240397},
                                                                     {13388, 79.84156222},
                                                                     {13685, 80.81329918},
                                                                     {11779, 82.73763832}},
                                                                    11.68886,
                                                                    5e-6,
                                                                    11.688861391012,
                                                                    0},
                                                                   {"E06000004, men",
                                                                    {{31147, 69.20108791},
                                                                     {30866, 74.21283732},
                                                                     {25433, 74.932479},
                                                                     {32212, 76.34881505},
                                                                     {27863, 78.68231391},
                                                                     {27336, 79.80919091},
                                                                     {24888, 81.06231776},
                                                                     {28320, 81.52758251},
                                                                     {30546, 84.52806861},
                                                                     {28027, 82.36568616}},
                                                                    14.85223,
                                                                    5e-6,
                                                                    14.852232549707,
                                                                    0},
                                                                   {"E06000009, men",
                                                                    {{22570, 66.00755209},
                                                                     {19464, 71.16293285},
                                                                     {22522, 71.38253414},
                                                                     {19394, 72.99326352},
                                                                     {19045, 74.0860973},
                                                                     {19982, 76.58928427},
                                                                     {20877, 78.47982432},
                                                                     {22625, 78.53892509},
                                                                     {20544, 79.13504052},
                                                                     {19610, 78.07273914}},
                                                                    13.59387,
                                                                    5e-6,
                                                                    13.593868798638,
                                                                    0}};
  return kLifeExpectancies;
}

void ExpectPublished(const PublishedGradient& published) {
  SCOPED_TRACE(published.of);
  const auto gradient = FitGradient(published.groups);
  ASSERT_TRUE(gradient.has_value());
  EXPECT_NEAR(-gradient->SlopeIndex(), published.slope, published.half_digit);
  EXPECT_NEAR(-gradient->SlopeIndex(), published.exact_slope, kExact);
  if (published.relative == 0) return;
  ASSERT_TRUE(gradient->RelativeIndex().has_value());
  EXPECT_NEAR(1 / *gradient->RelativeIndex(), published.relative, 5e-8);
}

TEST(PublishedGradient, SlopeAndRelativeIndexAreThoseOfPublicHealthEnglandsVignette) {
  for (const PublishedGradient& published : Rates()) ExpectPublished(published);
}

TEST(PublishedGradient, OverTenDecilesTooTheSlopeIsThatOfTheVignette) {
  for (const PublishedGradient& published : LifeExpectancies()) ExpectPublished(published);
}

}  // namespace
}  // namespace ginnel::query
