// SPDX-License-Identifier: Apache-2.0
#include "sharing/upload_slots.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "base/reason.h"

namespace ginnel::sharing {
namespace {

TEST(UploadSlots, AreTakenByEachMemberForItselfAndGivenBack) {
  UploadSlots slots;
  std::vector<UploadSlots::Slot> held;
  for (int i = 0; i < UploadSlots::kAtATime; ++i) {
    auto slot = slots.Take("north");
    ASSERT_TRUE(slot.ok()) << slot.status();
    held.push_back(*std::move(slot));
  }
  EXPECT_EQ(ReasonOf(slots.Take("north").status()), v1::REASON_QUOTA_EXCEEDED);
  EXPECT_TRUE(slots.Take("south").ok());
  held.pop_back();
  EXPECT_TRUE(slots.Take("north").ok());
  EXPECT_TRUE(slots.Take("north").ok()) << "the one before was given back at once";
}

}  // namespace
}  // namespace ginnel::sharing
