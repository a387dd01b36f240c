// SPDX-License-Identifier: Apache-2.0
#include "governance/member_policy.h"

#include "base/reason.h"
#include "gtest/gtest.h"
#include "tests/unit/governance/sample_agreement.h"

namespace ginnel::governance {
namespace {

class MemberPolicy : public testing::Test {
 protected:
  MemberPolicy() {
    policy_.set_member("north");
    policy_.set_person("ig-lead@north");
    policy_.set_version(1);
    policy_.set_mode(v1::NODE_MODE_MANUAL);
    policy_.set_given_at("2026-05-01T09:00:00Z");
  }
  v1::Reason Validity() const {
    const absl::Status status = ValidatePolicy(policy_, *SampleAgreement::InForce());
    return status.ok() ? v1::REASON_UNSPECIFIED : ReasonOf(status);
  }
  v1::Reason Tightens(const std::string& profile) {
    policy_.set_profile(profile);
    const absl::Status status =
        CheckPolicyTightens(policy_, *SampleAgreement::InForce(), SampleThreshold);
    return status.ok() ? v1::REASON_UNSPECIFIED : ReasonOf(status);
  }

  v1::Policy policy_;
};

TEST_F(MemberPolicy, HasAVersionAKnownModeAndItsTime) {
  EXPECT_EQ(Validity(), v1::REASON_UNSPECIFIED);
  policy_.set_version(0);
  EXPECT_EQ(Validity(), v1::REASON_STATEMENT_MALFORMED);
  policy_.set_version(1);
  policy_.set_mode(static_cast<v1::NodeMode>(9));
  EXPECT_EQ(Validity(), v1::REASON_STATEMENT_MALFORMED);
  policy_.set_mode(v1::NODE_MODE_HOLD);
  policy_.set_given_at("yesterday");
  EXPECT_EQ(Validity(), v1::REASON_STATEMENT_MALFORMED);
}

TEST_F(MemberPolicy, WantsOnePersonOrTwo) {
  policy_.set_approvers(2);
  EXPECT_EQ(Validity(), v1::REASON_UNSPECIFIED);
  policy_.set_approvers(3);
  EXPECT_EQ(Validity(), v1::REASON_STATEMENT_MALFORMED);
}

TEST_F(MemberPolicy, OfTwoPeopleLetsNoStandingApprovalCount) {
  policy_.set_mode(v1::NODE_MODE_STANDING);
  EXPECT_EQ(Validity(), v1::REASON_UNSPECIFIED);
  policy_.set_approvers(2);
  EXPECT_EQ(Validity(), v1::REASON_STATEMENT_MALFORMED);
}

TEST_F(MemberPolicy, WantsNoMoreMembersThanThereAre) {
  policy_.set_minimum_members(5);
  EXPECT_EQ(Validity(), v1::REASON_UNSPECIFIED);
  policy_.set_minimum_members(6);
  EXPECT_EQ(Validity(), v1::REASON_STATEMENT_MALFORMED);
}

TEST_F(MemberPolicy, LoosensNoProfile) {
  EXPECT_EQ(Tightens(""), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(Tightens("nhs-1-7-round-5"), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(Tightens("strict-10"), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(Tightens("loose-2"), v1::REASON_MEMBER_POLICY);
  EXPECT_EQ(Tightens("no-such-profile"), v1::REASON_MEMBER_POLICY);
}

}  // namespace
}  // namespace ginnel::governance
