// SPDX-License-Identifier: Apache-2.0
#include "governance/register/living_agreement.h"

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
