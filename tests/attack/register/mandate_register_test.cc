// SPDX-License-Identifier: Apache-2.0
// What a hostile coordinator can try on the register with standing approvals, delegations,
// policies, and runs over other members.
#include <functional>
#include <vector>

#include "governance/run_id.h"
#include "tests/unit/register/register_room.h"

namespace ginnel::governance {
namespace {

void AddPanel(SampleAgreement& sample) {
  v1::Panel& panel = *sample.constitution.add_panels();
  panel.set_id("city-panel");
  for (const char* person : {"ig-lead@north", "ig-lead@south"}) panel.add_people(person);
  panel.set_quorum(2);
}

class MandateRegister : public RegisterRoom {
 protected:
  // One that is well formed, and has the package's query in it.
  v1::QueryClass ClassOfQueries() const {
    v1::QueryClass group;
    group.set_purpose(package_.query.purpose());
    group.set_any_population(true);
    *group.mutable_across() = package_.query.across();
    *group.mutable_measures() = package_.query.measures();
    for (const char* member : {"north", "south", "east"}) group.add_members(member);
    group.set_profile(package_.query.profile());
    return group;
  }
  MandateRegister() : RegisterRoom(AddPanel) {}

  v1::StandingApproval StandingOf(const std::string& member) {
    v1::StandingApproval standing;
    standing.set_agreement_digest(base_->digest().ToHex());
    standing.set_member(member);
    standing.set_approver("ig-lead@" + member);
    standing.set_series(std::string(64, 'a'));
    standing.set_cadence(v1::CADENCE_MONTH);
    standing.set_given_at("2026-04-01T09:00:00Z");
    standing.set_not_after("2026-12-31T00:00:00Z");
    standing.set_interest(v1::INTEREST_NONE);
    return standing;
  }
  v1::Policy PolicyOf(const std::string& member, uint32_t version) {
    v1::Policy policy;
    policy.set_member(member);
    policy.set_person("ig-lead@" + member);
    policy.set_version(version);
    policy.set_mode(v1::NODE_MODE_STANDING);
    policy.set_given_at("2026-05-01T09:00:00Z");
    return policy;
  }
  // A run of a query of that title in which east's part rests on `standing`.
  v1::RunPackage RunOn(const v1::Envelope& standing, const std::string& title,
                       const std::string& started_at, uint32_t attempt = 1) {
    SamplePackage sample = package_;
    sample.query.set_title(title);
    v1::RunPackage package = sample.Build();
    *package.mutable_approvals(2) = standing;
    v1::Run run = *ReadUnverifiedStatement<v1::Run>(package.run());
    run.set_approval_digests(2, crypto::PayloadDigest(standing).ToHex());
    run.set_started_at(started_at);
    run.set_attempt(attempt);
    *package.mutable_run() = Sign(run, "office");
    return package;
  }
  v1::Reason AddRun(const v1::RunPackage& package) {
    (void)Add(package.query());
    for (const v1::Envelope& approval : package.approvals()) (void)Add(approval);
    return ReasonFor(Add(package.run()));
  }
  v1::Envelope last_;
  v1::Void VoidOf(const v1::RunPackage& package, const std::string& trustee) {
    const v1::Run run = *ReadUnverifiedStatement<v1::Run>(package.run());
    v1::Void promise;
    promise.set_run_id(RunIdOf(run).ToHex());
    promise.set_query_digest(run.query_digest());
    promise.set_n(run.n());
    promise.set_attempt(run.attempt());
    promise.set_trustee(trustee);
    return promise;
  }
};

TEST_F(MandateRegister, AStandingApprovalCarriesOneQueryInEachPeriod) {
  const v1::Envelope standing = Sign(StandingOf("east"), "ig-lead@east");
  ASSERT_TRUE(Add(standing).ok());
  EXPECT_EQ(AddRun(RunOn(standing, "May", "2026-05-01T12:00:00Z")), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(AddRun(RunOn(standing, "May again", "2026-05-31T12:00:00Z")),
            v1::REASON_APPROVAL_USED_UP);
  EXPECT_EQ(AddRun(RunOn(standing, "June", "2026-06-01T00:00:00Z")), v1::REASON_UNSPECIFIED);
}

TEST_F(MandateRegister, ARunWithAnOldTimeHidesNoUseOfAStandingApproval) {
  const v1::Envelope standing = Sign(StandingOf("east"), "ig-lead@east");
  ASSERT_TRUE(Add(standing).ok());
  ASSERT_EQ(AddRun(RunOn(standing, "May", "2026-05-01T12:00:00Z")), v1::REASON_UNSPECIFIED);
  ASSERT_EQ(AddRun(RunOn(standing, "backdated", "2025-01-01T12:00:00Z")),
            v1::REASON_APPROVAL_USED_UP);
  EXPECT_EQ(AddRun(RunOn(standing, "May again", "2026-05-31T12:00:00Z")),
            v1::REASON_APPROVAL_USED_UP);
}

TEST_F(MandateRegister, AnAttemptThatBothTrusteesVoidedUsesNothingUp) {
  const v1::Envelope standing = Sign(StandingOf("east"), "ig-lead@east");
  ASSERT_TRUE(Add(standing).ok());
  const v1::RunPackage first = RunOn(standing, "May", "2026-05-01T12:00:00Z");
  ASSERT_EQ(AddRun(first), v1::REASON_UNSPECIFIED);
  ASSERT_TRUE(Add(Sign(VoidOf(first, "university"), "university")).ok());
  EXPECT_EQ(AddRun(RunOn(standing, "May again", "2026-05-02T12:00:00Z")),
            v1::REASON_APPROVAL_USED_UP);
  ASSERT_TRUE(Add(Sign(VoidOf(first, "hospital-trustee"), "hospital-trustee")).ok());
  EXPECT_EQ(AddRun(RunOn(standing, "May, once more", "2026-05-02T12:00:00Z")),
            v1::REASON_UNSPECIFIED);
}

TEST_F(MandateRegister, WhatWasTakenBackCarriesNothing) {
  const v1::Envelope standing = Sign(StandingOf("east"), "ig-lead@east");
  ASSERT_TRUE(Add(standing).ok());
  v1::Revocation revocation;
  revocation.set_approval_digest(crypto::PayloadDigest(standing).ToHex());
  revocation.set_member("east");
  revocation.set_person("ig-lead@east");
  revocation.set_given_at("2026-05-01T11:00:00Z");
  revocation.set_member("south");
  revocation.set_person("ig-lead@south");
  EXPECT_EQ(ReasonFor(Add(Sign(revocation, "ig-lead@south"))), v1::REASON_APPROVER_NOT_ENTITLED);
  revocation.set_member("east");
  revocation.set_person("ig-lead@east");
  ASSERT_TRUE(Add(Sign(revocation, "ig-lead@east")).ok());
  EXPECT_EQ(AddRun(RunOn(standing, "May", "2026-05-01T12:00:00Z")), v1::REASON_REVOKED);
}

TEST_F(MandateRegister, AStandingApprovalThatIsNotOnTheRegisterCarriesNothing) {
  const v1::Envelope standing = Sign(StandingOf("east"), "ig-lead@east");
  v1::RunPackage package = RunOn(standing, "May", "2026-05-01T12:00:00Z");
  ASSERT_TRUE(Add(package.query()).ok());
  ASSERT_TRUE(Add(package.approvals(0)).ok());
  ASSERT_TRUE(Add(package.approvals(1)).ok());
  EXPECT_EQ(ReasonFor(Add(package.run())), v1::REASON_NOT_ON_REGISTER);
}

TEST_F(MandateRegister, AStandingApprovalCarriesQueriesOverTheSameMembersOnly) {
  const v1::Envelope standing = Sign(StandingOf("east"), "ig-lead@east");
  ASSERT_TRUE(Add(standing).ok());
  ASSERT_EQ(AddRun(RunOn(standing, "May", "2026-05-01T12:00:00Z")), v1::REASON_UNSPECIFIED);
  v1::RunPackage fewer = RunOn(standing, "June", "2026-06-01T12:00:00Z");
  v1::Run run = *ReadUnverifiedStatement<v1::Run>(fewer.run());
  run.mutable_roster()->DeleteSubrange(0, 1);
  run.mutable_approval_digests()->DeleteSubrange(0, 1);
  *fewer.mutable_run() = Sign(run, "office");
  EXPECT_EQ(AddRun(fewer), v1::REASON_ROSTER_MISMATCH);
}

TEST_F(MandateRegister, WhatWasTestedBindsTheMembersOfLaterQueriesOnAStandingApprovalToo) {
  const v1::Envelope standing = Sign(StandingOf("east"), "ig-lead@east");
  ASSERT_TRUE(Add(standing).ok());
  const v1::RunPackage first = RunOn(standing, "May", "2026-05-01T12:00:00Z");
  ASSERT_EQ(AddRun(first), v1::REASON_UNSPECIFIED);
  for (const char* trustee : {"hospital-trustee", "university"}) {
    v1::Void promise = VoidOf(first, trustee);
    promise.set_tested(true);
    ASSERT_TRUE(Add(Sign(promise, trustee)).ok());
  }
  v1::RunPackage fewer = RunOn(standing, "May, over others", "2026-05-02T12:00:00Z");
  v1::Run run = *ReadUnverifiedStatement<v1::Run>(fewer.run());
  run.mutable_roster()->DeleteSubrange(0, 1);
  run.mutable_approval_digests()->DeleteSubrange(0, 1);
  *fewer.mutable_run() = Sign(run, "office");
  EXPECT_EQ(AddRun(fewer), v1::REASON_ROSTER_MISMATCH);
  EXPECT_EQ(AddRun(RunOn(standing, "May, over the same", "2026-05-02T12:00:00Z")),
            v1::REASON_UNSPECIFIED);
}

TEST_F(MandateRegister, AnAttemptAfterOneThatWasTestedIsOverTheSameMembers) {
  const v1::RunPackage package = package_.Build();
  Approve(package);
  ASSERT_TRUE(Add(package.run()).ok());
  for (const bool tested : {false, true}) {
    SCOPED_TRACE(tested);
    v1::Run next = *ReadUnverifiedStatement<v1::Run>(package.run());
    next.set_attempt(tested ? 3 : 2);
    next.mutable_roster()->RemoveLast();
    next.mutable_approval_digests()->RemoveLast();
    v1::RunPackage before = package;
    if (tested) *before.mutable_run() = last_;
    for (const char* trustee : {"hospital-trustee", "university"}) {
      v1::Void promise = VoidOf(before, trustee);
      promise.set_tested(tested && trustee == std::string("university"));
      ASSERT_TRUE(Add(Sign(promise, trustee)).ok());
    }
    if (tested) {
      next.mutable_roster()->RemoveLast();
      next.mutable_approval_digests()->RemoveLast();
    }
    last_ = Sign(next, "office");
    EXPECT_EQ(ReasonFor(Add(last_)), tested ? v1::REASON_ROSTER_MISMATCH : v1::REASON_UNSPECIFIED);
  }
}

TEST_F(MandateRegister, WhereTwoPeopleApproveTwoPeopleChangeThat) {
  v1::Policy two = PolicyOf("north", 1);
  two.set_mode(v1::NODE_MODE_MANUAL);
  two.set_approvers(2);
  ASSERT_TRUE(Add(Sign(two, "ig-lead@north")).ok());
  ASSERT_EQ(office().PolicyOf("north")->approvers(), 2u);
  v1::Policy alone = PolicyOf("north", 2);
  ASSERT_TRUE(Add(Sign(alone, "ig-lead@north")).ok());
  EXPECT_EQ(office().PolicyOf("north")->approvers(), 2u);
  alone.set_version(3);
  ASSERT_TRUE(Add(Sign(alone, "ig-lead@north")).ok());
  EXPECT_EQ(office().PolicyOf("north")->approvers(), 2u) << "one person, twice";
}

TEST_F(MandateRegister, AVerifierFindsAStandingApprovalWhereItIsHeld) {
  const v1::Envelope standing = Sign(StandingOf("east"), "ig-lead@east");
  ASSERT_TRUE(Add(standing).ok());
  v1::RunPackage package = RunOn(standing, "May", "2026-05-01T12:00:00Z");
  ASSERT_EQ(AddRun(package), v1::REASON_UNSPECIFIED);
  package.set_checkpoint(Publish());
  ASSERT_TRUE(Feed("north", package.checkpoint()).ok());
  const absl::Status held = At("north").CheckRun(package, clock_.Now());
  EXPECT_TRUE(held.ok()) << held;
}

TEST_F(MandateRegister, ALaterRunIsOverTheSameMembers) {
  const v1::RunPackage package = package_.Build();
  Approve(package);
  ASSERT_TRUE(Add(package.run()).ok());
  v1::Run next = *ReadUnverifiedStatement<v1::Run>(package.run());
  next.set_n(2);
  next.set_nonce(std::string(64, 'b'));
  v1::Run fewer = next;
  fewer.mutable_roster()->RemoveLast();
  fewer.mutable_approval_digests()->RemoveLast();
  EXPECT_EQ(ReasonFor(Add(Sign(fewer, "office"))), v1::REASON_ROSTER_MISMATCH);
  EXPECT_EQ(ReasonFor(Add(Sign(next, "office"))), v1::REASON_UNSPECIFIED);
}

TEST_F(MandateRegister, AMandateSaysWhatItIsForHowOftenAndUntilWhen) {
  const std::vector<std::function<void(v1::StandingApproval&)>> bends = {
      [](auto& s) { s.clear_cadence(); },
      [](auto& s) { s.clear_interest(); },
      [](auto& s) { s.clear_series(); },
      [](auto& s) { s.mutable_query_class()->set_purpose("planning"); },
      [this](auto& s) { *s.mutable_query_class() = ClassOfQueries(); },  // beside its series
      [](auto& s) { s.set_series("everything"); },
      [](auto& s) { s.set_not_after("2028-01-01T00:00:00Z"); },
      [](auto& s) { s.set_not_after("2026-01-01T00:00:00Z"); },
  };
  for (const auto& bend : bends) {
    v1::StandingApproval standing = StandingOf("east");
    bend(standing);
    EXPECT_EQ(ReasonFor(Add(Sign(standing, "ig-lead@east"))), v1::REASON_STATEMENT_MALFORMED);
  }
}

TEST_F(MandateRegister, ADelegationThatWasTakenBackCarriesNoPanelsWord) {
  v1::Delegation delegation;
  delegation.set_agreement_digest(base_->digest().ToHex());
  delegation.set_member("east");
  delegation.set_person("ig-lead@east");
  delegation.set_panel("city-panel");
  *delegation.mutable_query_class() = ClassOfQueries();
  delegation.set_given_at("2026-04-01T09:00:00Z");
  delegation.set_not_after("2026-12-31T00:00:00Z");
  const v1::Envelope given = Sign(delegation, "ig-lead@east");
  const auto added = Add(given);
  ASSERT_TRUE(added.ok()) << added.status();
  const std::string digest = crypto::PayloadDigest(given).ToHex();
  v1::RunPackage package = package_.Build();
  v1::Approval word = *ReadUnverifiedStatement<v1::Approval>(package.approvals(2));
  word.set_approver("ig-lead@north");
  word.set_delegation_digest(digest);
  *package.mutable_approvals(2) = Sign(word, "ig-lead@north");
  v1::Run run = *ReadUnverifiedStatement<v1::Run>(package.run());
  run.set_approval_digests(2, crypto::PayloadDigest(package.approvals(2)).ToHex());
  *package.mutable_run() = Sign(run, "office");
  Approve(package);
  v1::Revocation revocation;
  revocation.set_approval_digest(digest);
  revocation.set_member("east");
  revocation.set_person("ig-lead@east");
  revocation.set_given_at("2026-05-01T11:00:00Z");
  ASSERT_TRUE(Add(Sign(revocation, "ig-lead@east")).ok());
  EXPECT_EQ(ReasonFor(Add(package.run())), v1::REASON_REVOKED);
  word.set_approver("ig-lead@south");
  EXPECT_EQ(ReasonFor(Add(Sign(word, "ig-lead@south"))), v1::REASON_REVOKED);
}

TEST_F(MandateRegister, ADelegationToAPanelThatIsNotThereIsRefused) {
  v1::Delegation delegation;
  delegation.set_agreement_digest(base_->digest().ToHex());
  delegation.set_member("east");
  delegation.set_person("ig-lead@east");
  delegation.set_panel("nobody");
  *delegation.mutable_query_class() = ClassOfQueries();
  delegation.set_given_at("2026-04-01T09:00:00Z");
  delegation.set_not_after("2026-12-31T00:00:00Z");
  EXPECT_EQ(ReasonFor(Add(Sign(delegation, "ig-lead@east"))), v1::REASON_STATEMENT_MALFORMED);
  delegation.set_panel("city-panel");
  EXPECT_TRUE(Add(Sign(delegation, "ig-lead@east")).ok());
}

TEST_F(MandateRegister, APolicyIsTheMembersOwnAndFollowsTheOneBefore) {
  EXPECT_EQ(ReasonFor(Add(Sign(PolicyOf("east", 2), "ig-lead@east"))), v1::REASON_WRONG_STATE);
  ASSERT_TRUE(Add(Sign(PolicyOf("east", 1), "ig-lead@east")).ok());
  EXPECT_EQ(office().PolicyOf("east")->mode(), v1::NODE_MODE_STANDING);
  v1::Policy again = PolicyOf("east", 1);
  again.set_mode(v1::NODE_MODE_MANUAL);
  EXPECT_EQ(ReasonFor(Add(Sign(again, "ig-lead@east"))), v1::REASON_WRONG_STATE);
  v1::Policy foreign = PolicyOf("east", 2);
  foreign.set_person("ig-lead@south");
  EXPECT_EQ(ReasonFor(Add(Sign(foreign, "ig-lead@south"))), v1::REASON_APPROVER_NOT_ENTITLED);
  v1::Policy two = PolicyOf("east", 2);
  two.set_approvers(2);
  EXPECT_EQ(ReasonFor(Add(Sign(two, "ig-lead@east"))), v1::REASON_STATEMENT_MALFORMED);
}

TEST_F(MandateRegister, AGoAheadIsOfTheMembersOwnLead) {
  const v1::RunPackage package = package_.Build();
  ASSERT_TRUE(Add(package.query()).ok());
  const std::string digest = crypto::PayloadDigest(package.query()).ToHex();
  EXPECT_EQ(ReasonFor(office().GoAheadOf(digest, "east")), v1::REASON_HELD);
  v1::GoAhead word;
  word.set_query_digest(digest);
  word.set_member("east");
  word.set_person("ig-lead@south");
  word.set_loaded_at("2026-05-01T08:00:00Z");
  word.set_given_at("2026-05-01T09:00:00Z");
  EXPECT_EQ(ReasonFor(Add(Sign(word, "ig-lead@south"))), v1::REASON_APPROVER_NOT_ENTITLED);
  word.set_person("ig-lead@east");
  ASSERT_TRUE(Add(Sign(word, "ig-lead@east")).ok());
  EXPECT_EQ(office().GoAheadOf(digest, "east")->loaded_at(), "2026-05-01T08:00:00Z");
  EXPECT_EQ(ReasonFor(office().GoAheadOf(digest, "south")), v1::REASON_HELD);
}

}  // namespace
}  // namespace ginnel::governance
