// SPDX-License-Identifier: Apache-2.0
#include "governance/constitution_chain.h"

#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "gmock/gmock.h"
#include "governance/agreement.h"
#include "gtest/gtest.h"
#include "tests/unit/governance/sample_succession.h"

namespace ginnel::governance {
namespace {

using testing::HasSubstr;

// A folder in which version 1 is in force.
class Chain : public testing::Test {
 protected:
  Chain() : path_(FreshFolder()), folder_(path_) {
    it_.sample.Write(path_);
    it_.first = *folder_.ReadSignedConstitution();
    it_.next = NextOf(it_.first);
  }
  absl::StatusOr<std::shared_ptr<const Agreement>> Load() {
    return Agreement::Load(path_, FakeClock());
  }
  // Puts `next`, with these signatures, in force after what is there.
  v1::Envelope Follow(const v1::Constitution& next, const std::vector<std::string>& signers) {
    v1::Envelope envelope = SignedBy(next, signers);
    const auto current = ReadTrustedConstitution(folder_);
    EXPECT_TRUE(current.ok()) << current.status();
    const absl::Status put = PutInForce(folder_, *current, envelope);
    EXPECT_TRUE(put.ok()) << put;
    return envelope;
  }

  SampleSuccession it_;
  std::string path_;
  AgreementFolder folder_;
};

TEST_F(Chain, LoadsALaterVersionThroughThoseBeforeIt) {
  RemoveMember(it_.next, "south");
  const v1::Envelope second = Follow(it_.next, {"north", "south", "hospital"});
  Follow(NextOf(second), {"north", "hospital"});
  const auto loaded = Load();
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ((*loaded)->constitution().version(), 3u);
  EXPECT_EQ((*loaded)->FindMember("south"), nullptr);
}

TEST_F(Chain, TheOldVersionStaysInForceWhileTheNextIsSigned) {
  ASSERT_TRUE(folder_.WriteNextConstitution(SignedBy(it_.next, {"north"})).ok());
  const auto loaded = Load();
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ((*loaded)->constitution().version(), 1u);
}

TEST_F(Chain, WillNotPutAnIncompleteVersionInForce) {
  const auto current = ReadTrustedConstitution(folder_);
  ASSERT_TRUE(current.ok());
  EXPECT_FALSE(PutInForce(folder_, *current, SignedBy(it_.next, {"north"})).ok());
  EXPECT_EQ((*Load())->constitution().version(), 1u);
}

// Each state that a crash between the steps of PutInForce can leave.
TEST_F(Chain, ACrashLeavesTheOldVersionOrTheNewOneInForce) {
  const v1::Envelope next = SignedBy(it_.next, {"north", "south", "hospital"});
  ASSERT_TRUE(folder_.WriteNextConstitution(next).ok());
  ASSERT_TRUE(folder_.WritePreviousConstitution(1, it_.first).ok());
  EXPECT_EQ((*Load())->constitution().version(), 1u);
  ASSERT_TRUE(folder_.WriteSignedConstitution(next).ok());
  ASSERT_TRUE(FileExists(folder_.NextConstitutionPath()));
  const auto loaded = Load();
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ((*loaded)->constitution().version(), 2u);
}

TEST_F(Chain, AMissingLinkNamesTheFileAndTheRemedy) {
  Follow(it_.next, {"north", "south", "hospital"});
  std::filesystem::remove(folder_.PreviousConstitutionPath(1));
  const absl::Status status = Load().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("previous/1.dsse.json is not there"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("Fetch it from another party"));
}

TEST_F(Chain, AnIncompleteVersionInTheWrongFileSaysHowToMendIt) {
  ASSERT_TRUE(folder_.WritePreviousConstitution(1, it_.first).ok());
  ASSERT_TRUE(folder_.WriteSignedConstitution(SignedBy(it_.next, {"north", "south"})).ok());
  const absl::Status status = Load().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("hospital must still sign"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("constitution.next.dsse.json"));
}

TEST_F(Chain, OperationsOfAPartyThatLeftSayNothing) {
  RemoveMember(it_.next, "south");
  Follow(it_.next, {"north", "south", "hospital"});
  const auto loaded = Load();
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ((*loaded)->FindPerson("ig-lead@south"), nullptr);
  EXPECT_EQ((*loaded)->Find(SampleAgreement::Pin("south")), std::nullopt);
}

TEST_F(Chain, APartyThatJoinsIsReadyBeforeTheVersionIsInForce) {
  v1::Operations council;
  council.set_party("council");
  council.set_version(1);
  council.set_certificate_sha256(SampleAgreement::Pin("council"));
  ASSERT_TRUE(folder_
                  .WriteSignedOperations("council",
                                         *SignStatement(council, SampleAgreement::Key("council")))
                  .ok());
  ASSERT_TRUE(WriteFileAtomically(folder_.OperationsPath("later"), "party: later\n").ok());
  const auto before = Load();
  ASSERT_TRUE(before.ok()) << before.status();
  EXPECT_EQ((*before)->Find(SampleAgreement::Pin("council")), std::nullopt);
  AddMember(it_.next, "council");
  Follow(it_.next, {"north", "south", "hospital", "council"});
  const auto after = Load();
  ASSERT_TRUE(after.ok()) << after.status();
  EXPECT_NE((*after)->Find(SampleAgreement::Pin("council")), std::nullopt);
}

}  // namespace
}  // namespace ginnel::governance
