// SPDX-License-Identifier: Apache-2.0
// What some members, an associate or somebody with the files might try when one version of the
// constitution follows another.
#include <limits>
#include <string>

#include "base/reason.h"
#include "gmock/gmock.h"
#include "governance/agreement.h"
#include "governance/constitution_chain.h"
#include "gtest/gtest.h"
#include "tests/unit/governance/sample_succession.h"

namespace ginnel::governance {
namespace {

using testing::HasSubstr;

constexpr auto kIncomplete = absl::StatusCode::kFailedPrecondition;
constexpr auto kAltered = absl::StatusCode::kDataLoss;
constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

void ExpectRefused(const absl::Status& status, absl::StatusCode code, v1::Reason reason,
                   const std::string& why) {
  EXPECT_EQ(status.code(), code) << status;
  EXPECT_EQ(ReasonOf(status), reason) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr(why));
}

TEST(SuccessionAttack, OneOldFullMemberIsLeftOut) {
  const SampleSuccession it;
  ExpectRefused(it.Check({"north", "hospital"}), kIncomplete, v1::REASON_SIGNATURE_INVALID,
                "south must still sign");
}

TEST(SuccessionAttack, AMemberIsDroppedWithoutBeingNamedOrSigning) {
  SampleSuccession it;
  RemoveMember(it.next, "south");
  ExpectRefused(it.Check({"north", "hospital"}), kIncomplete, v1::REASON_SIGNATURE_INVALID,
                "south must still sign");
}

TEST(SuccessionAttack, AMemberIsMadeAnAssociateWithoutSigning) {
  SampleSuccession it;
  PutOut(it.next, "hospital");
  MemberOf(it.next, "south").set_kind(v1::MEMBER_KIND_ASSOCIATE);
  ExpectRefused(it.Check({"north"}), kIncomplete, v1::REASON_SIGNATURE_INVALID,
                "south must still sign");
}

TEST(SuccessionAttack, AMembersKeyIsReplacedWithoutItsOldKey) {
  SampleSuccession it;
  MemberOf(it.next, "south").set_signing_key(SampleAgreement::KeyHex("mallory"));
  ExpectRefused(it.Check({"north", "mallory", "hospital"}), kIncomplete,
                v1::REASON_SIGNATURE_INVALID, "south must still sign");
}

TEST(SuccessionAttack, AnAssociateVotes) {
  const SampleSuccession it;
  ExpectRefused(it.Check({"north", "south", "hospital", "east"}), kAltered,
                v1::REASON_SIGNATURE_INVALID, "signed by east, an associate, which does not vote");
}

TEST(SuccessionAttack, AnAssociateVotesForAMember) {
  const SampleSuccession it;
  ExpectRefused(it.Check({"north", "south", "east"}), kAltered, v1::REASON_SIGNATURE_INVALID,
                "does not vote");
}

TEST(SuccessionAttack, AStrangerSigns) {
  const SampleSuccession it;
  ExpectRefused(it.Check({"north", "south", "hospital", "mallory"}), kAltered,
                v1::REASON_SIGNATURE_INVALID, "no full member's");
}

TEST(SuccessionAttack, ASignatureIsThereTwice) {
  const SampleSuccession it;
  v1::Envelope next = SignedBy(it.next, {"north", "south", "hospital"});
  *next.add_signatures() = v1::Envelope::Signature(next.signatures(0));
  ExpectRefused(CheckSuccession(it.first, next), kAltered, v1::REASON_SIGNATURE_INVALID, "");
  // Nor does a second one stand for the member that is missing.
  next = SignedBy(it.next, {"north", "south"});
  *next.add_signatures() = v1::Envelope::Signature(next.signatures(0));
  ExpectRefused(CheckSuccession(it.first, next), kAltered, v1::REASON_SIGNATURE_INVALID, "");
}

TEST(SuccessionAttack, ASignatureIsOfAnotherText) {
  SampleSuccession it;
  const v1::Envelope other = SignedBy(it.next, {"south"});
  it.next.mutable_floors()->set_max_runs(1000);
  v1::Envelope next = SignedBy(it.next, {"north", "hospital"});
  *next.add_signatures() = other.signatures(0);
  ExpectRefused(CheckSuccession(it.first, next), kAltered, v1::REASON_SIGNATURE_INVALID,
                "the signature of south does not fit");
}

TEST(SuccessionAttack, AMinorityPutsTheMajorityOut) {
  SampleSuccession it;
  PutOut(it.next, "south");
  PutOut(it.next, "hospital");
  ExpectRefused(it.Check({"north"}), kInvalid, v1::REASON_AGREEMENT_MISMATCH,
                "without the excluded there are 1 of 3");
}

TEST(SuccessionAttack, RivalsArePutOutUnderTheNewVersionsOwnLowerQuorum) {
  SampleSuccession it;
  it.sample.constitution.mutable_reserved()->set_quorum_percent(75);
  it.first = SignedBy(it.sample.constitution, {"north", "south", "hospital"});
  it.next = NextOf(it.first);
  it.next.mutable_reserved()->set_quorum_percent(51);
  PutOut(it.next, "south");
  ExpectRefused(it.Check({"north", "hospital"}), kInvalid, v1::REASON_AGREEMENT_MISMATCH,
                "version 1 lets a member be put out if 75 %");
}

// New members who sign do not make up the quorum of the old ones.
TEST(SuccessionAttack, NewMembersVoteRivalsOut) {
  SampleSuccession it;
  PutOut(it.next, "south");
  PutOut(it.next, "hospital");
  AddMember(it.next, "friend");
  AddMember(it.next, "other-friend");
  ExpectRefused(it.Check({"north", "friend", "other-friend"}), kInvalid,
                v1::REASON_AGREEMENT_MISMATCH, "1 of 3");
}

TEST(SuccessionAttack, AMemberIsPutOutAndKeptUnderAnotherName) {
  SampleSuccession it;
  PutOut(it.next, "south");
  AddMember(it.next, "south-two");
  MemberOf(it.next, "south-two").set_signing_key(SampleAgreement::KeyHex("south"));
  ExpectRefused(it.Check({"north", "hospital", "south"}), kInvalid, v1::REASON_AGREEMENT_MISMATCH,
                "whose signing_key is that of the member south-two");
}

TEST(SuccessionAttack, AVersionIsSkipped) {
  SampleSuccession it;
  it.next.set_version(3);
  ExpectRefused(it.Check({"north", "south", "hospital"}), kInvalid, v1::REASON_AGREEMENT_MISMATCH,
                "version 3 cannot follow version 1");
}

TEST(SuccessionAttack, TheVersionStaysTheSame) {
  SampleSuccession it;
  const v1::Envelope second = SignedBy(it.next, {"north", "south", "hospital"});
  v1::Constitution again = NextOf(second);
  again.set_version(2);
  ExpectRefused(CheckSuccession(second, SignedBy(again, {"north", "south", "hospital"})), kInvalid,
                v1::REASON_AGREEMENT_MISMATCH, "version 2 cannot follow version 2");
}

TEST(SuccessionAttack, TheVersionNumberDoesNotWrapAround) {
  SampleSuccession it;
  it.next.set_version(std::numeric_limits<uint32_t>::max());
  const v1::Envelope last = SignedBy(it.next, {"north", "south", "hospital"});
  v1::Constitution wrapped = NextOf(last);
  EXPECT_EQ(wrapped.version(), 0u);
  EXPECT_FALSE(CheckSuccession(last, SignedBy(wrapped, {"north", "south", "hospital"})).ok());
}

TEST(SuccessionAttack, ItFollowsAnotherVersionOne) {
  SampleSuccession it;
  it.next.set_previous(std::string(64, 'a'));
  ExpectRefused(it.Check({"north", "south", "hospital"}), kAltered, v1::REASON_AGREEMENT_MISMATCH,
                "one of the two is not the one that was agreed on");
}

TEST(SuccessionAttack, AFirstVersionPutsSomebodyOut) {
  SampleSuccession it;
  PutOut(it.sample.constitution, "south");
  it.sample.constitution_signers = {"north", "hospital"};
  it.sample.operations.erase("south");
  const absl::Status status = it.sample.Load().status();
  EXPECT_EQ(status.code(), kInvalid) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("a first version puts nobody out"));
}

