// SPDX-License-Identifier: Apache-2.0
#include "governance/submitted_query.h"

#include "base/reason.h"
#include "crypto/dsse.h"
#include "gtest/gtest.h"
#include "tests/unit/governance/sample_agreement.h"

namespace ginnel::governance {
namespace {

class SubmittedQueryTest : public testing::Test {
 protected:
  SubmittedQueryTest() : sample_(SampleAgreement::InForce()) {}
  absl::StatusOr<SubmittedQuery> Submit() const {
    return VerifySubmittedQuery(sample_.Build().query(), *sample_.agreement, FakeClock());
  }
  v1::Query& query() { return sample_.query; }

  SamplePackage sample_;
};

TEST_F(SubmittedQueryTest, IsKnownByTheDigestOfWhatItsAuthorSigned) {
  const auto submitted = Submit();
  ASSERT_TRUE(submitted.ok()) << submitted.status();
  EXPECT_EQ(submitted->digest, crypto::PayloadDigest(sample_.Build().query()));
  EXPECT_EQ(submitted->query.title(), "People by age");
}

TEST_F(SubmittedQueryTest, IsByAnAnalystOfTheAgreement) {
  query().set_author("ig-lead@south");
  EXPECT_EQ(ReasonFor(Submit()), v1::REASON_ROLE_REQUIRED);
}

TEST_F(SubmittedQueryTest, IsUnderAnAgreementInForce) {
  query().set_not_after("2027-06-30");
  const FakeClock later("2027-04-01T00:00:00Z");
  EXPECT_EQ(ReasonFor(VerifySubmittedQuery(sample_.Build().query(), *sample_.agreement, later)),
            v1::REASON_AGREEMENT_MISMATCH);
}

TEST_F(SubmittedQueryTest, IsSignedByItsAuthor) {
  sample_.query_signer = "doctor@north";
  EXPECT_EQ(ReasonFor(Submit()), v1::REASON_SIGNATURE_INVALID);
}

TEST_F(SubmittedQueryTest, NamesAPurposeOfTheAgreement) {
  query().set_purpose("curiosity");
  EXPECT_EQ(ReasonFor(Submit()), v1::REASON_QUERY_INVALID);
}

// The title is on the register for ever.
TEST_F(SubmittedQueryTest, NamesNobodyInItsTitle) {
  query().set_title("Falls of 999 001 6526");
  EXPECT_EQ(ReasonFor(Submit()), v1::REASON_QUERY_INVALID);
}

TEST_F(SubmittedQueryTest, NamesAProfile) {
  query().clear_profile();
  EXPECT_EQ(ReasonFor(Submit()), v1::REASON_QUERY_INVALID);
}

TEST_F(SubmittedQueryTest, AsksForNoMoreRunsThanTheFloorAllows) {
  query().set_runs(5);
  EXPECT_TRUE(Submit().ok());
  query().set_runs(6);
  EXPECT_EQ(ReasonFor(Submit()), v1::REASON_QUERY_INVALID);
}

TEST_F(SubmittedQueryTest, AsksForOneRunIfItDoesNotSay) {
  query().clear_runs();
  EXPECT_EQ(RunsAskedFor(query()), 1u);
}

TEST_F(SubmittedQueryTest, LastsToTheEndOfItsLastDay) {
  query().set_not_after("2026-05-01");
  EXPECT_TRUE(Submit().ok());
  query().set_not_after("2026-04-30");
  EXPECT_EQ(ReasonFor(Submit()), v1::REASON_APPROVAL_EXPIRED);
  query().clear_not_after();
  EXPECT_EQ(ReasonFor(Submit()), v1::REASON_QUERY_INVALID);
}

TEST_F(SubmittedQueryTest, NamesKnownMembersOnce) {
  query().set_members(0, "nowhere");
  EXPECT_EQ(ReasonFor(Submit()), v1::REASON_QUERY_INVALID);
  query().set_members(0, "north");
  query().add_members("north");
  EXPECT_EQ(ReasonFor(Submit()), v1::REASON_QUERY_INVALID);
  query().set_members(1, "all");
  EXPECT_EQ(ReasonFor(Submit()), v1::REASON_QUERY_INVALID);
  query().clear_members();
  EXPECT_EQ(ReasonFor(Submit()), v1::REASON_QUERY_INVALID);
}

TEST_F(SubmittedQueryTest, ItsRosterIsInAgreementOrder) {
  query().clear_members();
  for (const char* id : {"east", "north"}) query().add_members(id);
  EXPECT_EQ(*ResolveRoster(query(), {v1::SECTOR_GENERAL_PRACTICE}, *sample_.agreement),
            (std::vector<std::string>{"north", "east"}));
}

TEST_F(SubmittedQueryTest, AllIsEveryMemberThatSuppliesASector) {
  EXPECT_EQ(
      *ResolveRoster(query(), {v1::SECTOR_ACUTE, v1::SECTOR_MENTAL_HEALTH}, *sample_.agreement),
      (std::vector<std::string>{"hospital", "far-north"}));
  EXPECT_EQ(ReasonFor(ResolveRoster(query(), {v1::SECTOR_HOUSING}, *sample_.agreement)),
            v1::REASON_ROSTER_MISMATCH);
}

TEST_F(SubmittedQueryTest, ANamedMemberMustSupplyASector) {
  query().set_members(0, "hospital");
  EXPECT_EQ(ReasonFor(ResolveRoster(query(), {v1::SECTOR_GENERAL_PRACTICE}, *sample_.agreement)),
            v1::REASON_ROSTER_MISMATCH);
}

}  // namespace
}  // namespace ginnel::governance
