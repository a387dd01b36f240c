// SPDX-License-Identifier: Apache-2.0
#include "governance/register/word_rules.h"

#include "tests/unit/register/register_room.h"

namespace ginnel::governance {
namespace {

void Bend(SampleAgreement& sample) {
  v1::Panel& panel = *sample.constitution.add_panels();
  panel.set_id("city-panel");
  for (const char* person : {"ig-lead@north", "ig-lead@south"}) panel.add_people(person);
  panel.set_quorum(2);
  sample.AddPerson("ig-deputy@east", {v1::ROLE_IG_DEPUTY});
}

class WordRules : public RegisterRoom {
 protected:
  WordRules() : RegisterRoom(Bend) {}

  v1::Reason Refused(const v1::Envelope& statement) { return ReasonFor(Add(statement)); }
  std::string QueryDigest() { return crypto::PayloadDigest(package_.Build().query()).ToHex(); }
  v1::Refusal RefusalOf(const std::string& member) {
    v1::Refusal refusal;
    refusal.set_query_digest(QueryDigest());
    refusal.set_agreement_digest(base_->digest().ToHex());
    refusal.set_member(member);
    refusal.set_person("ig-lead@" + member);
    refusal.set_given_at("2026-05-01T10:00:00Z");
    return refusal;
  }
  v1::GoAhead GoAheadOf(const std::string& member) {
    v1::GoAhead word;
    word.set_query_digest(QueryDigest());
    word.set_member(member);
    word.set_person("ig-lead@" + member);
    word.set_loaded_at("2026-05-01T08:00:00Z");
    word.set_given_at("2026-05-01T09:00:00Z");
    return word;
  }
  v1::Delegation DelegationOf(const std::string& member) {
    v1::Delegation delegation;
    delegation.set_agreement_digest(base_->digest().ToHex());
    delegation.set_member(member);
    delegation.set_person("ig-lead@" + member);
    delegation.set_panel("city-panel");
    v1::QueryClass& group = *delegation.mutable_query_class();
    group.set_purpose(package_.query.purpose());
    group.set_any_population(true);
    *group.mutable_across() = package_.query.across();
    *group.mutable_measures() = package_.query.measures();
    for (const std::string& each : package_.roster) group.add_members(each);
    group.set_profile(package_.query.profile());
    delegation.set_given_at("2026-04-01T09:00:00Z");
    delegation.set_not_after("2026-12-31T00:00:00Z");
    return delegation;
  }
  v1::StandingApproval StandingOf(const std::string& member) {
    v1::StandingApproval standing;
    standing.set_agreement_digest(base_->digest().ToHex());
    standing.set_member(member);
    standing.set_approver("ig-lead@" + member);
    standing.set_series(std::string(64, 'a'));
    standing.set_cadence(v1::CADENCE_MONTH);
    standing.set_interest(v1::INTEREST_NONE);
    standing.set_given_at("2026-04-01T09:00:00Z");
    standing.set_not_after("2026-12-31T00:00:00Z");
    return standing;
  }
  v1::Envelope PanelWord(const v1::Envelope& delegation, const std::string& member,
                         const std::string& person) {
    v1::Approval word = package_.Approval(member, QueryDigest());
    word.set_approver(person);
    word.set_delegation_digest(crypto::PayloadDigest(delegation).ToHex());
    return Sign(word, person);
  }
};

TEST_F(WordRules, AWordIsAboutAQueryThatIsThere) {
  EXPECT_EQ(Refused(Sign(RefusalOf("north"), "ig-lead@north")), v1::REASON_NOT_ON_REGISTER);
  EXPECT_EQ(Refused(Sign(GoAheadOf("north"), "ig-lead@north")), v1::REASON_NOT_ON_REGISTER);
  ASSERT_TRUE(Add(package_.Build().query()).ok());
  EXPECT_EQ(Refused(Sign(RefusalOf("north"), "ig-lead@north")), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(Refused(Sign(GoAheadOf("north"), "ig-lead@north")), v1::REASON_UNSPECIFIED);
}

TEST_F(WordRules, AWordHasItsTime) {
  const v1::RunPackage package = package_.Build();
  Approve(package);
  v1::Refusal refusal = RefusalOf("north");
  refusal.set_given_at("yesterday");
  EXPECT_EQ(Refused(Sign(refusal, "ig-lead@north")), v1::REASON_STATEMENT_MALFORMED);
  v1::Revocation revocation = RevocationOf(package.approvals(0), "north");
  revocation.set_given_at("yesterday");
  EXPECT_EQ(Refused(Sign(revocation, "ig-lead@north")), v1::REASON_STATEMENT_MALFORMED);
  v1::GoAhead word = GoAheadOf("north");
  word.set_loaded_at("yesterday");
  EXPECT_EQ(Refused(Sign(word, "ig-lead@north")), v1::REASON_STATEMENT_MALFORMED);
}

TEST_F(WordRules, AWithheldGoAheadDoesNotComeAfterANewerOne) {
  ASSERT_TRUE(Add(package_.Build().query()).ok());
  ASSERT_TRUE(Add(Sign(GoAheadOf("north"), "ig-lead@north")).ok());
  v1::GoAhead older = GoAheadOf("north");
  older.set_given_at("2026-05-01T08:59:59Z");
  EXPECT_EQ(Refused(Sign(older, "ig-lead@north")), v1::REASON_WRONG_STATE);
  older.set_member("south");
  older.set_person("ig-lead@south");
  EXPECT_EQ(Refused(Sign(older, "ig-lead@south")), v1::REASON_UNSPECIFIED);
}

TEST_F(WordRules, APanelSpeaksForTheMemberThatLetItAndByItsSeats) {
  ASSERT_TRUE(Add(package_.Build().query()).ok());
  const v1::Envelope delegation = Sign(DelegationOf("east"), "ig-lead@east");
  ASSERT_TRUE(Add(delegation).ok());
  EXPECT_EQ(Refused(PanelWord(delegation, "south", "ig-lead@north")),
            v1::REASON_APPROVER_NOT_ENTITLED);
  EXPECT_EQ(Refused(PanelWord(delegation, "east", "ig-lead@east")),
            v1::REASON_APPROVER_NOT_ENTITLED);
  EXPECT_EQ(Refused(PanelWord(delegation, "east", "ig-lead@north")), v1::REASON_UNSPECIFIED);
}

TEST_F(WordRules, ADelegationIsTakenBackByItsOwnMemberAlone) {
  const v1::Envelope delegation = Sign(DelegationOf("east"), "ig-lead@east");
  ASSERT_TRUE(Add(delegation).ok());
  v1::Revocation revocation;
  revocation.set_approval_digest(crypto::PayloadDigest(delegation).ToHex());
  revocation.set_given_at("2026-05-01T11:00:00Z");
  for (const char* member : {"south", "east"}) {
    revocation.set_member(member);
    revocation.set_person(std::string("ig-lead@") + member);
    EXPECT_EQ(
        Refused(Sign(revocation, revocation.person())),
        member == std::string("east") ? v1::REASON_UNSPECIFIED : v1::REASON_APPROVER_NOT_ENTITLED);
  }
}

TEST_F(WordRules, AMandateIsGivenUnderTheAgreementInForceByALead) {
  v1::StandingApproval standing = StandingOf("east");
  v1::Delegation delegation = DelegationOf("east");
  for (const char* person : {"ig-deputy@east", "ig-lead@south"}) {
    standing.set_approver(person);
    EXPECT_EQ(Refused(Sign(standing, person)), v1::REASON_APPROVER_NOT_ENTITLED) << person;
    delegation.set_person(person);
    EXPECT_EQ(Refused(Sign(delegation, person)), v1::REASON_APPROVER_NOT_ENTITLED) << person;
  }
  standing = StandingOf("east");
  standing.set_agreement_digest(std::string(64, '0'));
  EXPECT_EQ(Refused(Sign(standing, "ig-lead@east")), v1::REASON_AGREEMENT_MISMATCH);
  delegation = DelegationOf("east");
  delegation.set_agreement_digest(std::string(64, '0'));
  EXPECT_EQ(Refused(Sign(delegation, "ig-lead@east")), v1::REASON_AGREEMENT_MISMATCH);
}

TEST_F(WordRules, WhoMayBeAwayRefusesForItselfAlone) {
  package_.query.add_optional("east");
  package_.query.set_coverage(2);
  package_.bend_approval = [](v1::Approval& approval) {
    approval.add_optional("east");
    approval.set_coverage(2);
    approval.set_attributable(true);
  };
  const v1::RunPackage package = package_.Build();
  Approve(package);
  ASSERT_TRUE(Add(Sign(RefusalOf("east"), "ig-lead@east")).ok());
  EXPECT_EQ(Refused(package.run()), v1::REASON_REVOKED);
  v1::Run without = *ReadUnverifiedStatement<v1::Run>(package.run());
  without.mutable_roster()->RemoveLast();
  without.mutable_approval_digests()->RemoveLast();
  EXPECT_EQ(Refused(Sign(without, "office")), v1::REASON_UNSPECIFIED);
}

TEST_F(WordRules, WhereTwoPeopleApproveASecondPersonsSameWordChangesThat) {
  v1::Policy policy;
  policy.set_member("north");
  policy.set_person("ig-lead@north");
  policy.set_version(1);
  policy.set_mode(v1::NODE_MODE_MANUAL);
  policy.set_approvers(2);
  policy.set_given_at("2026-05-01T09:00:00Z");
  ASSERT_TRUE(Add(Sign(policy, "ig-lead@north")).ok());
  policy.set_version(2);
  policy.set_approvers(1);
  ASSERT_TRUE(Add(Sign(policy, "ig-lead@north")).ok());
  // Another person who says something else has not said the same.
  policy.set_person("deputy@north");
  policy.set_version(3);
  policy.set_mode(v1::NODE_MODE_STANDING);
  ASSERT_TRUE(Add(Sign(policy, "deputy@north")).ok());
  EXPECT_EQ(office().PolicyOf("north")->approvers(), 2u);
  policy.set_person("ig-lead@north");
  policy.set_version(4);
  ASSERT_TRUE(Add(Sign(policy, "ig-lead@north")).ok());
  EXPECT_EQ(office().PolicyOf("north")->approvers(), 1u);
  EXPECT_EQ(office().PolicyOf("north")->mode(), v1::NODE_MODE_STANDING);
}

TEST_F(WordRules, APartyIsSuspendedOrResumedOnce) {
  EXPECT_EQ(Refused(Sign(SuspensionOf("north", /*lifted=*/true), "ig-lead@north")),
            v1::REASON_WRONG_STATE);
  ASSERT_TRUE(Add(Sign(SuspensionOf("north"), "ig-lead@north")).ok());
  v1::Suspension again = SuspensionOf("north");
  again.set_given_at("2026-05-01T11:00:01Z");
  EXPECT_EQ(Refused(Sign(again, "ig-lead@north")), v1::REASON_WRONG_STATE);
}

TEST_F(WordRules, OnlyTheCoordinatorSaysThatItRejectedSomething) {
  v1::Rejection rejection;
  rejection.set_person("ig-lead@north");
  rejection.set_type("approval");
  EXPECT_EQ(Refused(Sign(rejection, "university")), v1::REASON_SIGNATURE_INVALID);
  EXPECT_EQ(Refused(Sign(rejection, "office")), v1::REASON_UNSPECIFIED);
}

}  // namespace
}  // namespace ginnel::governance
