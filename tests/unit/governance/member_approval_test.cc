// SPDX-License-Identifier: Apache-2.0
#include "governance/member_approval.h"

#include <functional>
#include <string>
#include <vector>

#include "base/reason.h"
#include "crypto/dsse.h"
#include "governance/query_class.h"
#include "governance/statement.h"
#include "gtest/gtest.h"
#include "tests/unit/governance/sample_agreement.h"

namespace ginnel::governance {
namespace {

class MemberApprovalTest : public testing::Test {
 protected:
  SubmittedQuery Query() const {
    return *VerifySubmittedQuery(sample_.Build().query(), *sample_.agreement, clock_);
  }
  v1::Envelope By(
      const std::string& person, const std::string& member,
      const std::function<void(v1::Approval&)>& bend = [](v1::Approval&) {}) const {
    v1::Approval approval = sample_.Approval(member, Query().digest.ToHex());
    approval.set_approver(person);
    bend(approval);
    return *SignStatement(approval, SampleAgreement::Key(person));
  }
  absl::StatusOr<MemberApproval> OfNorth(const std::vector<v1::Envelope>& given) const {
    return VerifyMemberApproval("north", given, Query(), sample_.roster.size(), Context());
  }
  v1::Reason Over(const std::vector<std::string>& roster,
                  const std::vector<v1::Envelope>& approvals) const {
    return ReasonFor(VerifyRosterApprovals(roster, approvals, Query(), Context()));
  }
  ApprovalContext Context() const { return {*sample_.agreement, clock_, register_, threshold_of_}; }

  FakeClock clock_;
  AgreeableRegister register_;
  const ThresholdOfProfile threshold_of_ = SampleThreshold;
  SamplePackage sample_{SampleAgreement::InForce()};
};

TEST_F(MemberApprovalTest, IsNothingWhereNobodyApproved) {
  EXPECT_EQ(ReasonFor(OfNorth({})), v1::REASON_APPROVAL_MISSING);
  EXPECT_EQ(Over({}, {}), v1::REASON_APPROVAL_MISSING);
  EXPECT_EQ(Over({"north"}, {}), v1::REASON_APPROVAL_MISSING);
}

TEST_F(MemberApprovalTest, IsNotAnotherMembers) {
  EXPECT_EQ(ReasonFor(OfNorth({By("ig-lead@south", "south")})), v1::REASON_APPROVER_NOT_ENTITLED);
}

TEST_F(MemberApprovalTest, IsNotAnotherMembersStandingApproval) {
  sample_.query.clear_runs();
  for (const char* member : {"north", "south"}) {
    register_.policies[member].set_mode(v1::NODE_MODE_STANDING);
  }
  v1::StandingApproval standing;
  standing.set_agreement_digest(sample_.agreement->digest().ToHex());
  standing.set_series(SeriesDigest(sample_.query)->ToHex());
  standing.set_cadence(v1::CADENCE_MONTH);
  standing.set_interest(v1::INTEREST_NONE);
  standing.set_given_at("2026-04-01T09:00:00Z");
  standing.set_not_after("2026-12-31T00:00:00Z");
  const auto of = [&](const std::string& member) {
    standing.set_member(member);
    standing.set_approver("ig-lead@" + member);
    return *SignStatement(standing, SampleAgreement::Key(standing.approver()));
  };
  const auto own = OfNorth({of("north")});
  ASSERT_TRUE(own.ok()) << own.status();
  EXPECT_EQ(own->max_runs, 1u);
  EXPECT_EQ(ReasonFor(OfNorth({of("south")})), v1::REASON_APPROVER_NOT_ENTITLED);
}

TEST_F(MemberApprovalTest, IsNotOfWhoIsNotOnTheRoster) {
  const v1::Envelope norths = By("ig-lead@north", "north");
  const v1::Envelope souths = By("ig-lead@south", "south");
  const v1::Envelope easts = By("ig-lead@east", "east");
  EXPECT_EQ(Over({"north", "south", "east"}, {norths, souths, easts}), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(Over({"north", "south", "east"}, {norths, souths, easts, norths}),
            v1::REASON_APPROVER_NOT_ENTITLED);
}

TEST_F(MemberApprovalTest, IsForTheFewestRunsThatAnyOfItsPeopleApproved) {
  register_.policies["north"].set_approvers(2);
  const v1::Envelope once =
      By("deputy@north", "north", [](v1::Approval& approval) { approval.set_max_runs(1); });
  const v1::Envelope twice = By("ig-lead@north", "north");
  for (const auto& both : {std::vector{once, twice}, std::vector{twice, once}}) {
    const auto approval = OfNorth(both);
    ASSERT_TRUE(approval.ok()) << approval.status();
    EXPECT_EQ(approval->max_runs, 1u);
  }
}

TEST_F(MemberApprovalTest, IsOfPeopleWhoApprovedTheSameSectors) {
  sample_.query.clear_across();
  const auto sectors = [](const std::vector<v1::Sector>& named) {
    return [named](v1::Approval& approval) {
      approval.clear_sectors();
      for (const v1::Sector sector : named) approval.add_sectors(sector);
      approval.clear_members();
      for (const char* member : {"north", "south"}) approval.add_members(member);
      if (named.size() > 1) approval.add_members("hospital");
      approval.add_members("east");
    };
  };
  const auto practices = sectors({v1::SECTOR_GENERAL_PRACTICE});
  const auto more = sectors({v1::SECTOR_GENERAL_PRACTICE, v1::SECTOR_ACUTE});
  const v1::Envelope one = By("ig-lead@north", "north", practices);
  EXPECT_EQ(ReasonFor(OfNorth({one, By("deputy@north", "north", practices)})),
            v1::REASON_UNSPECIFIED);
  EXPECT_EQ(ReasonFor(OfNorth({one, By("deputy@north", "north", more)})),
            v1::REASON_APPROVAL_OTHER_QUERY);
}

// The approvals are of others too, who may be away: those who take part are the author's alone.
TEST_F(MemberApprovalTest, IsNotEnoughWhereOnlyTheAuthorsOrganisationTakesPart) {
  sample_.query.set_author("doctor@north");
  sample_.query.clear_members();
  for (const char* member : {"north", "south", "east"}) sample_.query.add_members(member);
  for (const char* member : {"south", "east"}) sample_.query.add_optional(member);
  sample_.query.set_coverage(1);
  sample_.bend_approval = [](v1::Approval& approval) {
    for (const char* member : {"south", "east"}) approval.add_optional(member);
    approval.set_coverage(1);
    approval.set_attributable(true);
  };
  const v1::Envelope norths = By("ig-lead@north", "north");
  EXPECT_EQ(Over({"north"}, {norths}), v1::REASON_AUTHOR_APPROVED);
  EXPECT_EQ(Over({"north", "south"}, {norths, By("ig-lead@south", "south")}),
            v1::REASON_UNSPECIFIED);
}

}  // namespace
}  // namespace ginnel::governance
