// SPDX-License-Identifier: Apache-2.0
#include "base/suggest.h"

#include <gtest/gtest.h>

namespace ginnel {
namespace {

const std::vector<std::string> kKnown = {"sectors", "title", "kind", "general_practice", "id"};

TEST(Suggest, OffersTheNearestName) {
  EXPECT_EQ(Suggest("secter", kKnown), ": did you mean `sectors`?");
  EXPECT_EQ(Suggest("general_practise", kKnown), ": did you mean `general_practice`?");
}

TEST(Suggest, CountsASwapOfNeighboursAsOneSlip) {
  EXPECT_EQ(Suggest("di", kKnown), ": did you mean `id`?");
  EXPECT_EQ(Suggest("ttile", kKnown), ": did you mean `title`?");
}

TEST(Suggest, IgnoresCase) { EXPECT_EQ(Suggest("Title", kKnown), ": did you mean `title`?"); }

TEST(Suggest, SaysNothingRatherThanAnUnrelatedName) {
  EXPECT_EQ(Suggest("population", kKnown), "");
  EXPECT_EQ(Suggest("", kKnown), "");
  EXPECT_EQ(Suggest("xy", {}), "");
}

TEST(Suggest, DoesNotCompareNamesThatAreTooLongToBeOne) {
  EXPECT_EQ(Suggest(std::string(1'000'000, 'a'), {std::string(1'000'000, 'a')}), "");
}

}  // namespace
}  // namespace ginnel
