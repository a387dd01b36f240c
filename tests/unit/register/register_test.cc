// SPDX-License-Identifier: Apache-2.0
#include "governance/register/register.h"

#include "tests/unit/register/register_room.h"

namespace ginnel::governance {
namespace {

class RegisterTest : public RegisterRoom {};

TEST_F(RegisterTest, BeginsWithTheWholeAgreement) {
  EXPECT_EQ(*office().size(), 1 + sample_.operations.size());
  EXPECT_EQ(office().agreement()->digest(), base_->digest());
  EXPECT_EQ(office().agreement()->operations_digest(), base_->operations_digest());
}

TEST_F(RegisterTest, HoldsNothingElseBeforeTheWholeAgreement) {
  EXPECT_EQ(ReasonFor(Add(package_.Build().query(), At("north"))), v1::REASON_WRONG_STATE);
  EXPECT_EQ(*At("north").size(), 0u);
}

TEST_F(RegisterTest, EnteringTheSameFolderAgainChangesNothing) {
  const uint64_t size = *office().size();
  ASSERT_TRUE(EnterFolder(AgreementFolder(folder_ + "/agreement"), office()).ok());
  EXPECT_EQ(*office().size(), size);
}

TEST_F(RegisterTest, KeepsEntriesAndAgreementOverARestart) {
  Approve(package_.Build());
  const uint64_t size = *office().size();
  const std::string before = office().MakeCheckpoint(SampleAgreement::Key("office"))->body;
  Reopen("office");
  EXPECT_EQ(*office().size(), size);
  EXPECT_EQ(office().MakeCheckpoint(SampleAgreement::Key("office"))->body, before);
  EXPECT_EQ(office().agreement()->operations_digest(), base_->operations_digest());
}

TEST_F(RegisterTest, TakesAStatementOnce) {
  const v1::RunPackage package = package_.Build();
  ASSERT_TRUE(Add(package.query()).ok());
  const absl::Status again = Add(package.query()).status();
  EXPECT_TRUE(absl::IsAlreadyExists(again));
  EXPECT_EQ(ReasonOf(again), v1::REASON_WRONG_STATE);  // not the store's own refusal
}

TEST_F(RegisterTest, AddsNothingWhereTheTransactionFails) {
  const uint64_t size = *office().size();
  const v1::RunPackage package = package_.Build();
  const absl::Status status = office().Commit(
      "try", [&](store::Transaction&, StatementLog::Entries& entries) -> absl::Status {
        EXPECT_TRUE(entries.Append(package.query()).ok());
        return absl::AbortedError("something else went wrong");
      });
  EXPECT_TRUE(absl::IsAborted(status));
  EXPECT_EQ(*office().size(), size);
  EXPECT_TRUE(Add(package.query()).ok());
}

TEST_F(RegisterTest, AChangeOfAgreementThatIsNotCommittedIsNotInForce) {
  v1::Operations next = sample_.operations.at("north");
  next.set_version(2);
  next.clear_people();
  const absl::Status status = office().Commit(
      "try", [&](store::Transaction&, StatementLog::Entries& entries) -> absl::Status {
        EXPECT_TRUE(entries.Append(Sign(next, "north")).ok());
        return absl::AbortedError("something else went wrong");
      });
  EXPECT_TRUE(absl::IsAborted(status));
  EXPECT_NE(office().agreement()->FindPerson("ig-lead@north"), nullptr);
}

TEST_F(RegisterTest, ANodeReadsEveryEntryUpToTheCheckpoint) {
  Approve(package_.Build());
  const std::string note = Publish();
  ASSERT_TRUE(Feed("north", note).ok());
  EXPECT_EQ(*At("north").size(), *office().size());
  EXPECT_EQ(*At("north").checkpoint(), note);
  EXPECT_EQ(At("north").Page(0)->entries_size(), office().Page(0)->entries_size());
  EXPECT_TRUE(At("north").Forks()->empty());
}

TEST_F(RegisterTest, ACopyGrowsPageByPage) {
  // Titles long enough that the register fills more than two pages.
  for (int i = 0; i < 18; ++i) {
    package_.query.set_title(std::to_string(i) + std::string(150'000, 't'));
    ASSERT_TRUE(Add(package_.Build().query()).ok());
  }
  const std::string note = Checkpoint();
  int pages = 0;
  v1::WitnessResponse response;
  while (response.checkpoint().empty()) {
    const auto next = Witness("university", office(), note);
    ASSERT_TRUE(next.ok()) << next.status();
    response = *next;
    ASSERT_LT(++pages, 20);
  }
  EXPECT_GT(pages, 2);
  EXPECT_EQ(response.size(), *office().size());
}

TEST_F(RegisterTest, AWitnessSaysHowMuchItHoldsWhereTheUpdateBeginsElsewhere) {
  Publish();
  const auto update = office().UpdateFrom(0, Checkpoint());
  const auto response =
      At("university")
          .Witness(*update, "university", SampleAgreement::Key("university"), clock_.Now());
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response->size(), *office().size());
  EXPECT_EQ(response->checkpoint(), "");
}

TEST_F(RegisterTest, AWitnessSignsAgainWhatItHoldsWithANewTime) {
  Publish();
  clock_.Advance(absl::Minutes(30));
  const auto cosigned = OpenCosigned(
      Publish(), crypto::ParseCheckpointBody(crypto::SignedNote::Parse(Checkpoint())->body)->origin,
      *office().agreement());
  ASSERT_TRUE(cosigned.ok()) << cosigned.status();
  EXPECT_EQ(cosigned->oldest, clock_.Now());
}

TEST_F(RegisterTest, ARunThatIsPublishedIsInOrder) {
  v1::RunPackage package = package_.Build();
  Approve(package);
  Publish(package);
  for (const char* party : {"north", "hospital-trustee", "university", "office"}) {
    EXPECT_EQ(Refusal(party, package), v1::REASON_UNSPECIFIED) << party;
  }
}

TEST_F(RegisterTest, NewOperationsAreInForceAtEveryCopyThatHasReadThem) {
  v1::Operations next = sample_.operations.at("north");
  next.set_version(2);
  next.mutable_people(0)->set_signing_key(SampleAgreement::KeyHex("new laptop"));
  ASSERT_TRUE(Add(Sign(next, "north")).ok());
  EXPECT_EQ(office().agreement()->SigningKeyOf(next.people(0).id())->ToHex(),
            SampleAgreement::KeyHex("new laptop"));
  ASSERT_TRUE(Feed("south", Publish()).ok());
  EXPECT_EQ(At("south").agreement()->SigningKeyOf(next.people(0).id())->ToHex(),
            SampleAgreement::KeyHex("new laptop"));
}

TEST_F(RegisterTest, ATrusteesNewCertificateIsKnownFromTheFolderForConnectionsAlone) {
  v1::Operations next = sample_.operations.at("office");
  next.set_version(2);
  next.set_certificate_sha256(SampleAgreement::Pin("new certificate"));
  v1::Operations of_another = sample_.operations.at("south");
  of_another.set_version(2);
  of_another.set_certificate_sha256(SampleAgreement::Pin("not on the register yet"));
  ASSERT_TRUE(Feed("north", Publish()).ok());
  sample_.operations["office"] = next;
  sample_.operations["south"] = of_another;
  sample_.Write(folder_ + "/agreement");
  copies_.at("north").on = *Register::Open(
      *copies_.at("north").database, *Agreement::Load(folder_ + "/agreement", clock_), "north");
  Register& north = At("north");
  EXPECT_EQ(*north.reachable()->CertificatePin("office"), SampleAgreement::Pin("new certificate"));
  EXPECT_EQ(*north.agreement()->CertificatePin("office"), SampleAgreement::Pin("office"));
  EXPECT_EQ(*north.reachable()->CertificatePin("south"), SampleAgreement::Pin("south"));
}

TEST_F(RegisterTest, AnApprovalStandsWhenItsLeadGetsANewKey) {
  v1::RunPackage package = package_.Build();
  Approve(package);
  v1::Operations next = sample_.operations.at("south");
  next.set_version(2);
  for (v1::Person& person : *next.mutable_people()) {
    if (person.id() == "ig-lead@south") {
      person.set_signing_key(SampleAgreement::KeyHex("new laptop"));
    }
  }
  ASSERT_TRUE(Add(Sign(next, "south")).ok());
  Publish(package);
  const ApprovalVerifier verifier(At("north").agreement(), clock_, VerifierRole::Node("north"),
                                  SampleThreshold, At("north"));
  const auto verified = verifier.Verify(package, FakeHistory());
  EXPECT_TRUE(verified.ok()) << verified.status();
}

TEST_F(RegisterTest, ProofsOfAnEntryHold) {
  Approve(package_.Build());
  ASSERT_TRUE(office()
                  .Read([&](store::Snapshot& tx) -> absl::Status {
                    const uint64_t size = 5;
                    const auto root = RegisterStore::RootAt(tx, size);
                    const auto proof = RegisterStore::InclusionProof(tx, 3, size);
                    std::string third;
                    EXPECT_TRUE(
                        RegisterStore::Read(tx, 3, 4, [&](uint64_t, std::string_view entry) {
                          third = std::string(entry);
                          return absl::OkStatus();
                        }).ok());
                    return crypto::VerifyMerkleInclusion(3, crypto::MerkleLeafHash(third), size,
                                                         *proof, *root);
                  })
                  .ok());
}

}  // namespace
}  // namespace ginnel::governance