// Otherwise a later version would be signed by its own members alone.
TEST(SuccessionAttack, ALaterVersionPassesForAFirstOne) {
  SampleSuccession it;
  it.sample.constitution.set_version(2);
  const absl::Status status = it.sample.Load().status();
  EXPECT_EQ(status.code(), kInvalid) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("previous must be"));
}

// Version 2 is in force in a folder whose files an attacker can write.
class ChainAttack : public testing::Test {
 protected:
  ChainAttack() : path_(FreshFolder()), folder_(path_) {
    it_.sample.Write(path_);
    it_.first = *folder_.ReadSignedConstitution();
    it_.next = NextOf(it_.first);
    second_ = SignedBy(it_.next, {"north", "south", "hospital"});
    EXPECT_TRUE(PutInForce(folder_, *ReadTrustedConstitution(folder_), second_).ok());
  }
  absl::Status Load() { return Agreement::Load(path_, FakeClock()).status(); }

  SampleSuccession it_;
  v1::Envelope second_;
  std::string path_;
  AgreementFolder folder_;
};

TEST_F(ChainAttack, TheUnbentChainLoads) { EXPECT_TRUE(Load().ok()); }

TEST_F(ChainAttack, TheFirstVersionIsForged) {
  v1::Constitution forged = it_.sample.constitution;
  RemoveMember(forged, "south");
  ASSERT_TRUE(folder_.WritePreviousConstitution(1, SignedBy(forged, {"north", "hospital"})).ok());
  ExpectRefused(Load(), kAltered, v1::REASON_AGREEMENT_MISMATCH, "one of the two");
}

