// SPDX-License-Identifier: Apache-2.0
// What a hostile coordinator can make of panels, standing approvals, members that may be away and
// members' own policies. Each test bends one thing, and expects the refusal of exactly the check
// that guards it.
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "crypto/dsse.h"
#include "governance/approval_verifier.h"
#include "governance/query_class.h"
#include "governance/statement.h"
#include "gtest/gtest.h"
#include "tests/unit/governance/sample_agreement.h"

namespace ginnel::governance {
namespace {

constexpr char kDelegation[] = "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd";

// `also`: a sector that north, south and east supply beside general practice.
std::shared_ptr<const Agreement> WithPanel(std::optional<v1::Sector> also = std::nullopt) {
  SampleAgreement sample;
  if (also) {
    for (const char* id : {"north", "south", "east"}) sample.member(id).add_sectors(*also);
  }
  v1::Panel& panel = *sample.constitution.add_panels();
  panel.set_id("city-panel");
  for (const char* person :
       {"lay-member@university", "auditor@north", "ig-lead@north", "it-admin@south"}) {
    panel.add_people(person);
  }
  panel.set_quorum(2);
  sample.AddPerson("lay-member@university", {v1::ROLE_LAY_MEMBER});
  sample.AddPerson("auditor@north", {v1::ROLE_AUDITOR});
  sample.AddPerson("it-admin@south", {v1::ROLE_IT_ADMIN});
  sample.AddPerson("auditor@office", {v1::ROLE_AUDITOR});
  sample.AddPerson("ig-deputy@south", {v1::ROLE_IG_DEPUTY});
  sample.AddPerson("ig-deputy@east", {v1::ROLE_IG_DEPUTY});
  return *sample.Load();
}

class MandateAttack : public testing::Test {
 protected:
  MandateAttack() {
    query_class_.set_purpose(package_.query.purpose());
    *query_class_.mutable_population() = package_.query.population();
    *query_class_.mutable_by() = package_.query.by();
    *query_class_.mutable_across() = package_.query.across();
    *query_class_.mutable_measures() = package_.query.measures();
    for (const std::string& member : package_.roster) query_class_.add_members(member);
    query_class_.set_profile(package_.query.profile());
    query_class_.set_runs(3);
    delegation_.set_agreement_digest(package_.agreement->digest().ToHex());
    delegation_.set_member("east");
    delegation_.set_person("ig-lead@east");
    delegation_.set_panel("city-panel");
    *delegation_.mutable_query_class() = query_class_;
    delegation_.set_given_at("2026-04-01T09:00:00Z");
    delegation_.set_not_after("2026-12-31T00:00:00Z");
    standing_.set_agreement_digest(package_.agreement->digest().ToHex());
    standing_.set_member("east");
    standing_.set_approver("ig-lead@east");
    standing_.set_cadence(v1::CADENCE_MONTH);
    standing_.set_given_at("2026-04-01T09:00:00Z");
    standing_.set_not_after("2026-12-31T00:00:00Z");
    standing_.set_interest(v1::INTEREST_NONE);
  }

  // The package with the approvals of east replaced by `east`, and its run signed over them.
  v1::RunPackage With(const std::vector<v1::Envelope>& east, uint32_t n = 1) const {
    v1::RunPackage package = package_.Build();
    package.mutable_approvals()->RemoveLast();
    for (const v1::Envelope& each : east) *package.add_approvals() = each;
    return Signed(std::move(package), [n](v1::Run& run) { run.set_n(n); });
  }
  v1::RunPackage Signed(v1::RunPackage package, const std::function<void(v1::Run&)>& bend) const {
    v1::Run run = *ReadUnverifiedStatement<v1::Run>(package.run());
    run.clear_approval_digests();
    for (const v1::Envelope& each : package.approvals()) {
      run.add_approval_digests(crypto::PayloadDigest(each).ToHex());
    }
    bend(run);
    *package.mutable_run() = *SignStatement(run, SampleAgreement::Key("office"));
    return package;
  }
  v1::Envelope ByPanel(const std::string& person, const std::string& delegation = kDelegation) {
    const std::string digest = crypto::PayloadDigest(package_.Build().query()).ToHex();
    v1::Approval approval = package_.Approval("east", digest);
    approval.set_approver(person);
    approval.set_delegation_digest(delegation);
    return *SignStatement(approval, SampleAgreement::Key(person));
  }
  v1::RunPackage Panel(const std::vector<std::string>& people) {
    register_.delegations[kDelegation] = delegation_;
    std::vector<v1::Envelope> approvals;
    for (const std::string& person : people) approvals.push_back(ByPanel(person));
    return With(approvals);
  }
  // East's standing approval for the series of the package's query, under the policy that lets it.
  v1::RunPackage Standing(uint32_t n = 1, uint32_t runs = 1) {
    package_.query.set_runs(runs);
    package_.bend_approval = [runs](v1::Approval& approval) { approval.set_max_runs(runs); };
    register_.policies["east"].set_mode(v1::NODE_MODE_STANDING);
    if (standing_.series().empty() && !standing_.has_query_class()) {
      standing_.set_series(SeriesDigest(package_.query)->ToHex());
    }
    return With({*SignStatement(standing_, SampleAgreement::Key(standing_.approver()))}, n);
  }
  v1::Reason Refusal(const v1::RunPackage& package, const RunHistory& history = FakeHistory()) {
    for (const VerifierRole& role : {VerifierRole::Node("north"), VerifierRole::Trustee()}) {
      const auto verified =
          ApprovalVerifier(package_.agreement, clock_, role, SampleThreshold, register_)
              .Verify(package, history);
      reason_ = ReasonFor(verified);
      message_ = verified.ok() ? "" : std::string(verified.status().message());
      if (reason_ != v1::REASON_UNSPECIFIED) return reason_;
    }
    return reason_;
  }

  FakeClock clock_;
  AgreeableRegister register_;
  SamplePackage package_{WithPanel()};
  v1::QueryClass query_class_;
  v1::Delegation delegation_;
  v1::StandingApproval standing_;
  v1::Reason reason_ = v1::REASON_UNSPECIFIED;
  std::string message_;
};

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

// A query without `across` means what those who approve say. One lead alone says it for a member.
TEST_F(MandateAttack, TwoPeopleOfAMemberApproveTheSameSectors) {
  package_ = SamplePackage(WithPanel(v1::SECTOR_COMMUNITY));
  const v1::Sector practice = static_cast<v1::Sector>(package_.query.across(0));
  package_.query.clear_across();
  package_.bend_approval = [=](v1::Approval& approval) { approval.add_sectors(practice); };
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
