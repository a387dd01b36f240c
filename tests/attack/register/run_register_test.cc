// SPDX-License-Identifier: Apache-2.0
// What a coordinator shows of a register with a run, where the copy that is asked knows better; and
// a run that is opened after something was taken back.
#include "governance/agreement_folder.h"
#include "governance/run_id.h"
#include "tests/unit/governance/sample_succession.h"
#include "tests/unit/register/register_room.h"

namespace ginnel::governance {
namespace {

class RunRegisterAttack : public RegisterRoom {
 protected:
  v1::Envelope QueryOf(const std::string& title) {
    SamplePackage other = package_;
    other.query.set_title(title);
    return other.Build().query();
  }
  // The package's run as its attempt `attempt` of run `n`.
  v1::Envelope RunOf(uint32_t n, uint32_t attempt) {
    package_.bend_run = [n, attempt](v1::Run& run) {
      run.set_n(n);
      run.set_attempt(attempt);
    };
    return package_.Build().run();
  }
  void Void(const v1::Envelope& envelope) {
    const v1::Run run = *ReadUnverifiedStatement<v1::Run>(envelope);
    for (const char* trustee : {"hospital-trustee", "university"}) {
      v1::Void word;
      word.set_run_id(RunIdOf(run).ToHex());
      word.set_query_digest(run.query_digest());
      word.set_n(run.n());
      word.set_attempt(run.attempt());
      word.set_trustee(trustee);
      ASSERT_TRUE(Add(Sign(word, trustee)).ok());
    }
  }
  // Everything that is on the register, at north, with its checkpoint in `package`.
  void Show(v1::RunPackage& package) {
    package.set_checkpoint(Publish());
    ASSERT_TRUE(Feed("north", package.checkpoint()).ok());
  }
  v1::Envelope last_;  // constitution

