// SPDX-License-Identifier: Apache-2.0
#include "governance/register/living_agreement.h"

#include "absl/strings/match.h"
#include "tests/unit/governance/sample_succession.h"
#include "tests/unit/register/register_room.h"

namespace ginnel::governance {
namespace {

class LivingAgreementTest : public RegisterRoom {
 protected:
  v1::Operations Next(const std::string& party) const {
    v1::Operations next = sample_.operations.at(party);
    next.set_version(next.version() + 1);
    return next;
  }
  // The first constitution, and what it and these operations of north make.
  std::pair<v1::Envelope, LivingAgreement> BeginWith(const v1::Operations& operations) const {
    const AgreementFolder folder(folder_ + "/agreement");
    const v1::Envelope first = *folder.ReadSignedConstitution();
    LivingAgreement living = *LivingAgreement().After(first);
    for (const char* trustee : {"office", "hospital-trustee", "university"})
      living = *living.After(*folder.ReadSignedOperations(trustee));
    return {first, *living.After(Sign(operations, "north"))};
  }
};

TEST_F(LivingAgreementTest, IsInForceOnceAllTrusteesHaveOperations) {
  const AgreementFolder folder(folder_ + "/agreement");
  LivingAgreement living = *LivingAgreement().After(*folder.ReadSignedConstitution());
  for (const char* trustee : {"office", "hospital-trustee", "university"}) {
    EXPECT_EQ(living.current(), nullptr);
    living = *living.After(*folder.ReadSignedOperations(trustee));
  }
  ASSERT_NE(living.current(), nullptr);
  EXPECT_EQ(living.current()->digest(), base_->digest());
}

TEST_F(LivingAgreementTest, NothingComesBeforeAConstitution) {
  const AgreementFolder folder(folder_ + "/agreement");
  EXPECT_EQ(ReasonFor(LivingAgreement().After(*folder.ReadSignedOperations("office"))),
            v1::REASON_WRONG_STATE);
}

TEST_F(LivingAgreementTest, AFirstConstitutionNeedsEveryFullMembersSignature) {
  sample_.constitution_signers.erase("north");
  sample_.Write(folder_ + "/short");
  const AgreementFolder folder(folder_ + "/short");
  EXPECT_EQ(ReasonFor(LivingAgreement().After(*folder.ReadSignedConstitution())),
            v1::REASON_SIGNATURE_INVALID);
}

TEST_F(LivingAgreementTest, ANextConstitutionFollowsTheOneInForce) {
  const auto [first, living] = BeginWith(sample_.operations.at("north"));
  const std::vector<std::string> all = {"north", "south", "hospital"};
  EXPECT_TRUE(living.After(SignedBy(NextOf(first), all)).ok());
  EXPECT_NE(ReasonFor(living.After(SignedBy(NextOf(first), {"north", "south"}))),
            v1::REASON_UNSPECIFIED);
  v1::Constitution other = NextOf(first);
  other.set_previous(std::string(64, 'a'));
  EXPECT_NE(ReasonFor(living.After(SignedBy(other, all))), v1::REASON_UNSPECIFIED);
  other = NextOf(first);
  other.set_version(other.version() + 1);
  EXPECT_NE(ReasonFor(living.After(SignedBy(other, all))), v1::REASON_UNSPECIFIED);
}

TEST_F(LivingAgreementTest, OperationsAreSignedByTheirPartysKey) {
  EXPECT_EQ(ReasonFor(Add(Sign(Next("north"), "south"))), v1::REASON_SIGNATURE_INVALID);
  EXPECT_EQ(ReasonFor(Add(Sign(Next("north"), "ig-lead@north"))), v1::REASON_SIGNATURE_INVALID);
  EXPECT_TRUE(Add(Sign(Next("north"), "north")).ok());
}

TEST_F(LivingAgreementTest, OperationsOnlyEverHaveAHigherVersion) {
  v1::Operations next = Next("north");
  ASSERT_TRUE(Add(Sign(next, "north")).ok());
  next.mutable_people(0)->add_roles(v1::ROLE_AUDITOR);  // the same number, another text
  EXPECT_EQ(ReasonFor(Add(Sign(next, "north"))), v1::REASON_WRONG_STATE);
  next.set_version(1);
  EXPECT_EQ(ReasonFor(Add(Sign(next, "north"))), v1::REASON_WRONG_STATE);
}

TEST_F(LivingAgreementTest, NoVersionOfOperationsLeavesRoomForNoNext) {
  v1::Operations next = Next("north");
  next.set_version(1001);
  EXPECT_EQ(ReasonFor(Add(Sign(next, "north"))), v1::REASON_UNSPECIFIED);
  next.set_version(2002);
  EXPECT_EQ(ReasonFor(Add(Sign(next, "north"))), v1::REASON_STATEMENT_MALFORMED);
}

// Also before the agreement is whole, when nothing else would look at them.
TEST_F(LivingAgreementTest, OperationsKeepTheirRulesFromTheFirst) {
  const AgreementFolder folder(folder_ + "/agreement");
  const LivingAgreement living = *LivingAgreement().After(*folder.ReadSignedConstitution());
  v1::Operations operations = sample_.operations.at("north");
  EXPECT_EQ(ReasonFor(living.After(Sign(operations, "north"))), v1::REASON_UNSPECIFIED);
  operations.set_endpoint("north.example:7443");  // a node opens no port
  EXPECT_EQ(ReasonFor(living.After(Sign(operations, "north"))), v1::REASON_STATEMENT_MALFORMED);
}

TEST_F(LivingAgreementTest, APracticeWithdrawsAndStaysOnTheList) {
  v1::Operations next = Next("north");
  next.add_controllers()->set_ods_code("Y00001");
  ASSERT_TRUE(Add(Sign(next, "north")).ok());
  next.set_version(3);
  next.mutable_controllers(0)->set_withdrawn(true);
  ASSERT_TRUE(Add(Sign(next, "north")).ok());
  EXPECT_TRUE(office().agreement()->FindOperations("north")->controllers(0).withdrawn());
}

TEST_F(LivingAgreementTest, OperationsThatDropEveryControllerAreRefusedAndTheOthersStand) {
  v1::Operations next = Next("north");
  next.add_controllers()->set_ods_code("Y00001");
  ASSERT_TRUE(Add(Sign(next, "north")).ok());
  v1::Operations emptied = next;
  emptied.set_version(3);
  emptied.clear_controllers();
  const auto refused = Add(Sign(emptied, "north"));
  EXPECT_EQ(ReasonFor(refused), v1::REASON_WRONG_STATE);
  EXPECT_TRUE(absl::StrContains(refused.status().message(), "withdrawn: true")) << refused.status();
  EXPECT_EQ(office().agreement()->FindOperations("north")->controllers_size(), 1);
  // Another practice may take its place.
  next.set_version(3);
  next.mutable_controllers(0)->set_ods_code("Y00002");
  EXPECT_TRUE(Add(Sign(next, "north")).ok());
  // Who never listed any has nothing to drop.
  EXPECT_TRUE(Add(Sign(Next("south"), "south")).ok());
}

TEST_F(LivingAgreementTest, ControllersAreNotForgottenWithAMembersOldKey) {
  v1::Operations operations = sample_.operations.at("north");
  operations.add_controllers()->set_ods_code("Y00001");
  const auto [first, living] = BeginWith(operations);
  v1::Constitution second = NextOf(first);
  MemberOf(second, "north").set_signing_key(SampleAgreement::KeyHex("north-anew"));
  const auto rekeyed = living.After(SignedBy(second, {"north", "north-anew", "south", "hospital"}));
  ASSERT_TRUE(rekeyed.ok()) << rekeyed.status();
  ASSERT_EQ(rekeyed->current()->FindOperations("north"), nullptr);
  operations.set_version(2);
  operations.clear_controllers();
  EXPECT_EQ(ReasonFor(rekeyed->After(Sign(operations, "north-anew"))), v1::REASON_WRONG_STATE);
}

TEST_F(LivingAgreementTest, AMemberThatLeftAndJoinedAgainListsControllersOrNone) {
  v1::Operations operations = sample_.operations.at("north");
  operations.add_controllers()->set_ods_code("Y00001");
  const auto [first, living] = BeginWith(operations);
  v1::Constitution second = NextOf(first);
  RemoveMember(second, "north");
  const v1::Envelope left = SignedBy(second, {"north", "south", "hospital"});
  v1::Constitution third = NextOf(left);
  *third.mutable_members() = sample_.constitution.members();
  const auto without = living.After(left);
  ASSERT_TRUE(without.ok()) << without.status();
  ASSERT_NE(living.current()->FindOperations("north"), nullptr);
  EXPECT_EQ(without->current()->FindOperations("north"), nullptr);
  const auto again = without->After(SignedBy(third, {"north", "south", "hospital"}));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->current()->FindOperations("north"), nullptr);  // it states them anew
  operations.set_version(2);
  operations.clear_controllers();
  const auto stated = again->After(Sign(operations, "north"));
  EXPECT_TRUE(stated.ok()) << stated.status();
}

TEST_F(LivingAgreementTest, OperationsThatWouldShareAKeyWithAnotherPartyAreRefused) {
  v1::Operations next = Next("north");
  next.mutable_people(0)->set_certificate_sha256(SampleAgreement::Pin("ig-lead@south"));
  const auto refused = Add(Sign(next, "north"));
  EXPECT_EQ(ReasonFor(refused), v1::REASON_STATEMENT_MALFORMED) << refused.status();
}

TEST_F(LivingAgreementTest, KnowsEveryConstitutionThatItFollows) {
  const v1::Envelope first = *AgreementFolder(folder_ + "/agreement").ReadSignedConstitution();
  const v1::Envelope second = SignedBy(NextOf(first), {"north", "south", "hospital"});
  const v1::Envelope third = SignedBy(NextOf(second), {"north", "south", "hospital"});
  ASSERT_TRUE(Add(second).ok());
  ASSERT_TRUE(Add(third).ok());
  for (const v1::Envelope* each : {&first, &second, &third}) {
    EXPECT_TRUE(office().agreement()->Follows(crypto::PayloadDigest(*each)));
  }
  EXPECT_FALSE(base_->Follows(crypto::PayloadDigest(second)));
}

TEST_F(LivingAgreementTest, APersonWhoIsTakenOutCanSayNothingMore) {
  v1::Operations next = Next("north");
  next.clear_people();
  ASSERT_TRUE(Add(package_.Build().query()).ok());
  ASSERT_TRUE(Add(Sign(next, "north")).ok());
  EXPECT_EQ(ReasonFor(Add(package_.Build().approvals(0))), v1::REASON_APPROVER_NOT_ENTITLED);
  EXPECT_FALSE(office().agreement()->Find(SampleAgreement::Pin("ig-lead@north")).has_value());
}

}  // namespace
}  // namespace ginnel::governance