TEST_F(ChainAttack, TheFirstVersionLacksASignature) {
  ASSERT_TRUE(
      folder_.WritePreviousConstitution(1, SignedBy(it_.sample.constitution, {"north", "hospital"}))
          .ok());
  ExpectRefused(Load(), kIncomplete, v1::REASON_SIGNATURE_INVALID, "south must still sign");
}

TEST_F(ChainAttack, TheFirstVersionHasAStrangersSignature) {
  ASSERT_TRUE(folder_
                  .WritePreviousConstitution(1, SignedBy(it_.sample.constitution,
                                                         {"north", "south", "hospital", "mallory"}))
                  .ok());
  ExpectRefused(Load(), kAltered, v1::REASON_SIGNATURE_INVALID, "no full member's");
}

// Two members with a version 3 of their own, signed by all whom it names.
TEST_F(ChainAttack, TheNewestVersionIsSignedByItsOwnMembersOnly) {
  v1::Constitution third = NextOf(second_);
  RemoveMember(third, "south");
  ASSERT_TRUE(folder_.WritePreviousConstitution(2, second_).ok());
  ASSERT_TRUE(folder_.WriteSignedConstitution(SignedBy(third, {"north", "hospital"})).ok());
  ExpectRefused(Load(), kIncomplete, v1::REASON_SIGNATURE_INVALID, "south must still sign");
}

TEST_F(ChainAttack, ALinkInTheMiddleIsSignedByTooFew) {
  v1::Constitution second = it_.next;
  second.mutable_floors()->set_max_runs(1000);
  const v1::Envelope weak = SignedBy(second, {"north", "south"});
  ASSERT_TRUE(folder_.WritePreviousConstitution(2, weak).ok());
  ASSERT_TRUE(
      folder_.WriteSignedConstitution(SignedBy(NextOf(weak), {"north", "south", "hospital"})).ok());
  ExpectRefused(Load(), kIncomplete, v1::REASON_SIGNATURE_INVALID, "hospital must still sign");
}

}  // namespace
}  // namespace ginnel::governance
