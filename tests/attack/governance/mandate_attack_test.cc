// SPDX-License-Identifier: Apache-2.0
// What a hostile coordinator can make of panels, standing approvals and members' own policies. Each
// test bends one thing, and expects the refusal of exactly the check that guards it.
#include <functional>
#include <string>
#include <vector>

#include "tests/attack/governance/mandate_attack.h"

namespace ginnel::governance {
namespace {

// Panels.

TEST_F(MandateAttack, ThePanelsQuorumApprovesForAMemberThatLetsIt) {
  EXPECT_EQ(Refusal(Panel({"lay-member@university", "auditor@north"})), v1::REASON_UNSPECIFIED)
      << message_;
}

TEST_F(MandateAttack, LessThanTheQuorumIsRefused) {
  EXPECT_EQ(Refusal(Panel({"lay-member@university"})), v1::REASON_APPROVAL_MISSING);
}

TEST_F(MandateAttack, LessThanTheQuorumIsRefusedOfTwoOrganisationsToo) {
  SampleAgreement sample;
  v1::Panel& panel = *sample.constitution.add_panels();
  panel.set_id("city-panel");
  for (const char* person : {"ig-lead@north", "ig-lead@south", "ig-lead@hospital"}) {
    panel.add_people(person);
  }
  panel.set_quorum(3);
  package_.agreement = *sample.Load();
  delegation_.set_agreement_digest(package_.agreement->digest().ToHex());
  EXPECT_EQ(Refusal(Panel({"ig-lead@north", "ig-lead@south"})), v1::REASON_APPROVAL_MISSING);
  EXPECT_EQ(Refusal(Panel({"ig-lead@north", "ig-lead@south", "ig-lead@hospital"})),
            v1::REASON_UNSPECIFIED)
      << message_;
}

TEST_F(MandateAttack, OnePersonIsNotAQuorumByApprovingTwice) {
  EXPECT_EQ(Refusal(Panel({"lay-member@university", "lay-member@university"})),
            v1::REASON_APPROVAL_MISSING);
}

TEST_F(MandateAttack, OneOrganisationsPeopleAreNoPanel) {
  EXPECT_EQ(Refusal(Panel({"ig-lead@north", "auditor@north"})), v1::REASON_APPROVAL_MISSING);
}

TEST_F(MandateAttack, ADelegationFallsWhenItsLeadGoes) {
  delegation_.set_person("ig-lead@nobody");
  EXPECT_EQ(Refusal(Panel({"lay-member@university", "auditor@north"})),
            v1::REASON_APPROVER_NOT_ENTITLED);
}

TEST_F(MandateAttack, AMandateFromTheFutureIsRefused) {
  delegation_.set_given_at("2026-05-02T12:00:00Z");
  EXPECT_EQ(Refusal(Panel({"lay-member@university", "auditor@north"})), v1::REASON_CLOCK_SKEW);
}

TEST_F(MandateAttack, APersonWithoutASeatIsRefused) {
  EXPECT_EQ(Refusal(Panel({"lay-member@university", "auditor@office"})),
            v1::REASON_APPROVER_NOT_ENTITLED);
}

TEST_F(MandateAttack, ASeatWithoutARoleThatLetsThemIsRefused) {
  EXPECT_EQ(Refusal(Panel({"lay-member@university", "it-admin@south"})),
            v1::REASON_APPROVER_NOT_ENTITLED);
}

TEST_F(MandateAttack, APanelWithoutADelegationIsRefused) {
  v1::RunPackage package = Panel({"lay-member@university", "auditor@north"});
  register_.delegations.clear();
  EXPECT_EQ(Refusal(package), v1::REASON_NOT_ON_REGISTER);
}

TEST_F(MandateAttack, ADelegationOfAnotherMemberIsRefused) {
  delegation_.set_member("south");
  delegation_.set_person("ig-lead@south");  // who may say so of south
  EXPECT_EQ(Refusal(Panel({"lay-member@university", "auditor@north"})),
            v1::REASON_APPROVER_NOT_ENTITLED);
}

TEST_F(MandateAttack, APanelDoesNotDecideOnWhatWasNotDelegated) {
  const std::vector<std::function<void(v1::QueryClass&)>> narrower = {
      [](v1::QueryClass& c) { c.set_purpose("another"); },
      [](v1::QueryClass& c) { c.mutable_population()->set_where("frail"); },
      [](v1::QueryClass& c) { c.mutable_measures()->Clear(); },
      [](v1::QueryClass& c) { c.mutable_members()->RemoveLast(); },
      [](v1::QueryClass& c) { c.set_across(0, v1::SECTOR_ACUTE); },
      [](v1::QueryClass& c) { c.set_profile("strict-10"); },
      [](v1::QueryClass& c) { c.set_runs(1); },
  };
  for (size_t i = 0; i < narrower.size(); ++i) {
    *delegation_.mutable_query_class() = query_class_;
    narrower[i](*delegation_.mutable_query_class());
    EXPECT_EQ(Refusal(Panel({"lay-member@university", "auditor@north"})),
              v1::REASON_APPROVAL_OTHER_QUERY)
        << i << message_;
  }
}

TEST_F(MandateAttack, AModelOfTheQuerysOwnIsInNoClass) {
  package_.query.add_draft_models()->set_model("mine");
  EXPECT_EQ(Refusal(Panel({"lay-member@university", "auditor@north"})),
            v1::REASON_APPROVAL_OTHER_QUERY);
}

TEST_F(MandateAttack, ADelegationThatEndedIsRefused) {
  delegation_.set_not_after("2026-04-30T00:00:00Z");
  EXPECT_EQ(Refusal(Panel({"lay-member@university", "auditor@north"})),
            v1::REASON_APPROVAL_EXPIRED);
}

TEST_F(MandateAttack, ADelegationUnderAnotherAgreementIsRefused) {
  delegation_.set_agreement_digest(std::string(64, '0'));
  EXPECT_EQ(Refusal(Panel({"lay-member@university", "auditor@north"})),
            v1::REASON_AGREEMENT_MISMATCH);
}

TEST_F(MandateAttack, ALeadAndAPanelDoNotMakeOneApprovalTogether) {
  register_.delegations[kDelegation] = delegation_;
  register_.policies["east"].set_approvers(2);
  const v1::RunPackage own = package_.Build();
  EXPECT_EQ(Refusal(With({*own.approvals().rbegin(), ByPanel("lay-member@university")})),
            v1::REASON_APPROVAL_OTHER_QUERY);
}

// Standing approvals.

TEST_F(MandateAttack, AStandingApprovalCoversItsSeries) {
  EXPECT_EQ(Refusal(Standing()), v1::REASON_UNSPECIFIED) << message_;
  standing_.clear_series();
  *standing_.mutable_query_class() = query_class_;
  EXPECT_EQ(Refusal(Standing()), v1::REASON_UNSPECIFIED) << message_;
}

TEST_F(MandateAttack, TheSeriesIsTheSameForOtherPeriodsAndForNothingElse) {
  const std::string series = SeriesDigest(package_.query)->ToHex();
  v1::Query moved = package_.query;
  moved.set_period("2024/25");
  moved.set_index_date("2025-04-01");
  moved.set_not_after("2026-07-31");
  EXPECT_EQ(SeriesDigest(moved)->ToHex(), series);
  const std::vector<std::function<void(v1::Query&)>> others = {
      [](v1::Query& q) { q.set_title("another"); },
      [](v1::Query& q) { q.set_author("somebody@office"); },
      [](v1::Query& q) { q.mutable_population()->set_where("frail"); },
      [](v1::Query& q) { q.add_measures("people as More"); },
      [](v1::Query& q) { q.add_optional("east"); },
      [](v1::Query& q) { q.set_profile("strict-10"); },
  };
  for (const auto& bend : others) {
    v1::Query other = package_.query;
    bend(other);
    EXPECT_NE(SeriesDigest(other)->ToHex(), series);
  }
}

TEST_F(MandateAttack, AStandingApprovalOfAnotherSeriesIsRefused) {
  standing_.set_series(std::string(64, '0'));
  EXPECT_EQ(Refusal(Standing()), v1::REASON_APPROVAL_OTHER_QUERY);
}

TEST_F(MandateAttack, AStandingApprovalDoesNotCountWhereTheMembersPolicyDoesNotLetIt) {
  v1::RunPackage package = Standing();
  for (const v1::NodeMode mode : {v1::NODE_MODE_MANUAL, v1::NODE_MODE_HOLD}) {
    register_.policies["east"].set_mode(mode);
    EXPECT_EQ(Refusal(package), v1::REASON_MEMBER_POLICY);
  }
  register_.policies.clear();
  EXPECT_EQ(Refusal(package), v1::REASON_MEMBER_POLICY);
}

TEST_F(MandateAttack, AStandingApprovalByADeputyOrAnotherMembersLeadIsRefused) {
  standing_.set_approver("ig-lead@south");
  EXPECT_EQ(Refusal(Standing()), v1::REASON_APPROVER_NOT_ENTITLED);
  standing_.set_approver("ig-deputy@east");
  EXPECT_EQ(Refusal(Standing()), v1::REASON_APPROVER_NOT_ENTITLED);
}

TEST_F(MandateAttack, AStandingApprovalThatEndedOrIsUnderAnotherAgreementIsRefused) {
  standing_.set_not_after("2026-04-30T00:00:00Z");
  EXPECT_EQ(Refusal(Standing()), v1::REASON_APPROVAL_EXPIRED);
  standing_.set_not_after("2026-12-31T00:00:00Z");
  standing_.set_agreement_digest(std::string(64, '0'));
  EXPECT_EQ(Refusal(Standing()), v1::REASON_AGREEMENT_MISMATCH);
}

TEST_F(MandateAttack, AStandingApprovalIsForOneRun) {
  EXPECT_EQ(Refusal(Standing(2), FakeHistory(1, 1)), v1::REASON_APPROVAL_USED_UP);
  standing_.clear_series();
  EXPECT_EQ(Refusal(Standing(1, 2)), v1::REASON_APPROVAL_OTHER_QUERY);
}

TEST_F(MandateAttack, AStandingApprovalThatHidesThatCellsAreAttributableIsRefused) {
  standing_.set_attributable(true);
  EXPECT_EQ(Refusal(Standing()), v1::REASON_APPROVAL_OTHER_QUERY);
}

// Members' own policies.

TEST_F(MandateAttack, OnePersonIsNotTwo) {
  register_.policies["south"].set_approvers(2);
  v1::RunPackage package = package_.Build();
  EXPECT_EQ(Refusal(package), v1::REASON_APPROVAL_MISSING);
  v1::Approval deputy = *ReadUnverifiedStatement<v1::Approval>(package.approvals(1));
  deputy.set_approver("ig-deputy@south");
  const v1::Envelope second = *SignStatement(deputy, SampleAgreement::Key("ig-deputy@south"));
  const v1::Envelope last = package.approvals(2);
  *package.mutable_approvals(2) = second;
  *package.add_approvals() = last;
  EXPECT_EQ(Refusal(Signed(package, [](v1::Run&) {})), v1::REASON_UNSPECIFIED) << message_;
  *package.mutable_approvals(2) = package.approvals(1);
  EXPECT_EQ(Refusal(Signed(package, [](v1::Run&) {})), v1::REASON_APPROVAL_MISSING);
}

TEST_F(MandateAttack, AMemberThatTightensTheProfileIsHeard) {
  register_.policies["south"].set_profile("strict-10");
  EXPECT_EQ(Refusal(package_.Build()), v1::REASON_MEMBER_POLICY);
  register_.policies["south"].set_profile("no-such-profile");
  EXPECT_NE(Refusal(package_.Build()), v1::REASON_UNSPECIFIED);
}

TEST_F(MandateAttack, AMemberThatWantsMoreMembersIsHeard) {
  register_.policies["south"].set_minimum_members(4);
  EXPECT_EQ(Refusal(package_.Build()), v1::REASON_MEMBER_POLICY);
}

TEST_F(MandateAttack, AMemberThatHoldsIsNotAskedBeforeItsLeadsWord) {
  register_.policies["south"].set_mode(v1::NODE_MODE_HOLD);
  EXPECT_EQ(Refusal(package_.Build()), v1::REASON_HELD);
  register_.go_aheads["south"].set_member("south");
  EXPECT_EQ(Refusal(package_.Build()), v1::REASON_UNSPECIFIED) << message_;
}

}  // namespace
}  // namespace ginnel::governance
