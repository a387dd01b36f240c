// SPDX-License-Identifier: Apache-2.0
#include "governance/register/run_rules.h"

#include "governance/run_id.h"
#include "tests/unit/register/register_room.h"

namespace ginnel::governance {
namespace {

class RunRules : public RegisterRoom {
 protected:
  v1::Reason Refused(const v1::Envelope& statement) { return ReasonFor(Add(statement)); }
  v1::Envelope RunOf(const v1::RunPackage& package, const std::function<void(v1::Run&)>& bend) {
    v1::Run run = *ReadUnverifiedStatement<v1::Run>(package.run());
    bend(run);
    return Sign(run, "office");
  }
  v1::Envelope VoidOf(const v1::RunPackage& package, const std::string& trustee) {
    const v1::Run run = *ReadUnverifiedStatement<v1::Run>(package.run());
    v1::Void word;
    word.set_run_id(RunIdOf(run).ToHex());
    word.set_query_digest(run.query_digest());
    word.set_n(run.n());
    word.set_attempt(run.attempt());
    word.set_trustee(trustee);
    return Sign(word, trustee);
  }
  // The package, with east's standing approval in the place of east's approval.
  v1::RunPackage OnStanding() {
    v1::StandingApproval standing;
    standing.set_agreement_digest(base_->digest().ToHex());
    standing.set_member("east");
    standing.set_approver("ig-lead@east");
    standing.set_series(std::string(64, 'a'));
    standing.set_cadence(v1::CADENCE_MONTH);
    standing.set_interest(v1::INTEREST_NONE);
    standing.set_given_at("2026-04-01T09:00:00Z");
    standing.set_not_after("2026-12-31T00:00:00Z");
    v1::RunPackage package = package_.Build();
    *package.mutable_approvals(2) = Sign(standing, "ig-lead@east");
    *package.mutable_run() = RunOf(package, [&](v1::Run& run) {
      run.set_approval_digests(2, crypto::PayloadDigest(package.approvals(2)).ToHex());
    });
    return package;
  }
};

TEST_F(RunRules, AVoidHasTheNumbersOfTheAttemptThatItNames) {
  const v1::RunPackage package = package_.Build();
  Approve(package);
  ASSERT_TRUE(Add(package.run()).ok());
  const v1::Void word = *ReadUnverifiedStatement<v1::Void>(VoidOf(package, "hospital-trustee"));
  v1::Void other_n = word, other_attempt = word;
  other_n.set_n(word.n() + 1);
  other_attempt.set_attempt(word.attempt() + 1);
  EXPECT_EQ(Refused(Sign(other_n, "hospital-trustee")), v1::REASON_NOT_ON_REGISTER);
  EXPECT_EQ(Refused(Sign(other_attempt, "hospital-trustee")), v1::REASON_NOT_ON_REGISTER);
  EXPECT_EQ(Refused(Sign(word, "hospital-trustee")), v1::REASON_UNSPECIFIED);
}

TEST_F(RunRules, ARunNamesEachApprovalOnce) {
  const v1::RunPackage package = package_.Build();
  Approve(package);
  EXPECT_EQ(
      Refused(RunOf(package,
                    [](v1::Run& run) { run.set_approval_digests(1, run.approval_digests(0)); })),
      v1::REASON_APPROVAL_OTHER_QUERY);
}

TEST_F(RunRules, ARunIsOfAQueryThatIsThereThoughItRestsOnNothing) {
  const v1::RunPackage package = package_.Build();
  EXPECT_EQ(Refused(RunOf(package, [](v1::Run& run) { run.clear_approval_digests(); })),
            v1::REASON_NOT_ON_REGISTER);
}

TEST_F(RunRules, ARunRestsOnApprovalsOfItsOwnQuery) {
  const v1::RunPackage package = package_.Build();
  Approve(package);
  SamplePackage other = package_;
  other.query.set_title("Another question");
  const v1::RunPackage another = other.Build();
  Approve(another);
  EXPECT_EQ(Refused(RunOf(package,
                          [&](v1::Run& run) {
                            run.set_approval_digests(
                                1, crypto::PayloadDigest(another.approvals(1)).ToHex());
                          })),
            v1::REASON_APPROVAL_OTHER_QUERY);
}

TEST_F(RunRules, AStandingApprovalIsOfAMemberThatTakesPart) {
  const v1::RunPackage package = OnStanding();
  Approve(package);
  EXPECT_EQ(Refused(RunOf(package, [](v1::Run& run) { run.mutable_roster()->RemoveLast(); })),
            v1::REASON_APPROVAL_USED_UP);
  EXPECT_EQ(Refused(package.run()), v1::REASON_UNSPECIFIED);
}

TEST_F(RunRules, AStandingApprovalCarriesNoSecondRunOfAQuery) {
  const v1::RunPackage package = OnStanding();
  Approve(package);
  ASSERT_TRUE(Add(package.run()).ok());
  EXPECT_EQ(Refused(RunOf(package, [](v1::Run& run) { run.set_n(2); })),
            v1::REASON_APPROVAL_USED_UP);
}

TEST_F(RunRules, AFurtherAttemptNeedsTheWordOfEachWhicheverCameFirst) {
  for (const char* first : {"university", "hospital-trustee"}) {
    package_.query.set_title(first);
    package_.bend_run = [](v1::Run&) {};
    const v1::RunPackage package = package_.Build();
    Approve(package);
    ASSERT_TRUE(Add(package.run()).ok());
    ASSERT_TRUE(Add(VoidOf(package, first)).ok());
    EXPECT_EQ(Refused(RunOf(package, [](v1::Run& run) { run.set_attempt(2); })),
              v1::REASON_RUN_REPLAYED);
  }
}

}  // namespace
}  // namespace ginnel::governance
