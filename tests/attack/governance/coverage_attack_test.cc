// SPDX-License-Identifier: Apache-2.0
// What a hostile coordinator can make of queries that leave open over which members or sectors they
// run. Each test bends one thing, and expects the refusal of exactly the check that guards it.
#include <string>
#include <vector>

#include "tests/attack/governance/mandate_attack.h"

namespace ginnel::governance {
namespace {

// A query without `across` means what those who approve say: all of them the same.
class OpenSectors : public MandateAttack {
 protected:
  OpenSectors() {
    package_ = SamplePackage(WithPanel(v1::SECTOR_COMMUNITY));
    package_.query.clear_across();
    package_.bend_approval = [](v1::Approval& approval) {
      approval.add_sectors(v1::SECTOR_GENERAL_PRACTICE);
    };
  }
};

TEST_F(OpenSectors, TwoPeopleOfAMemberApproveTheSame) {
  register_.policies["south"].set_approvers(2);
  v1::RunPackage package = package_.Build();
  const v1::Envelope last = package.approvals(2);
  v1::Approval deputy = *ReadUnverifiedStatement<v1::Approval>(package.approvals(1));
  deputy.set_approver("ig-deputy@south");
  *package.mutable_approvals(2) = *SignStatement(deputy, SampleAgreement::Key("ig-deputy@south"));
  *package.add_approvals() = last;
  ASSERT_EQ(Refusal(Signed(package, [](v1::Run&) {})), v1::REASON_UNSPECIFIED) << message_;
  deputy.set_sectors(0, v1::SECTOR_COMMUNITY);
  *package.mutable_approvals(2) = *SignStatement(deputy, SampleAgreement::Key("ig-deputy@south"));
  EXPECT_EQ(Refusal(Signed(package, [](v1::Run&) {})), v1::REASON_APPROVAL_OTHER_QUERY);
}

TEST_F(OpenSectors, AllMembersApproveTheSame) {
  ASSERT_EQ(Refusal(package_.Build()), v1::REASON_UNSPECIFIED) << message_;
  package_.bend_approval = [](v1::Approval& approval) {
    approval.add_sectors(approval.member() == "south" ? v1::SECTOR_COMMUNITY
                                                      : v1::SECTOR_GENERAL_PRACTICE);
  };
  EXPECT_EQ(Refusal(package_.Build()), v1::REASON_APPROVAL_OTHER_QUERY);
}

// Members that may be away.

class CoverageAttack : public MandateAttack {
 protected:
  // Asked of north, south and east, of whom `optional` may be away if `coverage` take part; run
  // over `roster`.
  v1::RunPackage Over(const std::vector<std::string>& roster,
                      const std::vector<std::string>& optional, uint32_t coverage) {
    package_.query.clear_optional();
    for (const std::string& member : optional) package_.query.add_optional(member);
    package_.query.set_coverage(coverage);
    package_.bend_approval = [=](v1::Approval& approval) {
      for (const std::string& member : optional) approval.add_optional(member);
      approval.set_coverage(coverage);
      approval.set_attributable((coverage == 0 ? 3 : coverage) < 3);
    };
    const v1::RunPackage all = package_.Build();
    v1::RunPackage package = all;
    package.clear_approvals();
    for (const std::string& member : roster) {
      for (const v1::Envelope& each : all.approvals()) {
        if (ReadUnverifiedStatement<v1::Approval>(each)->member() == member) {
          *package.add_approvals() = each;
        }
      }
    }
    return Signed(package, [&](v1::Run& run) {
      run.clear_roster();
      for (const std::string& member : roster) run.add_roster(member);
    });
  }
};

TEST_F(CoverageAttack, AMemberThatMayBeAwayIsNotNeeded) {
  EXPECT_EQ(Refusal(Over({"north", "south", "east"}, {"east"}, 2)), v1::REASON_UNSPECIFIED)
      << message_;
  EXPECT_EQ(Refusal(Over({"north", "south"}, {"east"}, 2)), v1::REASON_UNSPECIFIED) << message_;
}

TEST_F(CoverageAttack, AMemberThatMustTakePartIsNotLeftOut) {
  EXPECT_EQ(Refusal(Over({"north", "east"}, {"east"}, 2)), v1::REASON_ROSTER_MISMATCH);
  EXPECT_EQ(Refusal(Over({"north", "south"}, {}, 0)), v1::REASON_ROSTER_MISMATCH);
}

TEST_F(CoverageAttack, FewerThanTheCoverageAreRefused) {
  EXPECT_EQ(Refusal(Over({"north"}, {"south", "east"}, 2)), v1::REASON_ROSTER_MISMATCH);
}

TEST_F(CoverageAttack, ARosterInAnotherOrderOrWithAMemberTwiceIsRefused) {
  EXPECT_EQ(Refusal(Over({"south", "north"}, {"east"}, 2)), v1::REASON_ROSTER_MISMATCH);
  EXPECT_NE(Refusal(Over({"north", "south", "south"}, {"east"}, 2)), v1::REASON_UNSPECIFIED);
}

TEST_F(CoverageAttack, AnApprovalThatLetsNobodyBeAwayIsNotForAQueryThatDoes) {
  v1::RunPackage package = Over({"north", "south", "east"}, {"east"}, 2);
  package_.bend_approval = [](v1::Approval& approval) { approval.set_attributable(true); };
  package = package_.Build();
  EXPECT_EQ(Refusal(package), v1::REASON_ROSTER_MISMATCH);
}

TEST_F(CoverageAttack, CellsThatMayRestOnFewMembersAreNamedAttributable) {
  v1::RunPackage package = Over({"north", "south", "east"}, {"east"}, 2);
  const auto bend = package_.bend_approval;
  package_.bend_approval = [&](v1::Approval& approval) {
    bend(approval);
    approval.set_attributable(false);
  };
  EXPECT_EQ(Refusal(package_.Build()), v1::REASON_APPROVAL_OTHER_QUERY);
}

}  // namespace
}  // namespace ginnel::governance
