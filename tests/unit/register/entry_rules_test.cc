// SPDX-License-Identifier: Apache-2.0
#include "governance/register/entry_rules.h"

#include "governance/run_id.h"
#include "tests/unit/register/register_room.h"

namespace ginnel::governance {
namespace {

class EntryRules : public RegisterRoom {
 protected:
  v1::Reason Refused(const v1::Envelope& statement) { return ReasonFor(Add(statement)); }
};

TEST_F(EntryRules, AQueryIsSignedByItsAuthorWhoIsAnAnalyst) {
  package_.query_signer = "ig-lead@north";
  EXPECT_EQ(Refused(package_.Build().query()), v1::REASON_SIGNATURE_INVALID);
  package_.query_signer = "";
  package_.query.set_author("ig-lead@north");
  EXPECT_EQ(Refused(package_.Build().query()), v1::REASON_ROLE_REQUIRED);
}

TEST_F(EntryRules, AnApprovalIsByALeadOfItsMemberAboutAQueryThatIsThere) {
  const v1::RunPackage package = package_.Build();
  EXPECT_EQ(Refused(package.approvals(0)), v1::REASON_NOT_ON_REGISTER);
  ASSERT_TRUE(Add(package.query()).ok());
  package_.approver["north"] = "ig-lead@south";
  EXPECT_EQ(Refused(package_.Build().approvals(0)), v1::REASON_APPROVER_NOT_ENTITLED);
  package_.approver["north"] = "it@north";
  EXPECT_EQ(Refused(package_.Build().approvals(0)), v1::REASON_APPROVER_NOT_ENTITLED);
  EXPECT_EQ(Refused(package.approvals(0)), v1::REASON_UNSPECIFIED);
}

TEST_F(EntryRules, AnApprovalIsTakenBackByItsOwnMemberAlone) {
  const v1::RunPackage package = package_.Build();
  Approve(package);
  const v1::Envelope& norths = package.approvals(0);
  EXPECT_EQ(Refused(Sign(RevocationOf(norths, "south"), "ig-lead@south")),
            v1::REASON_APPROVER_NOT_ENTITLED);
  EXPECT_EQ(Refused(Sign(RevocationOf(norths, "north"), "ig-lead@south")),
            v1::REASON_SIGNATURE_INVALID);
  EXPECT_EQ(Refused(Sign(RevocationOf(norths, "north"), "ig-lead@north")), v1::REASON_UNSPECIFIED);
}

TEST_F(EntryRules, ARevocationIsOfAnApprovalThatIsThereAndOfItsQuery) {
  const v1::RunPackage package = package_.Build();
  EXPECT_EQ(Refused(Sign(RevocationOf(package.approvals(0), "north"), "ig-lead@north")),
            v1::REASON_NOT_ON_REGISTER);
  Approve(package);
  v1::Revocation other = RevocationOf(package.approvals(0), "north");
  other.set_query_digest(std::string(64, '0'));
  EXPECT_EQ(Refused(Sign(other, "ig-lead@north")), v1::REASON_APPROVER_NOT_ENTITLED);
}

TEST_F(EntryRules, APartySuspendsItselfAndNobodyElse) {
  EXPECT_EQ(Refused(Sign(SuspensionOf("north"), "ig-lead@north")), v1::REASON_UNSPECIFIED);
  v1::Suspension of_another = SuspensionOf("south");
  of_another.set_person("ig-lead@north");
  EXPECT_EQ(Refused(Sign(of_another, "ig-lead@north")), v1::REASON_APPROVER_NOT_ENTITLED);
  v1::Suspension by_analyst = SuspensionOf("office");
  by_analyst.set_person("analyst@office");
  EXPECT_EQ(Refused(Sign(by_analyst, "analyst@office")), v1::REASON_APPROVER_NOT_ENTITLED);
}

TEST_F(EntryRules, ARunIsTrustee1sAndRestsOnWhatIsThere) {
  const v1::RunPackage package = package_.Build();
  EXPECT_EQ(Refused(package.run()), v1::REASON_NOT_ON_REGISTER);
  ASSERT_TRUE(Add(package.query()).ok());
  EXPECT_EQ(Refused(package.run()), v1::REASON_NOT_ON_REGISTER);
  for (const v1::Envelope& approval : package.approvals()) ASSERT_TRUE(Add(approval).ok());
  package_.run_signer = "university";
  EXPECT_EQ(Refused(package_.Build().run()), v1::REASON_SIGNATURE_INVALID);
  EXPECT_EQ(Refused(package.run()), v1::REASON_UNSPECIFIED);
}

TEST_F(EntryRules, NothingRunsOnAnApprovalThatWasTakenBack) {
  const v1::RunPackage package = package_.Build();
  Approve(package);
  ASSERT_TRUE(Add(Sign(RevocationOf(package.approvals(1), "south"), "ig-lead@south")).ok());
  EXPECT_EQ(Refused(package.run()), v1::REASON_REVOKED);
}

TEST_F(EntryRules, NothingRunsWithAMemberThatIsSuspendedUntilThatIsLifted) {
  const v1::RunPackage package = package_.Build();
  Approve(package);
  ASSERT_TRUE(Add(Sign(SuspensionOf("south"), "ig-lead@south")).ok());
  EXPECT_EQ(Refused(package.run()), v1::REASON_SUSPENDED);
  ASSERT_TRUE(Add(Sign(SuspensionOf("south", /*lifted=*/true), "ig-lead@south")).ok());
  EXPECT_EQ(Refused(package.run()), v1::REASON_UNSPECIFIED);
}

TEST_F(EntryRules, RunsFollowEachOtherOneByOne) {
  const auto run = [this](uint32_t n, uint32_t attempt) {
    package_.bend_run = [n, attempt](v1::Run& each) {
      each.set_n(n);
      each.set_attempt(attempt);
    };
    return package_.Build().run();
  };
  Approve(package_.Build());
  EXPECT_EQ(Refused(run(2, 1)), v1::REASON_RUN_REPLAYED);
  EXPECT_EQ(Refused(run(1, 2)), v1::REASON_RUN_REPLAYED);
  EXPECT_EQ(Refused(run(1, 1)), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(Refused(run(1, 3)), v1::REASON_RUN_REPLAYED);
  EXPECT_EQ(Refused(run(2, 2)), v1::REASON_RUN_REPLAYED);
  EXPECT_EQ(Refused(run(2, 1)), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(Refused(run(1, 2)), v1::REASON_RUN_REPLAYED);
}

TEST_F(EntryRules, AFurtherAttemptNeedsTheWordOfBothOtherTrustees) {
  const v1::RunPackage package = package_.Build();
  Approve(package);
  ASSERT_TRUE(Add(package.run()).ok());
  package_.bend_run = [](v1::Run& run) { run.set_attempt(2); };
  const v1::Envelope second = package_.Build().run();
  v1::Void word;
  word.set_query_digest(crypto::PayloadDigest(package.query()).ToHex());
  word.set_run_id(RunIdOf(*ReadUnverifiedStatement<v1::Run>(package.run())).ToHex());
  word.set_n(1);
  word.set_attempt(1);
  word.set_trustee("university");
  ASSERT_TRUE(Add(Sign(word, "university")).ok());
  EXPECT_EQ(Refused(second), v1::REASON_RUN_REPLAYED);
  word.set_trustee("hospital-trustee");
  EXPECT_EQ(Refused(Sign(word, "university")), v1::REASON_SIGNATURE_INVALID);
  ASSERT_TRUE(Add(Sign(word, "hospital-trustee")).ok());
  EXPECT_EQ(Refused(second), v1::REASON_UNSPECIFIED);
}

TEST_F(EntryRules, AVoidOrAReleaseIsOfARunThatIsThere) {
  const v1::RunPackage package = package_.Build();
  Approve(package);
  v1::Released released;
  released.set_query_digest(crypto::PayloadDigest(package.query()).ToHex());
  released.set_run_id(RunIdOf(*ReadUnverifiedStatement<v1::Run>(package.run())).ToHex());
  released.set_n(1);
  released.set_attempt(1);
  v1::Void word;
  word.set_query_digest(released.query_digest());
  word.set_run_id(released.run_id());
  word.set_n(1);
  word.set_attempt(1);
  word.set_trustee("university");
  EXPECT_EQ(Refused(Sign(released, "office")), v1::REASON_NOT_ON_REGISTER);
  EXPECT_EQ(Refused(Sign(word, "university")), v1::REASON_NOT_ON_REGISTER);
  ASSERT_TRUE(Add(package.run()).ok());
  EXPECT_EQ(Refused(Sign(released, "university")), v1::REASON_SIGNATURE_INVALID);
  EXPECT_EQ(Refused(Sign(released, "office")), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(Refused(Sign(word, "university")), v1::REASON_UNSPECIFIED);
}

TEST_F(EntryRules, OnlyTrustees2And3Void) {
  v1::Void word;
  word.set_query_digest(std::string(64, '0'));
  word.set_trustee("office");
  EXPECT_EQ(Refused(Sign(word, "office")), v1::REASON_ROLE_REQUIRED);
}

TEST_F(EntryRules, WhatIsNoStatementHasNoPlace) {
  v1::Envelope envelope = package_.Build().query();
  envelope.set_payload_type("application/vnd.ginnel.gossip.v1+json");
  EXPECT_EQ(Refused(envelope), v1::REASON_STATEMENT_MALFORMED);
  v1::Release release;
  release.set_title("a table");
  EXPECT_EQ(Refused(Sign(release, "office")), v1::REASON_STATEMENT_MALFORMED);
}

TEST_F(EntryRules, ADuplicateKeyIsRefused) {
  v1::Envelope envelope = package_.Build().query();
  std::string payload = envelope.payload();
  payload.insert(payload.size() - 1, ",\"title\":\"Another\"");
  envelope = *crypto::SignEnvelope(envelope.payload_type(), payload,
                                   SampleAgreement::Key("analyst@office"));
  EXPECT_EQ(Refused(envelope), v1::REASON_STATEMENT_MALFORMED);
}

}  // namespace
}  // namespace ginnel::governance
