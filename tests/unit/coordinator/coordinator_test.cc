// SPDX-License-Identifier: Apache-2.0
#include "coordinator/coordinator.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "base/calendar.h"
#include "base/reason.h"
#include "tests/unit/coordinator/coordinator_room.h"

namespace ginnel::coordinator {
namespace {

using governance::SampleAgreement;

class CoordinatorTest : public CoordinatorRoom {
 protected:
  v1::Envelope RefusalOf(const std::string& member, const std::string& digest) {
    v1::Refusal refusal;
    refusal.set_query_digest(digest);
    refusal.set_agreement_digest(federation_.agreement()->digest().ToHex());
    refusal.set_member(member);
    refusal.set_person("ig-lead@" + member);
    refusal.set_remark_digest(governance::RemarkDigest(governance::SamplePackage::Remark()));
    refusal.set_given_at("2026-05-01T09:00:00Z");
    return *governance::SignStatement(refusal, SampleAgreement::Key("ig-lead@" + member));
  }
};

TEST_F(CoordinatorTest, OffersASubmittedQueryToItsMembers) {
  Connect("north");
  const std::string digest = Submit(/*approved=*/false);
  const auto status = coordinator_->StatusOf(digest);
  ASSERT_TRUE(status.ok());
  EXPECT_EQ(status->state(), v1::QUERY_STATE_AWAITING_APPROVAL);
  EXPECT_EQ(status->members_size(), 3);
  EXPECT_EQ(status->runs_allowed(), 2u);
  ASSERT_EQ(nodes_["north"]->sent().size(), 1u);
  EXPECT_EQ(crypto::PayloadDigest(nodes_["north"]->sent()[0].offer()).ToHex(), digest);
  EXPECT_EQ(coordinator_->OffersFor("south")->size(), 1u);  // when it connects
  EXPECT_EQ(coordinator_->OffersFor("hospital")->size(), 0u);
}

TEST_F(CoordinatorTest, TakesTheSameQueryOnce) {
  const std::string digest = Submit();
  EXPECT_EQ(Submit(/*approved=*/false), digest);
  EXPECT_EQ(coordinator_->List()->size(), 1u);
  EXPECT_EQ(coordinator_->StatusOf(digest)->state(), v1::QUERY_STATE_APPROVED);
}

TEST_F(CoordinatorTest, RefusesAQueryOfSomebodyElse) {
  const v1::Envelope query = package_.Build().query();
  EXPECT_EQ(ReasonFor(coordinator_->Submit("doctor@north", query)), v1::REASON_ROLE_REQUIRED);
  EXPECT_EQ(ReasonFor(coordinator_->Submit("ig-lead@north", query)), v1::REASON_ROLE_REQUIRED);
  EXPECT_EQ(ReasonFor(coordinator_->Submit("stranger", query)), v1::REASON_ROLE_REQUIRED);
  package_.query_signer = "office";
  EXPECT_EQ(ReasonFor(coordinator_->Submit("analyst@office", package_.Build().query())),
            v1::REASON_SIGNATURE_INVALID);
  EXPECT_TRUE(coordinator_->List()->empty());
}

TEST_F(CoordinatorTest, RefusesAQueryThatCannotBePlanned) {
  package_.query.add_measures("prevalence smokers");
  const auto status = coordinator_->Submit("analyst@office", package_.Build().query());
  EXPECT_EQ(ReasonFor(status), v1::REASON_QUERY_INVALID);
  EXPECT_NE(status.status().message().find("did you mean `smoker`"), std::string::npos);
  EXPECT_TRUE(coordinator_->List()->empty());
}

TEST_F(CoordinatorTest, HoldsAnAuthorToTheAgreementsQueriesAWeek) {
  for (int i = 0; i < 20; ++i) {
    package_.query.set_title(absl::StrCat("query ", i));
    Submit(/*approved=*/false);
  }
  package_.query.set_title("one too many");
  const auto over = coordinator_->Submit("analyst@office", package_.Build().query());
  EXPECT_TRUE(absl::IsResourceExhausted(over.status())) << over.status();
  EXPECT_EQ(ReasonFor(over), v1::REASON_QUOTA_EXCEEDED);
  federation_.clock().Advance(absl::Hours(24 * 7) + absl::Seconds(1));
  EXPECT_TRUE(coordinator_->Submit("analyst@office", package_.Build().query()).ok());
}

TEST_F(CoordinatorTest, ApprovesAQueryWhenTheLastMemberHas) {
  const std::string digest = Submit(/*approved=*/false);
  const v1::RunPackage package = package_.Build();
  for (int i = 0; i < 3; ++i) {
    const auto status = Decide(package.approvals(i));
    ASSERT_TRUE(status.ok()) << status.status();
    EXPECT_EQ(status->state(),
              i < 2 ? v1::QUERY_STATE_AWAITING_APPROVAL : v1::QUERY_STATE_APPROVED);
    EXPECT_EQ(status->decisions(i).decision(), v1::MemberDecision::DECISION_APPROVED);
    EXPECT_TRUE(Decide(package.approvals(i)).ok());  // the same again
  }
  Restart();
  EXPECT_EQ(coordinator_->StatusOf(digest)->state(), v1::QUERY_STATE_APPROVED);
  EXPECT_TRUE(coordinator_->OffersFor("north")->empty());
}

TEST_F(CoordinatorTest, TakesOneDecisionOfEachPersonForAMember) {
  const std::string digest = Submit(/*approved=*/false);
  ASSERT_TRUE(Decide(package_.Build().approvals(0)).ok());
  package_.bend_approval = [](v1::Approval& approval) { approval.set_max_runs(1); };
  EXPECT_TRUE(absl::IsAlreadyExists(Decide(package_.Build().approvals(0)).status()));
  package_.approver["north"] = "deputy@north";
  EXPECT_TRUE(Decide(package_.Build().approvals(0)).ok());
  EXPECT_EQ(coordinator_->StatusOf(digest)->decisions_size(), 4);
}

TEST_F(CoordinatorTest, TakesSoManyPoliciesOfAMemberInADayAndNoMore) {
  v1::Policy policy;
  policy.set_member("north");
  policy.set_person("ig-lead@north");
  policy.set_given_at(ToRfc3339(federation_.clock().Now()));
  const auto add = [&](uint32_t version) {
    policy.set_version(version);
    const auto key = governance::SampleAgreement::Key("ig-lead@north");
    return coordinator_->AddStatement("ig-lead@north", *governance::SignStatement(policy, key), {});
  };
  for (uint32_t version = 1; version <= 50; ++version) {
    const auto added = add(version);
    ASSERT_TRUE(added.ok()) << added.status();
  }
  EXPECT_EQ(ReasonFor(add(51)), v1::REASON_QUOTA_EXCEEDED);
  policy.set_given_at(ToRfc3339(federation_.clock().Now() - absl::Hours(25)));
  EXPECT_EQ(ReasonFor(add(51)), v1::REASON_WRONG_STATE);
}

TEST_F(CoordinatorTest, TakesAGoAheadOfAMemberThatTheQueryAsksAndOfNoOther) {
  const std::string digest = Submit();
  v1::GoAhead word;
  word.set_query_digest(digest);
  word.set_loaded_at("2026-05-01T08:00:00Z");
  word.set_given_at(ToRfc3339(federation_.clock().Now()));
  const auto say = [&](const std::string& member) {
    word.set_member(member);
    word.set_person("ig-lead@" + member);
    const auto key = governance::SampleAgreement::Key(word.person());
    return coordinator_->AddStatement(word.person(), *governance::SignStatement(word, key), {});
  };
  EXPECT_EQ(ReasonFor(say("hospital")), v1::REASON_ROSTER_MISMATCH);
  EXPECT_TRUE(say("north").ok());
}

TEST_F(CoordinatorTest, ASuspensionLeavesAnApprovedQueryApprovedAndUnableToRun) {
  const std::string digest = Submit();
  v1::Suspension suspension;
  suspension.set_party("south");
  suspension.set_person("ig-lead@south");
  const auto say = [&](bool lifted) {
    suspension.set_lifted(lifted);
    suspension.set_given_at(ToRfc3339(federation_.clock().Now()));
    const v1::Remark remark = governance::SamplePackage::Remark();
    suspension.set_remark_digest(governance::RemarkDigest(remark));
    const auto key = governance::SampleAgreement::Key("ig-lead@south");
    return coordinator_->AddStatement("ig-lead@south", *governance::SignStatement(suspension, key),
                                      remark);
  };
  ASSERT_TRUE(say(false).ok());
  Restart();
  EXPECT_EQ(coordinator_->StatusOf(digest)->state(), v1::QUERY_STATE_APPROVED);
  EXPECT_FALSE(coordinator_->StartRun("analyst@office", digest).ok());
  ASSERT_TRUE(say(true).ok());
  EXPECT_TRUE(coordinator_->StartRun("analyst@office", digest).ok());
}

TEST_F(CoordinatorTest, TakesADecisionFromItsSignerOnly) {
  const std::string digest = Submit(/*approved=*/false);
  const v1::Envelope of_north = package_.Build().approvals(0);
  EXPECT_EQ(ReasonFor(DecideAs("ig-lead@south", of_north)), v1::REASON_APPROVER_NOT_ENTITLED);
  EXPECT_EQ(ReasonFor(DecideAs("analyst@office", of_north)), v1::REASON_ROLE_REQUIRED);
  v1::Envelope altered = of_north;
  altered.mutable_payload()->replace(altered.payload().find("2026-05-31"), 10, "2026-06-30");
  EXPECT_EQ(ReasonFor(DecideAs("ig-lead@north", altered)), v1::REASON_SIGNATURE_INVALID);
  EXPECT_EQ(coordinator_->Get(digest)->decisions.size(), 0u);
}

TEST_F(CoordinatorTest, TakesNoDecisionOnAQueryThatItDoesNotKnow) {
  EXPECT_EQ(ReasonFor(Decide(package_.Build().approvals(0))), v1::REASON_NOT_FOUND);
}

TEST_F(CoordinatorTest, RefusesAQueryForGoodAtTheFirstRefusal) {
  const std::string digest = Submit(/*approved=*/false);
  const v1::RunPackage package = package_.Build();
  ASSERT_TRUE(Decide(package.approvals(0)).ok());
  const auto refused = DecideAs("ig-lead@south", RefusalOf("south", digest));
  ASSERT_TRUE(refused.ok()) << refused.status();
  EXPECT_EQ(refused->state(), v1::QUERY_STATE_REFUSED);
  EXPECT_EQ(refused->detail(), "south refused: Within the plan");
  EXPECT_EQ(ReasonFor(Decide(package.approvals(2))), v1::REASON_WRONG_STATE);
  EXPECT_EQ(ReasonFor(coordinator_->StartRun("analyst@office", digest)), v1::REASON_WRONG_STATE);
  EXPECT_EQ(coordinator_->StatusOf(digest)->state(), v1::QUERY_STATE_REFUSED);
}

TEST_F(CoordinatorTest, GivesNoSayToAMemberThatIsNotAsked) {
  const std::string digest = Submit(/*approved=*/false);
  EXPECT_EQ(ReasonFor(DecideAs("ig-lead@hospital", RefusalOf("hospital", digest))),
            v1::REASON_ROSTER_MISMATCH);
  EXPECT_EQ(coordinator_->StatusOf(digest)->state(), v1::QUERY_STATE_AWAITING_APPROVAL);
}

TEST_F(CoordinatorTest, SaysThatAQueryExpiredOnceItsDayIsOver) {
  const std::string digest = Submit(/*approved=*/false);
  federation_.clock().Set("2026-06-30T23:59:59Z");
  EXPECT_EQ(coordinator_->StatusOf(digest)->state(), v1::QUERY_STATE_AWAITING_APPROVAL);
  federation_.clock().Set("2026-07-01T00:00:00Z");
  EXPECT_EQ(coordinator_->StatusOf(digest)->state(), v1::QUERY_STATE_EXPIRED);
  EXPECT_TRUE(coordinator_->OffersFor("north")->empty());
}

TEST_F(CoordinatorTest, RunsOnlyWhatIsApprovedAndOnlyForItsAuthor) {
  ConnectAll();
  const std::string digest = Submit(/*approved=*/false);
  EXPECT_EQ(ReasonFor(coordinator_->StartRun("analyst@office", digest)), v1::REASON_WRONG_STATE);
  const v1::RunPackage package = package_.Build();
  for (const v1::Envelope& approval : package.approvals()) {
    ASSERT_TRUE(Decide(approval).ok());
  }
  EXPECT_EQ(ReasonFor(coordinator_->StartRun("doctor@north", digest)), v1::REASON_ROLE_REQUIRED);
  EXPECT_EQ(ReasonFor(coordinator_->StartRun("analyst@office", std::string(64, '0'))),
            v1::REASON_NOT_FOUND);
  EXPECT_TRUE(book_->Attempts(digest)->empty());
}

}  // namespace
}  // namespace ginnel::coordinator
