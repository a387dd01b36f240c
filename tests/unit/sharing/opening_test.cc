// SPDX-License-Identifier: Apache-2.0
#include "sharing/opening.h"

#include <gtest/gtest.h>

#include "tests/unit/sharing/three_parties.h"

namespace ginnel::sharing {
namespace {

PassedShares Sample() {
  PassedShares passed;
  passed.passed = {true, false, true};
  passed.shares = std::move(Deal({12, -7, 1'000'000})[0]);
  return passed;
}

TEST(PassedShares, ComeBackFromTheStoreAsTheyWere) {
  const PassedShares before = Sample();
  const auto after = PassedShares::Unpack(before.Pack());
  ASSERT_TRUE(after.ok()) << after.status();
  EXPECT_EQ(after->passed, before.passed);
  EXPECT_TRUE(std::ranges::equal(after->shares.own.view(), before.shares.own.view()));
  EXPECT_TRUE(std::ranges::equal(after->shares.next.view(), before.shares.next.view()));
}

TEST(PassedShares, ComeBackWhereNothingPassed) {
  PassedShares none;
  none.passed = {false, false};
  const auto after = PassedShares::Unpack(none.Pack());
  ASSERT_TRUE(after.ok());
  EXPECT_EQ(after->passed, none.passed);
  EXPECT_EQ(after->shares.size(), 0u);
}

TEST(PassedShares, CannotBeReadWhenTorn) {
  const std::string whole = Sample().Pack();
  for (size_t size = 0; size < whole.size(); ++size) {
    const bool still_a_multiple = size >= 11 && (size - 11) % 16 == 0;
    EXPECT_EQ(PassedShares::Unpack(whole.substr(0, size)).ok(), still_a_multiple) << size;
  }
  EXPECT_TRUE(absl::IsDataLoss(PassedShares::Unpack(whole + "x").status()));
}

TEST(PassedShares, CannotBeReadWithAnImpossibleCount) {
  std::string bytes = Sample().Pack();
  for (size_t i = 0; i < 8; ++i) bytes[i] = '\xff';
  EXPECT_TRUE(absl::IsDataLoss(PassedShares::Unpack(bytes).status()));
}

TEST(PassedShares, CannotBeReadWithWhatIsNoFieldElement) {
  std::string bytes = Sample().Pack();
  for (size_t i = 11; i < 19; ++i) bytes[i] = '\xff';
  EXPECT_TRUE(absl::IsDataLoss(PassedShares::Unpack(bytes).status()));
}

TEST(PassedShares, OfAnotherPlanAreNotJoined) {
  query::Plan plan;  // one position, one test
  plan.aggregates = {query::Aggregate{}};
  plan.tests.emplace_back();
  plan.guards = {{0}};
  const PassedShares other = Sample();  // three of each
  const std::string bits = PackPassed(other.passed);
  EXPECT_TRUE(absl::IsDataLoss(
      Opening::Join(plan, other, bits, std::string(24, '\0'), bits, std::string(24, '\0'))
          .status()));
  PassedShares longer;  // its tests fit, its shares do not
  longer.passed = {true};
  longer.shares = ShareVector(2);
  EXPECT_TRUE(absl::IsDataLoss(
      Opening::Join(plan, longer, "\1", std::string(16, '\0'), "\1", std::string(16, '\0'))
          .status()));
}

}  // namespace
}  // namespace ginnel::sharing