  v1::Reason Stands(const v1::RunPackage& package) {
    const v1::Run run = *ReadUnverifiedStatement<v1::Run>(package.run());
    const absl::Status stands = office().CheckStands(run.query_digest(), RunIdOf(run).ToHex());
    return stands.ok() ? v1::REASON_UNSPECIFIED : ReasonOf(stands);
  }
};

TEST_F(RunRegisterAttack, ARunOnEntriesThatThisCopyHasNotReadIsRefused) {
  v1::RunPackage package = package_.Build();
  Approve(package);
  Publish(package);
  ASSERT_TRUE(Add(QueryOf("Another question")).ok());
  package.set_checkpoint(Publish());
  EXPECT_EQ(Refusal("north", package), v1::REASON_REGISTER_STALE);
}

TEST_F(RunRegisterAttack, ARunOnARegisterThatSplitFromThisCopyIsRefused) {
  v1::RunPackage package = package_.Build();
  Register& fork = Reopen("office-fork");
  ASSERT_TRUE(EnterFolder(AgreementFolder(folder_ + "/agreement"), fork).ok());
  Approve(package);
  Publish(package);
  ASSERT_TRUE(Add(QueryOf("Another question")).ok());
  Show(package);
  ASSERT_EQ(Refusal("north", package), v1::REASON_UNSPECIFIED);
  // The same question, approvals and run on another register, which both others co-sign: they lost
  // their copies, or collude.
  ASSERT_TRUE(Add(QueryOf("One question"), fork).ok());
  ASSERT_TRUE(Add(package.query(), fork).ok());
  for (const v1::Envelope& approval : package.approvals()) ASSERT_TRUE(Add(approval, fork).ok());
  ASSERT_TRUE(Add(package.run(), fork).ok());
  crypto::SignedNote note = *crypto::SignedNote::Parse(Checkpoint(fork));
  const std::string origin = crypto::ParseCheckpointBody(note.body)->origin;
  for (const char* trustee : {"hospital-trustee", "university"}) {
    ASSERT_TRUE(Cosign(note, origin, trustee, SampleAgreement::Key(trustee), clock_.Now()).ok());
  }
  package.set_checkpoint(note.ToText());
  EXPECT_EQ(Refusal("north", package), v1::REASON_REGISTER_FORK);
}

TEST_F(RunRegisterAttack, AQueryUnderAnotherSignatureThanTheOneThatIsThereIsRefused) {
  v1::RunPackage package = package_.Build();
  Approve(package);
  Publish(package);
  package.mutable_query()->mutable_signatures(0)->mutable_sig()->back() ^= 1;
  EXPECT_EQ(Refusal("north", package), v1::REASON_NOT_ON_REGISTER);
}

TEST_F(RunRegisterAttack, AnAttemptThatWasVoidedIsNotAnswered) {
  v1::RunPackage package = package_.Build();
  Approve(package);
  ASSERT_TRUE(Add(package.run()).ok());
  Void(package.run());
  Show(package);
  EXPECT_EQ(Refusal("north", package), v1::REASON_RUN_REPLAYED);
}

TEST_F(RunRegisterAttack, ARunIsNotAnsweredOnceThereIsALaterOne) {
  v1::RunPackage package = package_.Build();
  Approve(package);
  ASSERT_TRUE(Add(package.run()).ok());
  ASSERT_TRUE(Add(RunOf(2, 1)).ok());
  Show(package);
  EXPECT_EQ(Refusal("north", package), v1::REASON_RUN_REPLAYED);
}

// A ledger from an old backup knows nothing of what came before: the register does.
TEST_F(RunRegisterAttack, ALedgerThatWasSetBackIsToldByTheRegisterWhatCameBefore) {
  v1::RunPackage package = package_.Build();
  Approve(package);
  ASSERT_TRUE(Add(package.run()).ok());
  *package.mutable_run() = RunOf(2, 1);
  ASSERT_TRUE(Add(package.run()).ok());
  const RunProgress before = *office().Before(*ReadUnverifiedStatement<v1::Run>(package.run()));
  EXPECT_EQ(before.n, 1u);
  EXPECT_EQ(before.attempt, 1u);
  Show(package);
  const ApprovalVerifier verifier(At("north").agreement(), clock_, VerifierRole::Node("north"),
                                  SampleThreshold, At("north"));
  EXPECT_EQ(ReasonFor(verifier.Verify(package, FakeHistory())), v1::REASON_UNSPECIFIED);
}

// Before an opening.

TEST_F(RunRegisterAttack, NothingOpensThatIsNotOnTheRegister) {
  const v1::RunPackage package = package_.Build();
  Approve(package);
  EXPECT_EQ(Stands(package), v1::REASON_NOT_ON_REGISTER);
  ASSERT_TRUE(Add(package.run()).ok());
  EXPECT_EQ(Stands(package), v1::REASON_UNSPECIFIED);
}

TEST_F(RunRegisterAttack, NothingOpensAfterAnApprovalWasTakenBack) {
  const v1::RunPackage package = package_.Build();
  Approve(package);
  ASSERT_TRUE(Add(package.run()).ok());
  ASSERT_TRUE(Add(Sign(RevocationOf(package.approvals(1), "south"), "ig-lead@south")).ok());
  EXPECT_EQ(Stands(package), v1::REASON_REVOKED);
}

TEST_F(RunRegisterAttack, NothingOpensAfterAMemberSuspendedItsPart) {
  const v1::RunPackage package = package_.Build();
  Approve(package);
  ASSERT_TRUE(Add(package.run()).ok());
  ASSERT_TRUE(Add(Sign(SuspensionOf("south"), "ig-lead@south")).ok());
  EXPECT_EQ(Stands(package), v1::REASON_SUSPENDED);
}

TEST_F(RunRegisterAttack, NothingOpensUnderAnAgreementThatStopsWhatWasInFlight) {
  for (const bool finish : {true, false}) {
    SCOPED_TRACE(finish);
    package_ = SamplePackage(office().agreement());
    package_.query.set_title(finish ? "Before" : "After");
    const v1::RunPackage package = package_.Build();
    Approve(package);
    ASSERT_TRUE(Add(package.run()).ok());
    v1::Constitution next =
        NextOf(finish ? *AgreementFolder(folder_ + "/agreement").ReadSignedConstitution() : last_);
    next.set_in_flight(finish ? v1::IN_FLIGHT_FINISH : v1::IN_FLIGHT_STOP);
    last_ = SignedBy(next, {"north", "south", "hospital"});
    ASSERT_TRUE(Add(last_).ok());
    EXPECT_EQ(Stands(package), finish ? v1::REASON_UNSPECIFIED : v1::REASON_AGREEMENT_MISMATCH);
  }
}

}  // namespace
}  // namespace ginnel::governance
