// SPDX-License-Identifier: Apache-2.0
// What a hostile coordinator can send to a node or trustee. Each test bends one thing in a package
// that is right otherwise, and expects the refusal of exactly the check that guards it.
#include <algorithm>
#include <string>
#include <utility>

#include "base/reason.h"
#include "crypto/dsse.h"
#include "governance/approval_verifier.h"
#include "governance/statement.h"
#include "gtest/gtest.h"
#include "tests/unit/governance/sample_agreement.h"

namespace ginnel::governance {
namespace {

// Both who must judge for themselves.
class ApprovalAttack : public testing::TestWithParam<std::string> {
 protected:
  absl::StatusOr<VerifiedQuery> Verify(const v1::RunPackage& package,
                                       const RunHistory& history = FakeHistory()) const {
    const VerifierRole role =
        GetParam() == "trustee" ? VerifierRole::Trustee() : VerifierRole::Node(GetParam());
    return ApprovalVerifier(package_.agreement, clock_, role, SampleThreshold, register_)
        .Verify(package, history);
  }
  v1::Reason Refusal(const RunHistory& history = FakeHistory()) const {
    return ReasonFor(Verify(package_.Build(), history));
  }
  SamplePackage& package() { return package_; }

  FakeClock clock_;
  AgreeableRegister register_;
  SamplePackage package_{SampleAgreement::InForce()};
};

INSTANTIATE_TEST_SUITE_P(Verifiers, ApprovalAttack, testing::Values("north", "trustee"),
                         [](const auto& param) { return param.param; });

TEST_P(ApprovalAttack, TheUnbentPackageIsAccepted) {
  const auto verified = Verify(package().Build());
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_EQ(verified->roster(), (std::vector<std::string>{"north", "south", "east"}));
}

TEST_P(ApprovalAttack, NoApprovalIsRefused) {
  v1::RunPackage bare = package().Build();
  bare.clear_approvals();
  EXPECT_EQ(ReasonFor(Verify(bare)), v1::REASON_APPROVAL_MISSING);
  package().bend_run = [](v1::Run& run) { run.clear_approval_digests(); };
  bare = package().Build();
  bare.clear_approvals();
  EXPECT_EQ(ReasonFor(Verify(bare)), v1::REASON_APPROVAL_MISSING);
}

TEST_P(ApprovalAttack, OneMissingApprovalIsRefused) {
  package().bend_run = [](v1::Run& run) { run.mutable_approval_digests()->RemoveLast(); };
  v1::RunPackage short_of_one = package().Build();
  short_of_one.mutable_approvals()->RemoveLast();
  EXPECT_EQ(ReasonFor(Verify(short_of_one)), v1::REASON_APPROVAL_MISSING);
}

TEST_P(ApprovalAttack, ARefusalIsNoApproval) {
  v1::RunPackage package_with_refusal = package().Build();
  v1::Refusal refusal;
  refusal.set_query_digest(crypto::PayloadDigest(package_with_refusal.query()).ToHex());
  refusal.set_agreement_digest(package().agreement->digest().ToHex());
  refusal.set_member("south");
  refusal.set_person("ig-lead@south");
  *package_with_refusal.mutable_approvals(1) =
      *SignStatement(refusal, SampleAgreement::Key("ig-lead@south"));
  EXPECT_EQ(ReasonFor(Verify(package_with_refusal)), v1::REASON_STATEMENT_MALFORMED);
}

TEST_P(ApprovalAttack, AnApprovalOfAnotherQueryIsRefused) {
  package().bend_approval = [](v1::Approval& approval) {
    if (approval.member() == "south") approval.set_query_digest(std::string(64, '0'));
  };
  EXPECT_EQ(Refusal(), v1::REASON_APPROVAL_OTHER_QUERY);
}

TEST_P(ApprovalAttack, ARunOfAnotherQueryIsRefused) {
  package().bend_run = [](v1::Run& run) { run.set_query_digest(std::string(64, '0')); };
  EXPECT_EQ(Refusal(), v1::REASON_APPROVAL_OTHER_QUERY);
}

TEST_P(ApprovalAttack, AnApprovalUnderAnotherAgreementIsRefused) {
  package().bend_approval = [](v1::Approval& approval) {
    approval.set_agreement_digest(std::string(64, '0'));
  };
  EXPECT_EQ(Refusal(), v1::REASON_AGREEMENT_MISMATCH);
}

TEST_P(ApprovalAttack, ARunUnderAnotherAgreementIsRefused) {
  package().bend_run = [](v1::Run& run) { run.set_agreement_digest(std::string(64, '0')); };
  EXPECT_EQ(Refusal(), v1::REASON_AGREEMENT_MISMATCH);
}

TEST_P(ApprovalAttack, AnApprovalByAnotherMembersLeadIsRefused) {
  package().approver["north"] = "ig-lead@south";
  EXPECT_EQ(Refusal(), v1::REASON_APPROVER_NOT_ENTITLED);
}

TEST_P(ApprovalAttack, AnApprovalByALeadWhoseMemberEndsInTheSameNameIsRefused) {
  package().approver["north"] = "ig-lead@far-north";
  EXPECT_EQ(Refusal(), v1::REASON_APPROVER_NOT_ENTITLED);
}

TEST_P(ApprovalAttack, AnApprovalByAPersonWithoutTheRoleIsRefused) {
  package().approver["north"] = "it@north";
  EXPECT_EQ(Refusal(), v1::REASON_APPROVER_NOT_ENTITLED);
}

TEST_P(ApprovalAttack, AnApprovalByAnUnknownPersonIsRefused) {
  package().approver["north"] = "stranger@north";
  EXPECT_EQ(Refusal(), v1::REASON_APPROVER_NOT_ENTITLED);
}

TEST_P(ApprovalAttack, OneMembersApprovalDoesNotStandForAnother) {
  v1::RunPackage twice = package().Build();
  *twice.mutable_approvals(1) = twice.approvals(2);
  EXPECT_EQ(ReasonFor(Verify(twice)), v1::REASON_APPROVER_NOT_ENTITLED);
  *twice.mutable_approvals(1) = twice.approvals(0);
  EXPECT_EQ(ReasonFor(Verify(twice)), v1::REASON_APPROVAL_MISSING);
}

TEST_P(ApprovalAttack, AnApprovalSignedByASubstitutedKeyIsRefused) {
  package().approval_signer["south"] = "the coordinator's own key";
  EXPECT_EQ(Refusal(), v1::REASON_SIGNATURE_INVALID);
}

TEST_P(ApprovalAttack, AnExpiredApprovalIsRefused) {
  package().bend_approval = [](v1::Approval& approval) {
    approval.set_not_after("2026-05-01T11:59:59Z");
  };
  EXPECT_EQ(Refusal(), v1::REASON_APPROVAL_EXPIRED);
}

TEST_P(ApprovalAttack, AnApprovalIsNotGoodAtTheMomentItEnds) {
  package().bend_approval = [](v1::Approval& approval) {
    approval.set_not_after("2026-05-01T12:00:00Z");
  };
  EXPECT_EQ(Refusal(), v1::REASON_APPROVAL_EXPIRED);
}

TEST_P(ApprovalAttack, AnApprovalWithoutItsTimesIsRefused) {
  package().bend_approval = [](v1::Approval& approval) { approval.clear_not_after(); };
  EXPECT_EQ(Refusal(), v1::REASON_STATEMENT_MALFORMED);
  package().bend_approval = [](v1::Approval& approval) { approval.set_given_at("yesterday"); };
  EXPECT_EQ(Refusal(), v1::REASON_STATEMENT_MALFORMED);
}

TEST_P(ApprovalAttack, AnApprovalThatOutlivesTheFloorIsRefused) {
  package().bend_approval = [](v1::Approval& approval) {
    approval.set_not_after("2026-07-30T09:00:01Z");
  };
  EXPECT_EQ(Refusal(), v1::REASON_APPROVAL_EXPIRED);
}

TEST_P(ApprovalAttack, AnApprovalFromTheFutureIsRefused) {
  package().bend_approval = [](v1::Approval& approval) {
    approval.set_given_at("2026-05-01T12:05:01Z");
  };
  EXPECT_EQ(Refusal(), v1::REASON_CLOCK_SKEW);
}

TEST_P(ApprovalAttack, AQueryPastItsEndIsRefused) {
  package().query.set_not_after("2026-04-30");
  EXPECT_EQ(Refusal(), v1::REASON_APPROVAL_EXPIRED);
}

TEST_P(ApprovalAttack, AUsedUpApprovalIsRefused) {
  package().bend_run = [](v1::Run& run) { run.set_n(3); };
  EXPECT_EQ(Refusal(FakeHistory(2, 1)), v1::REASON_APPROVAL_USED_UP);
}

TEST_P(ApprovalAttack, TheFewestRunsThatAnyMemberApprovedCount) {
  package().bend_run = [](v1::Run& run) { run.set_n(2); };
  package().bend_approval = [](v1::Approval& approval) {
    if (approval.member() == "east") approval.set_max_runs(1);
  };
  EXPECT_EQ(Refusal(FakeHistory(1, 1)), v1::REASON_APPROVAL_USED_UP);
}

TEST_P(ApprovalAttack, AnApprovalOfMoreRunsThanWereAskedForIsRefused) {
  package().bend_approval = [](v1::Approval& approval) { approval.set_max_runs(3); };
  EXPECT_EQ(Refusal(), v1::REASON_APPROVAL_OTHER_QUERY);
}

TEST_P(ApprovalAttack, AnApprovalOfNoRunsIsRefused) {
  package().bend_approval = [](v1::Approval& approval) { approval.clear_max_runs(); };
  EXPECT_EQ(Refusal(), v1::REASON_APPROVAL_OTHER_QUERY);
}

TEST_P(ApprovalAttack, TheAuthorMayNotApproveEvenAsAnIgLead) {
  package().query.set_author("doctor@north");
  package().approver["north"] = "doctor@north";
  EXPECT_EQ(Refusal(), v1::REASON_AUTHOR_APPROVED);
}

TEST_P(ApprovalAttack, AColleagueOfTheAuthorMayApproveBesideOthers) {
  package().query.set_author("doctor@north");
  package().approver["north"] = "deputy@north";
  EXPECT_EQ(Refusal(), v1::REASON_UNSPECIFIED);
}

TEST_P(ApprovalAttack, TheAuthorsOrganisationAloneMayNotApprove) {
  package().query.set_author("doctor@north");
  *package().query.mutable_members(0) = "north";
  package().roster = {"north"};
  package().approver["north"] = "deputy@north";
  EXPECT_EQ(Refusal(), v1::REASON_AUTHOR_APPROVED);
}

TEST_P(ApprovalAttack, AnAlteredByteAnywhereIsRefused) {
  const v1::RunPackage whole = package().Build();
  const auto refused = [this](const v1::RunPackage& bent) { return !Verify(bent).ok(); };
  const auto bend_each_byte = [&](const std::function<v1::Envelope*(v1::RunPackage&)>& part) {
    v1::RunPackage bent = whole;
    v1::Envelope& envelope = *part(bent);
    for (std::string* bytes :
         {envelope.mutable_payload(), envelope.mutable_signatures(0)->mutable_sig(),
          envelope.mutable_signatures(0)->mutable_keyid(), envelope.mutable_payload_type()}) {
      for (size_t i = 0; i < bytes->size(); i += 5) {
        (*bytes)[i] = static_cast<char>((*bytes)[i] ^ 1);
        EXPECT_TRUE(refused(bent)) << "byte " << i << " of " << *bytes;
        (*bytes)[i] = static_cast<char>((*bytes)[i] ^ 1);
      }
    }
  };
  ASSERT_FALSE(refused(whole));
  bend_each_byte([](v1::RunPackage& bent) { return bent.mutable_run(); });
  bend_each_byte([](v1::RunPackage& bent) { return bent.mutable_query(); });
  bend_each_byte([](v1::RunPackage& bent) { return bent.mutable_approvals(1); });
}

// A person who really signed a text of two readings is refused all the same.
TEST_P(ApprovalAttack, ADuplicateJsonKeyIsRefused) {
  v1::RunPackage bent = package().Build();
  std::string payload = bent.approvals(0).payload();
  ASSERT_EQ(payload.substr(0, 1), "{");
  payload.insert(1, "\"agreement_digest\":\"" + std::string(64, '0') + "\",");
  *bent.mutable_approvals(0) = *crypto::SignEnvelope(bent.approvals(0).payload_type(), payload,
                                                     SampleAgreement::Key("ig-lead@north"));
  EXPECT_EQ(ReasonFor(Verify(bent)), v1::REASON_STATEMENT_MALFORMED);
}

TEST_P(ApprovalAttack, AnUnknownFieldIsRefused) {
  v1::RunPackage bent = package().Build();
  std::string payload = bent.approvals(0).payload();
  payload.insert(payload.size() - 1, ",\"zeal\":true");
  *bent.mutable_approvals(0) = *crypto::SignEnvelope(bent.approvals(0).payload_type(), payload,
                                                     SampleAgreement::Key("ig-lead@north"));
  EXPECT_EQ(ReasonFor(Verify(bent)), v1::REASON_STATEMENT_MALFORMED);
}

TEST_P(ApprovalAttack, ASecondSignatureIsRefused) {
  v1::RunPackage bent = package().Build();
  ASSERT_TRUE(
      crypto::AddSignature(*bent.mutable_approvals(0), SampleAgreement::Key("deputy@north")).ok());
  EXPECT_EQ(ReasonFor(Verify(bent)), v1::REASON_STATEMENT_MALFORMED);
}

TEST_P(ApprovalAttack, ARunOnFewerMembersThanWereApprovedIsRefused) {
  package().bend_run = [](v1::Run& run) {
    run.mutable_roster()->RemoveLast();
    run.mutable_approval_digests()->RemoveLast();
  };
  v1::RunPackage fewer = package().Build();
  fewer.mutable_approvals()->RemoveLast();
  EXPECT_EQ(ReasonFor(Verify(fewer)), v1::REASON_ROSTER_MISMATCH);
}

TEST_P(ApprovalAttack, AllMeansEveryMemberOfTheSectorWhateverTheLeadsSigned) {
  package().roster = {"north", "south"};
  EXPECT_EQ(Refusal(), v1::REASON_ROSTER_MISMATCH);
}

TEST_P(ApprovalAttack, ARosterOutOfOrderIsRefused) {
  package().roster = {"south", "north", "east"};
  EXPECT_EQ(Refusal(), v1::REASON_ROSTER_MISMATCH);
}

TEST_P(ApprovalAttack, AMemberTwiceOnTheRosterIsRefused) {
  package().roster = {"north", "north", "south", "east"};
  EXPECT_EQ(Refusal(), v1::REASON_ROSTER_MISMATCH);
}

TEST_P(ApprovalAttack, AMemberThatTheQueryDoesNotNameIsRefused) {
  package().roster = {"north", "south", "hospital", "east"};
  EXPECT_EQ(Refusal(), v1::REASON_ROSTER_MISMATCH);
}

TEST_P(ApprovalAttack, OtherSectorsThanTheQueryAsksAreRefused) {
  package().bend_approval = [](v1::Approval& approval) {
    approval.set_sectors(0, v1::SECTOR_ACUTE);
  };
  EXPECT_EQ(Refusal(), v1::REASON_APPROVAL_OTHER_QUERY);
}

TEST_P(ApprovalAttack, LeadsWhoApprovedDifferentSectorsDidNotApproveOneThing) {
  package().query.clear_across();
  for (const char* id : {"north", "south", "east"}) package().query.add_members(id);
  package().query.mutable_members()->DeleteSubrange(0, 1);
  package().bend_approval = [](v1::Approval& approval) {
    approval.add_sectors(v1::SECTOR_GENERAL_PRACTICE);
    if (approval.member() == "east") approval.add_sectors(v1::SECTOR_HOUSING);
  };
  EXPECT_EQ(Refusal(), v1::REASON_APPROVAL_OTHER_QUERY);
}

TEST_P(ApprovalAttack, AnotherProfileThanTheQueryAsksIsRefused) {
  package().bend_approval = [](v1::Approval& approval) { approval.set_profile("strict-10"); };
  EXPECT_EQ(Refusal(), v1::REASON_APPROVAL_OTHER_QUERY);
}

TEST_P(ApprovalAttack, AProfileBelowTheFloorIsRefused) {
  package().query.set_profile("loose-2");
  package().bend_run = [](v1::Run& run) { run.set_threshold(2); };
  EXPECT_EQ(Refusal(), v1::REASON_QUERY_INVALID);
}

TEST_P(ApprovalAttack, AThresholdBelowTheProfileIsRefused) {
  package().bend_run = [](v1::Run& run) { run.set_threshold(7); };
  EXPECT_EQ(Refusal(), v1::REASON_APPROVAL_OTHER_QUERY);
  package().query.set_profile("strict-10");
  package().bend_run = [](v1::Run& run) { run.set_threshold(8); };
  EXPECT_EQ(Refusal(), v1::REASON_APPROVAL_OTHER_QUERY);
}

TEST_P(ApprovalAttack, AnAttributableTableMustBeApprovedAsOne) {
  for (const char* id : {"north", "south"}) package().query.add_members(id);
  package().query.mutable_members()->DeleteSubrange(0, 1);
  package().roster = {"north", "south"};
  EXPECT_EQ(Refusal(), v1::REASON_UNSPECIFIED);
  package().bend_approval = [](v1::Approval& approval) { approval.clear_attributable(); };
  EXPECT_EQ(Refusal(), v1::REASON_APPROVAL_OTHER_QUERY);
}

TEST_P(ApprovalAttack, AReplayedRunIsRefused) {
  EXPECT_EQ(Refusal(FakeHistory(1, 1)), v1::REASON_RUN_REPLAYED);
  EXPECT_EQ(Refusal(FakeHistory(1, 2)), v1::REASON_RUN_REPLAYED);
  EXPECT_EQ(Refusal(FakeHistory(2, 1)), v1::REASON_RUN_REPLAYED);
}

TEST_P(ApprovalAttack, ARunThatOpenedIsNeverAttemptedAgain) {
  package().bend_run = [](v1::Run& run) { run.set_attempt(2); };
  EXPECT_EQ(Refusal(FakeHistory(1, 1)), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(Refusal(FakeHistory(1, 1, /*spent=*/true)), v1::REASON_RUN_REPLAYED);
}

TEST_P(ApprovalAttack, ARunThatSkipsANumberIsRefused) {
  package().bend_run = [](v1::Run& run) { run.set_n(2); };
  EXPECT_EQ(Refusal(FakeHistory()), v1::REASON_RUN_REPLAYED);
}

TEST_P(ApprovalAttack, AFourthAttemptIsRefused) {
  package().bend_run = [](v1::Run& run) { run.set_attempt(4); };
  EXPECT_EQ(Refusal(FakeHistory(1, 3)), v1::REASON_APPROVAL_USED_UP);
}

TEST_P(ApprovalAttack, ARunSignedByAnotherTrusteeIsRefused) {
  package().run_signer = "university";
  EXPECT_EQ(Refusal(), v1::REASON_SIGNATURE_INVALID);
}

TEST_P(ApprovalAttack, ARunThatRestsOnAnotherApprovalIsRefused) {
  const v1::RunPackage by_lead = package().Build();
  package().approver["north"] = "deputy@north";
  v1::RunPackage by_deputy = package().Build();
  *by_deputy.mutable_run() = by_lead.run();
  EXPECT_EQ(ReasonFor(Verify(by_deputy)), v1::REASON_APPROVAL_OTHER_QUERY);
}

TEST_P(ApprovalAttack, AStaleRunIsRefused) {
  clock_.Advance(absl::Minutes(5));
  EXPECT_EQ(Refusal(), v1::REASON_UNSPECIFIED);
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(Refusal(), v1::REASON_CLOCK_SKEW);
}

TEST_P(ApprovalAttack, ARunFromTheFutureIsRefused) {
  package().bend_run = [](v1::Run& run) { run.set_started_at("2026-05-01T12:05:01Z"); };
  EXPECT_EQ(Refusal(), v1::REASON_CLOCK_SKEW);
}

TEST_P(ApprovalAttack, ARunWithoutANonceOrNumberIsRefused) {
  package().bend_run = [](v1::Run& run) { run.clear_nonce(); };
  EXPECT_EQ(Refusal(), v1::REASON_STATEMENT_MALFORMED);
  package().bend_run = [](v1::Run& run) { run.clear_n(); };
  EXPECT_EQ(Refusal(), v1::REASON_STATEMENT_MALFORMED);
  package().bend_run = [](v1::Run& run) { run.clear_attempt(); };
  EXPECT_EQ(Refusal(), v1::REASON_STATEMENT_MALFORMED);
}

TEST_P(ApprovalAttack, AQueryThatItsAuthorDidNotSignIsRefused) {
  package().query_signer = "office";
  EXPECT_EQ(Refusal(), v1::REASON_SIGNATURE_INVALID);
}

TEST_P(ApprovalAttack, AQueryByANonAnalystIsRefused) {
  package().query.set_author("it@north");
  EXPECT_EQ(Refusal(), v1::REASON_ROLE_REQUIRED);
}

TEST_P(ApprovalAttack, AQueryByAnUnknownSignerIsRefused) {
  package().query.set_author("analyst@nowhere");
  EXPECT_EQ(Refusal(), v1::REASON_ROLE_REQUIRED);
}

TEST_P(ApprovalAttack, NothingRunsWhenTheAgreementIsNoLongerInForce) {
  package().query.set_not_after("2027-06-30");
  clock_.Set("2027-04-01T00:00:00Z");
  package().bend_run = [](v1::Run& run) { run.set_started_at("2027-04-01T00:00:00Z"); };
  package().bend_approval = [](v1::Approval& approval) {
    approval.set_given_at("2027-03-31T00:00:00Z");
    approval.set_not_after("2027-04-30T00:00:00Z");
  };
  EXPECT_EQ(Refusal(), v1::REASON_AGREEMENT_MISMATCH);
}

class NodeRosterAttack : public ApprovalAttack {};
INSTANTIATE_TEST_SUITE_P(Outsider, NodeRosterAttack, testing::Values("hospital"));

TEST_P(NodeRosterAttack, ANodeThatIsNotOnTheRosterRefuses) {
  EXPECT_EQ(Refusal(), v1::REASON_ROSTER_MISMATCH);
}

class TrusteeOrganisationAttack : public ApprovalAttack {};
INSTANTIATE_TEST_SUITE_P(Hospital, TrusteeOrganisationAttack,
                         testing::Values("hospital", "trustee"));

// The hospital is a member, and runs a trustee under another id: it is one organisation all the
// same.
TEST_P(TrusteeOrganisationAttack, AnAuthorAtTheTrusteeOfTheSameOrganisationIsNoOutsider) {
  package().query.set_author("analyst@hospital-trustee");
  *package().query.mutable_members(0) = "hospital";
  package().query.set_across(0, v1::SECTOR_ACUTE);
  package().roster = {"hospital"};
  EXPECT_EQ(Refusal(), v1::REASON_AUTHOR_APPROVED);
}

}  // namespace
}  // namespace ginnel::governance
