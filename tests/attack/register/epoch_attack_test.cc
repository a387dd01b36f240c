// SPDX-License-Identifier: Apache-2.0
//
// What somebody could try to have put on the register about epochs and the spine.
#include <string>

#include "tests/unit/governance/sample_linkage.h"
#include "tests/unit/register/register_room.h"

namespace ginnel::governance {
namespace {

class EpochAttack : public RegisterRoom {
 protected:
  EpochAttack() : RegisterRoom(WithLinkage), epoch_(base_->digest().ToHex()) {}
  v1::Reason Refused(const v1::Envelope& statement) { return ReasonFor(Add(statement)); }
  void StartWithLists() {
    ASSERT_TRUE(Add(Sign(epoch_.Start(), "ig-lead@north")).ok());
    for (const char* member : {"north", "south", "east"}) {
      ASSERT_TRUE(Add(Sign(epoch_.List(member), NodeOf(member))).ok());
    }
  }
  SampleEpoch epoch_;
};

TEST_F(EpochAttack, AnAssociateStartsNoEpoch) {
  EXPECT_EQ(Refused(Sign(epoch_.Start("ig-lead@east"), "ig-lead@east")), v1::REASON_ROLE_REQUIRED);
}

TEST_F(EpochAttack, TheCoordinatorStartsNoEpoch) {
  EXPECT_EQ(Refused(Sign(epoch_.Start("analyst@office"), "analyst@office")),
            v1::REASON_ROLE_REQUIRED);
  EXPECT_EQ(Refused(Sign(epoch_.Start(), "office")), v1::REASON_SIGNATURE_INVALID);
}

// Epochs close together would tell by their differences who joined which practice.
TEST_F(EpochAttack, NoEpochIsStartedTooSoon) {
  ASSERT_TRUE(Add(Sign(epoch_.Start(), "ig-lead@north")).ok());
  epoch_.epoch = 2;
  epoch_.given_at = "2026-05-02T09:00:00Z";
  EXPECT_EQ(Refused(Sign(epoch_.Start(), "ig-lead@north")), v1::REASON_WRONG_STATE);
  epoch_.given_at = "2026-04-01T09:00:00Z";  // before the first
  EXPECT_EQ(Refused(Sign(epoch_.Start(), "ig-lead@north")), v1::REASON_WRONG_STATE);
}

TEST_F(EpochAttack, NobodySignsAListForAnothersNode) {
  ASSERT_TRUE(Add(Sign(epoch_.Start(), "ig-lead@north")).ok());
  for (const char* signer : {"node of south", "north", "ig-lead@north", "office"}) {
    EXPECT_EQ(Refused(Sign(epoch_.List("north"), signer)), v1::REASON_SIGNATURE_INVALID) << signer;
  }
}

TEST_F(EpochAttack, ANodeStatesNoSecondSpine) {
  StartWithLists();
  ASSERT_TRUE(Add(Sign(epoch_.Word("north"), NodeOf("north"))).ok());
  EXPECT_EQ(Refused(Sign(epoch_.Word("north", "another"), NodeOf("north"))),
            v1::REASON_WRONG_STATE);
}

TEST_F(EpochAttack, WhatWasSaidOfOneEpochIsNotSaidOfTheNext) {
  StartWithLists();
  const v1::Envelope earlier = Sign(epoch_.Word("north"), NodeOf("north"));
  epoch_.epoch = 2;
  epoch_.given_at = "2026-06-15T09:00:00Z";
  StartWithLists();
  EXPECT_EQ(Refused(earlier), v1::REASON_WRONG_STATE);
}

}  // namespace
}  // namespace ginnel::governance
