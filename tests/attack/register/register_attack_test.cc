// SPDX-License-Identifier: Apache-2.0
// A coordinator that wants a run on a register that is not the one everybody sees; and stores that
// were put back or altered.
#include <thread>

#include "governance/run_id.h"
#include "tests/unit/register/register_room.h"

namespace ginnel::governance {
namespace {

class RegisterAttack : public RegisterRoom {
 protected:
  RegisterAttack() {
    package_.bend_run = [](v1::Run& run) { run.set_started_at("2026-05-01T12:00:00Z"); };
  }

  // A second register at the coordinator, which begins as the first.
  Register& Fork() {
    Register& fork = Reopen("office-fork");
    EXPECT_TRUE(EnterFolder(AgreementFolder(folder_ + "/agreement"), fork).ok());
    return fork;
  }
  // Begins a party's store anew.
  void Lose(const std::string& party) {
    copies_.erase(party);
    for (const char* file : {"", ".check", "-wal", "-shm"}) {
      std::filesystem::remove(PathOf(party) + file);
    }
    Reopen(party);
  }
  v1::Envelope QueryOf(const std::string& title) {
    SamplePackage other = package_;
    other.query.set_title(title);
    return other.Build().query();
  }
};

TEST_F(RegisterAttack, ARunThatIsNotOnTheRegisterIsRefused) {
  v1::RunPackage package = package_.Build();
  Approve(package);
  package.set_checkpoint(Publish());
  ASSERT_TRUE(Feed("north", package.checkpoint()).ok());
  EXPECT_EQ(Refusal("north", package), v1::REASON_NOT_ON_REGISTER);
  EXPECT_EQ(Refusal("university", package), v1::REASON_NOT_ON_REGISTER);
}

TEST_F(RegisterAttack, AnApprovalThatIsNotOnTheRegisterIsRefused) {
  v1::RunPackage package = package_.Build();
  Approve(package);
  Publish(package);
  // The same words under another valid signature are not what is there.
  v1::Envelope& approval = *package.mutable_approvals(0);
  approval.mutable_signatures(0)->mutable_sig()->back() ^= 1;
  EXPECT_EQ(Refusal("north", package), v1::REASON_NOT_ON_REGISTER);
}

TEST_F(RegisterAttack, ARevocationCountsFromTheMomentThatItIsRead) {
  v1::RunPackage package = package_.Build();
  Approve(package);
  Publish(package);
  ASSERT_TRUE(Add(Sign(RevocationOf(package.approvals(2), "east"), "ig-lead@east")).ok());
  ASSERT_TRUE(Feed("north", Publish()).ok());
  EXPECT_EQ(Refusal("north", package), v1::REASON_REVOKED);
  EXPECT_EQ(Refusal("university", package), v1::REASON_REVOKED);
}

TEST_F(RegisterAttack, ASuspensionCountsFromTheMomentThatItIsRead) {
  v1::RunPackage package = package_.Build();
  Approve(package);
  Publish(package);
  ASSERT_TRUE(Add(Sign(SuspensionOf("south"), "ig-lead@south")).ok());
  ASSERT_TRUE(Feed("north", Publish()).ok());
  EXPECT_EQ(Refusal("north", package), v1::REASON_SUSPENDED);
}

TEST_F(RegisterAttack, ACheckpointThatIsOldIsRefusedForSomethingNewerMayBeHidden) {
  v1::RunPackage package = package_.Build();
  Approve(package);
  Publish(package);
  clock_.Advance(absl::Minutes(10));
  EXPECT_EQ(Refusal("north", package), v1::REASON_UNSPECIFIED);
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(Refusal("north", package), v1::REASON_REGISTER_STALE);
}

TEST_F(RegisterAttack, ACheckpointFromTheFutureIsRefused) {
  v1::RunPackage package = package_.Build();
  Approve(package);
  Publish(package);
  clock_.Advance(-absl::Minutes(5));
  EXPECT_EQ(Refusal("north", package), v1::REASON_UNSPECIFIED);
  clock_.Advance(-absl::Seconds(1));
  EXPECT_EQ(Refusal("north", package), v1::REASON_CLOCK_SKEW);
}

TEST_F(RegisterAttack, ACheckpointFromBeforeTheRunIsRefused) {
  v1::RunPackage package = package_.Build();
  Approve(package);
  const std::string before = Publish();
  Publish(package);
  package.set_checkpoint(before);
  EXPECT_EQ(Refusal("north", package), v1::REASON_REGISTER_STALE);
}

TEST_F(RegisterAttack, ACheckpointThatOneTrusteeDidNotCosignIsRefused) {
  v1::RunPackage package = package_.Build();
  Approve(package);
  Publish(package);
  crypto::SignedNote note = *crypto::SignedNote::Parse(package.checkpoint());
  const std::vector<crypto::SignedNote::Line> lines = note.lines;
  for (size_t left_out = 0; left_out < lines.size(); ++left_out) {
    note.lines = lines;
    note.lines.erase(note.lines.begin() + static_cast<int64_t>(left_out));
    package.set_checkpoint(note.ToText());
    EXPECT_EQ(Refusal("north", package), v1::REASON_SIGNATURE_INVALID) << left_out;
    EXPECT_EQ(Refusal("university", package), v1::REASON_SIGNATURE_INVALID) << left_out;
  }
  // Nor does one trustee's word count twice.
  note.lines = {lines[0], lines[1], lines[1]};
  package.set_checkpoint(note.ToText());
  EXPECT_NE(Refusal("north", package), v1::REASON_UNSPECIFIED);
}

TEST_F(RegisterAttack, TwoRegistersOfOneSizeEachShownToOneTrusteeGiveNoCheckpoint) {
  Publish();
  Register& fork = Fork();
  ASSERT_TRUE(Add(QueryOf("One question")).ok());
  ASSERT_TRUE(Add(QueryOf("Another question"), fork).ok());
  const std::string one = Checkpoint();
  const std::string other = Checkpoint(fork);
  ASSERT_TRUE(Witness("hospital-trustee", office(), one).ok());
  ASSERT_TRUE(Witness("university", fork, other).ok());
  // Each now refuses the other register, with the evidence.
  EXPECT_EQ(ReasonFor(Witness("university", office(), one)), v1::REASON_REGISTER_FORK);
  EXPECT_EQ(ReasonFor(Witness("hospital-trustee", fork, other)), v1::REASON_REGISTER_FORK);
  EXPECT_EQ(At("university").Forks()->size(), 1u);
  EXPECT_EQ(At("hospital-trustee").Forks()->size(), 1u);
  // And what one of them signed is not enough for a node.
  EXPECT_EQ(ReasonOf(Feed("north", office(), one)), v1::REASON_SIGNATURE_INVALID);
}

TEST_F(RegisterAttack, ANodeRefusesARegisterThatSplitsFromItsOwn) {
  Register& fork = Fork();
  ASSERT_TRUE(Add(QueryOf("One question")).ok());
  ASSERT_TRUE(Feed("north", Publish()).ok());
  // Trustees that have lost their copies, or collude, sign the other one.
  Lose("hospital-trustee");
  Lose("university");
  ASSERT_TRUE(Add(QueryOf("Another question"), fork).ok());
  ASSERT_TRUE(Add(QueryOf("And another"), fork).ok());
  const auto cosigned = Cosigned(fork, Checkpoint(fork));
  ASSERT_TRUE(cosigned.ok()) << cosigned.status();
  EXPECT_EQ(ReasonOf(Feed("north", fork, *cosigned)), v1::REASON_REGISTER_FORK);
  EXPECT_EQ(*At("north").Forks(), std::vector<std::string>{*cosigned});
}

TEST_F(RegisterAttack, ASplitOfWhatIsHeldAlreadyIsEvidenceThoughItIsShorter) {
  Register& fork = Fork();
  ASSERT_TRUE(Add(QueryOf("One question")).ok());
  ASSERT_TRUE(Add(QueryOf("And another")).ok());
  ASSERT_TRUE(Feed("north", Publish()).ok());
  ASSERT_TRUE(Add(QueryOf("Another question"), fork).ok());
  v1::RegisterUpdate back;
  back.set_first(*At("north").size());
  back.set_checkpoint(Checkpoint(fork));
  EXPECT_EQ(ReasonOf(At("north").Extend(back, Register::Cosignatures::kNotYet)),
            v1::REASON_REGISTER_FORK);
  EXPECT_EQ(At("north").Forks()->size(), 1u);
}

TEST_F(RegisterAttack, AnUpdateThatBeginsElsewhereIsRefused) {
  ASSERT_TRUE(Add(QueryOf("One question")).ok());
  const std::string note = Publish();
  ASSERT_TRUE(Feed("north", note).ok());
  v1::RegisterUpdate update;
  update.set_first(*At("north").size() - 1);
  update.set_checkpoint(note);
  EXPECT_EQ(ReasonOf(At("north").Extend(update, Register::Cosignatures::kBoth)),
            v1::REASON_WRONG_STATE);
}

TEST_F(RegisterAttack, AnEntryInAnotherSpellingIsRefused) {
  ASSERT_TRUE(Feed("north", Publish()).ok());
  ASSERT_TRUE(Add(QueryOf("One question")).ok());
  v1::RegisterUpdate update = *office().UpdateFrom(*At("north").size(), Publish());
  update.mutable_entries(0)->append("\n");
  EXPECT_EQ(ReasonOf(At("north").Extend(update, Register::Cosignatures::kBoth)),
            v1::REASON_STATEMENT_MALFORMED);
}

TEST_F(RegisterAttack, ANodeAndAWitnessRefuseARegisterThatWentBack) {
  const std::string before = Checkpoint();
  const auto cosigned_before = Cosigned(office(), before);
  ASSERT_TRUE(Add(QueryOf("One question")).ok());
  ASSERT_TRUE(Feed("north", Publish()).ok());
  v1::RegisterUpdate back;
  back.set_first(*At("north").size());
  back.set_checkpoint(*cosigned_before);
  EXPECT_EQ(ReasonOf(At("north").Extend(back, Register::Cosignatures::kBoth)),
            v1::REASON_REGISTER_STALE);
  back.set_checkpoint(before);
  EXPECT_EQ(
      ReasonFor(At("university")
                    .Witness(back, "university", SampleAgreement::Key("university"), clock_.Now())),
      v1::REASON_REGISTER_STALE);
  EXPECT_TRUE(At("north").Forks()->empty());  // true once: no evidence of a split
}

TEST_F(RegisterAttack, AnEntryThatNoHonestPartyWouldTakeIsCosignedByNone) {
  // The coordinator keeps an approval that no lead gave.
  const v1::RunPackage package = package_.Build();
  ASSERT_TRUE(Add(package.query()).ok());
  package_.approval_signer["north"] = "office";
  const v1::Envelope forged = package_.Build().approvals(0);
  ASSERT_TRUE(copies_.at("office")
                  .database
                  ->RunTransaction("forge",
                                   [&](store::Transaction& tx) {
                                     return RegisterStore::Append(
                                                tx, {"approval", crypto::PayloadDigest(forged), ""},
                                                crypto::EnvelopeToJson(forged))
                                         .status();
                                   })
                  .ok());
  const uint64_t held = *At("university").size();
  EXPECT_EQ(ReasonFor(Witness("university", office(), Checkpoint())), v1::REASON_INTEGRITY);
  EXPECT_EQ(*At("university").size(), held);
}

TEST_F(RegisterAttack, AnUpdateThatHoldsOtherEntriesThanItsCheckpointIsRefusedWhole) {
  ASSERT_TRUE(Feed("north", Publish()).ok());
  ASSERT_TRUE(Add(QueryOf("One question")).ok());
  const std::string note = Publish();
  v1::RegisterUpdate update = *office().UpdateFrom(*At("north").size(), note);
  update.set_entries(0, crypto::EnvelopeToJson(QueryOf("Another question")));
  const uint64_t held = *At("north").size();
  EXPECT_EQ(ReasonOf(At("north").Extend(update, Register::Cosignatures::kBoth)),
            v1::REASON_REGISTER_FORK);
  EXPECT_EQ(*At("north").size(), held);
  EXPECT_TRUE(Feed("north", note).ok());  // the true one still fits
}

TEST_F(RegisterAttack, ARegisterOfAnotherPartnershipIsRefused) {
  SampleAgreement other;
  other.constitution.set_title("Another partnership");
  other.Write(folder_ + "/other");
  std::unique_ptr<store::Database> database = *store::Database::Open(
      PathOf("other"), std::array<uint8_t, 32>{},
      {{std::string(RegisterStore::kSchema), std::string(Waypoints::kSchema)}, 9});
  auto strangers =
      *Register::Open(*database, *Agreement::Load(folder_ + "/other", clock_), "office");
  ASSERT_TRUE(EnterFolder(AgreementFolder(folder_ + "/other"), *strangers).ok());
  EXPECT_NE(ReasonFor(Witness("university", *strangers, Checkpoint(*strangers))),
            v1::REASON_UNSPECIFIED);
  EXPECT_EQ(*At("university").size(), 0u);
}

TEST_F(RegisterAttack, ARunThatIsOverIsNotAnsweredAgainFromAnOldBackup) {
  v1::RunPackage package = package_.Build();
  Approve(package);
  Publish(package);
  ASSERT_EQ(Refusal("north", package), v1::REASON_UNSPECIFIED);
  v1::Released released;
  released.set_query_digest(crypto::PayloadDigest(package.query()).ToHex());
  released.set_run_id(RunIdOf(*ReadUnverifiedStatement<v1::Run>(package.run())).ToHex());
  released.set_n(1);
  released.set_attempt(1);
  ASSERT_TRUE(Add(Sign(released, "office")).ok());
  // The node's store is one of before the run: it reads the register anew.
  Lose("north");
  package.set_checkpoint(Publish());
  ASSERT_TRUE(Feed("north", package.checkpoint()).ok());
  EXPECT_EQ(Refusal("north", package), v1::REASON_RUN_REPLAYED);
}

TEST_F(RegisterAttack, AnAlteredEntryOnTheCoordinatorsDiskIsNoticedByAnyCopyThatReadsIt) {
  Approve(package_.Build());
  ASSERT_TRUE(copies_.at("office")
                  .database
                  ->RunTransaction(
                      "alter",
                      [&](store::Transaction& tx) {
                        return tx.Execute(
                            "UPDATE register_entry SET entry = ? WHERE type = 'query'",
                            store::AsBlob(crypto::EnvelopeToJson(QueryOf("What was never asked"))));
                      })
                  .ok());
  EXPECT_NE(ReasonFor(Witness("university", office(), Checkpoint())), v1::REASON_UNSPECIFIED);
}

TEST_F(RegisterAttack, AnEntryTooLargeForOneMessageIsTakenByNobody) {
  EXPECT_EQ(ReasonFor(Add(QueryOf(std::string(3'200'000, 't')))), v1::REASON_STATEMENT_MALFORMED);
  // The largest that is taken still fits into a message at everybody.
  ASSERT_TRUE(Add(QueryOf(std::string(190'000, 't'))).ok());
  EXPECT_LT(office().UpdateFrom(0, Checkpoint())->ByteSizeLong(), size_t{4} << 20);
}

TEST_F(RegisterAttack, AWithheldApprovalDoesNotComeAfterItsMembersRefusal) {
  const v1::RunPackage package = package_.Build();
  ASSERT_TRUE(Add(package.query()).ok());
  v1::Refusal refusal;
  refusal.set_query_digest(crypto::PayloadDigest(package.query()).ToHex());
  refusal.set_agreement_digest(base_->digest().ToHex());
  refusal.set_member("north");
  refusal.set_person("ig-lead@north");
  refusal.set_given_at("2026-05-01T10:00:00Z");  // the approval: 09:00
  ASSERT_TRUE(Add(Sign(refusal, "ig-lead@north")).ok());
  EXPECT_EQ(ReasonFor(Add(package.approvals(0))), v1::REASON_WRONG_STATE);
  ASSERT_TRUE(Add(package.approvals(1)).ok());
}

TEST_F(RegisterAttack, NothingRunsThatAMemberHasRefused) {
  v1::RunPackage package = package_.Build();
  Approve(package);
  v1::Refusal refusal;
  refusal.set_query_digest(crypto::PayloadDigest(package.query()).ToHex());
  refusal.set_agreement_digest(base_->digest().ToHex());
  refusal.set_member("south");
  refusal.set_person("ig-lead@south");
  refusal.set_given_at("2026-05-01T10:00:00Z");
  ASSERT_TRUE(Add(Sign(refusal, "ig-lead@south")).ok());
  EXPECT_EQ(ReasonFor(Add(package.run())), v1::REASON_REVOKED);
}

TEST_F(RegisterAttack, AWithheldApprovalDoesNotComeAfterALaterOneWasTakenBack) {
  const v1::RunPackage withheld = package_.Build();
  package_.bend_approval = [](v1::Approval& approval) {
    approval.set_given_at("2026-05-01T10:00:00Z");
  };
  const v1::RunPackage given = package_.Build();
  ASSERT_TRUE(Add(given.query()).ok());
  ASSERT_TRUE(Add(given.approvals(0)).ok());
  ASSERT_TRUE(Add(Sign(RevocationOf(given.approvals(0), "north"), "ig-lead@north")).ok());
  EXPECT_EQ(ReasonFor(Add(withheld.approvals(0))), v1::REASON_WRONG_STATE);
}

TEST_F(RegisterAttack, AWithheldWordOnASuspensionDoesNotComeAfterANewerOne) {
  ASSERT_TRUE(Add(Sign(SuspensionOf("north"), "ig-lead@north")).ok());
  v1::Suspension older = SuspensionOf("north", /*lifted=*/true);
  older.set_given_at("2026-05-01T10:00:00Z");
  EXPECT_EQ(ReasonFor(Add(Sign(older, "ig-lead@north"))), v1::REASON_WRONG_STATE);
}

TEST_F(RegisterAttack, ATrusteeThatSuspendsItselfStopsEveryRun) {
  v1::RunPackage package = package_.Build();
  Approve(package);
  sample_.AddPerson("it@university", {v1::ROLE_IT_ADMIN});
  v1::Operations next = sample_.operations.at("university");
  next.set_version(2);
  ASSERT_TRUE(Add(Sign(next, "university")).ok());
  v1::Suspension suspension = SuspensionOf("university");
  suspension.set_person("it@university");
  ASSERT_TRUE(Add(Sign(suspension, "it@university")).ok());
  EXPECT_EQ(ReasonFor(Add(package.run())), v1::REASON_SUSPENDED);
}

TEST_F(RegisterAttack, AnApprovalIsTakenBackOnce) {
  const v1::RunPackage package = package_.Build();
  Approve(package);
  v1::Revocation revocation = RevocationOf(package.approvals(0), "north");
  ASSERT_TRUE(Add(Sign(revocation, "ig-lead@north")).ok());
  revocation.set_given_at("2026-05-01T11:00:01Z");
  EXPECT_EQ(ReasonFor(Add(Sign(revocation, "ig-lead@north"))), v1::REASON_WRONG_STATE);
}

TEST_F(RegisterAttack, AnApprovalFallsWhenItsLeadIsNoLeadAnyMore) {
  v1::RunPackage package = package_.Build();
  Approve(package);
  v1::Operations next = sample_.operations.at("south");
  next.set_version(2);
  next.clear_people();
  ASSERT_TRUE(Add(Sign(next, "south")).ok());
  Publish(package);
  const ApprovalVerifier verifier(At("north").agreement(), clock_, VerifierRole::Node("north"),
                                  SampleThreshold, At("north"));
  EXPECT_EQ(ReasonFor(verifier.Verify(package, FakeHistory())), v1::REASON_APPROVER_NOT_ENTITLED);
}

TEST_F(RegisterAttack, WhatIsInMemoryIsWhatWasCommittedLastWhoeverChangesItAtOnce) {
  std::thread queries([this] {
    for (int i = 0; i < 40; ++i) EXPECT_TRUE(Add(QueryOf("question " + std::to_string(i))).ok());
  });
  v1::Operations next = sample_.operations.at("north");
  for (uint32_t version = 2; version < 20; ++version) {
    next.set_version(version);
    ASSERT_TRUE(Add(Sign(next, "north")).ok());
  }
  queries.join();
  const crypto::Digest in_memory = office().agreement()->operations_digest();
  EXPECT_EQ(in_memory, Reopen("office").agreement()->operations_digest());
}

TEST_F(RegisterAttack, AStoreOfAnotherPartnershipIsNotOpened) {
  SampleAgreement other;
  other.constitution.set_title("Another partnership");
  other.Write(folder_ + "/other");
  const auto opened = Register::Open(*copies_.at("office").database,
                                     *Agreement::Load(folder_ + "/other", clock_), "office");
  EXPECT_EQ(ReasonFor(opened), v1::REASON_AGREEMENT_MISMATCH);
}

}  // namespace
}  // namespace ginnel::governance
