// SPDX-License-Identifier: Apache-2.0
// Nothing that changes in a party's operations is left out of what people are told.
#include "absl/strings/str_cat.h"
#include "governance/operations_diff.h"
#include "gtest/gtest.h"
#include "tests/property/governance/every_change.h"

namespace ginnel::governance {
namespace {

TEST(OperationsDiffProperty, EveryChangeOfAnyFieldIsTold) {
  v1::Operations filled;
  Fill(filled, 0);
  const std::vector<Change> changes = ChangesOf(filled);
  ASSERT_GT(changes.size(), 30u);
  for (const Change& change : changes) {
    v1::Operations other = filled;
    change.apply(other);
    ASSERT_NE(other.SerializeAsString(), filled.SerializeAsString()) << change.name;
    EXPECT_FALSE(CompareOperations(filled, other).empty()) << change.name;
    EXPECT_FALSE(CompareOperations(other, filled).empty()) << change.name << ", the other way";
  }
  EXPECT_TRUE(CompareOperations(filled, filled).empty());
}

}  // namespace
}  // namespace ginnel::governance
