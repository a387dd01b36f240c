// SPDX-License-Identifier: Apache-2.0
#include "governance/agreement.h"

#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "crypto/dsse.h"
#include "gtest/gtest.h"
#include "tests/unit/governance/sample_agreement.h"

namespace ginnel::governance {
namespace {

class LoadedAgreement : public testing::Test {
 protected:
  const std::shared_ptr<const Agreement> agreement_ = SampleAgreement::InForce();
};

TEST_F(LoadedAgreement, FindsPartiesAndPeopleByTheirWholeId) {
  ASSERT_NE(agreement_->FindMember("north"), nullptr);
  EXPECT_EQ(agreement_->FindMember("north")->title(), "The north organisation");
  EXPECT_EQ(agreement_->FindMember("office"), nullptr);
  EXPECT_NE(agreement_->FindTrustee("office"), nullptr);
  EXPECT_EQ(agreement_->FindTrustee("north"), nullptr);
  EXPECT_NE(agreement_->FindPerson("ig-lead@north"), nullptr);
  EXPECT_EQ(agreement_->FindPerson("ig-lead"), nullptr);
  EXPECT_NE(agreement_->FindPurpose("planning"), nullptr);
  EXPECT_EQ(agreement_->FindPurpose("plan"), nullptr);
}

TEST_F(LoadedAgreement, KnowsWhosePersonSomeoneIs) {
  EXPECT_EQ(agreement_->PartyOf("ig-lead@north"), "north");
  EXPECT_EQ(agreement_->PartyOf("ig-lead@far-north"), "far-north");
  EXPECT_EQ(agreement_->PartyOf("stranger@north"), "");
  EXPECT_TRUE(agreement_->HasRole("doctor@north", v1::ROLE_ANALYST));
  EXPECT_FALSE(agreement_->HasRole("it@north", v1::ROLE_IG_LEAD));
  EXPECT_FALSE(agreement_->HasRole("stranger@north", v1::ROLE_IG_LEAD));
}

TEST_F(LoadedAgreement, CountsTrusteesFromOne) {
  EXPECT_EQ(agreement_->TrusteeIndex("office"), 1);
  EXPECT_EQ(agreement_->TrusteeIndex("university"), 3);
  EXPECT_EQ(agreement_->TrusteeIndex("north"), 0);
  EXPECT_EQ(agreement_->trustee(3).id(), "university");
  EXPECT_EQ(agreement_->MemberIndex("south"), 1);
  EXPECT_EQ(agreement_->MemberIndex("office"), -1);
}

TEST_F(LoadedAgreement, GivesEndpointsPinsAndKeys) {
  EXPECT_EQ(*agreement_->Endpoint("office"), "office.example:7443");
  EXPECT_EQ(agreement_->Endpoint("north").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(*agreement_->CertificatePin("north"), SampleAgreement::Pin("north"));
  EXPECT_EQ(agreement_->CertificatePin("nowhere").status().code(), absl::StatusCode::kNotFound);
  for (const char* id : {"north", "office", "ig-lead@north"}) {
    EXPECT_EQ(agreement_->SigningKeyOf(id)->ToHex(), SampleAgreement::KeyHex(id));
  }
  EXPECT_EQ(agreement_->SigningKeyOf("nobody").status().code(), absl::StatusCode::kNotFound);
}

TEST_F(LoadedAgreement, TellsWhoSpeaksWithACertificate) {
  using Kind = Principal::Kind;
  EXPECT_EQ(agreement_->Find(SampleAgreement::Pin("north")), (Principal{Kind::kNode, "north"}));
  EXPECT_EQ(agreement_->Find(SampleAgreement::Pin("office")),
            (Principal{Kind::kTrustee, "office"}));
  EXPECT_EQ(agreement_->Find(SampleAgreement::Pin("it@north")),
            (Principal{Kind::kPerson, "it@north"}));
  EXPECT_EQ(agreement_->Find(SampleAgreement::Pin("stranger")), std::nullopt);
  EXPECT_EQ(agreement_->Find(""), std::nullopt);
}

TEST_F(LoadedAgreement, NamesOneOrganisationBehindMemberAndTrustee) {
  EXPECT_EQ(agreement_->OrganisationOf("hospital-trustee"), "hospital");
  EXPECT_EQ(agreement_->OrganisationOf("hospital"), "hospital");
  EXPECT_EQ(agreement_->OrganisationOf("university"), "university");
}

TEST_F(LoadedAgreement, KnowsWhetherItIsStillInForce) {
  EXPECT_TRUE(agreement_->CheckInForce(FakeClock("2027-03-31T23:59:59Z").Now()).ok());
  EXPECT_FALSE(agreement_->CheckInForce(FakeClock("2027-04-01T00:00:00Z").Now()).ok());
}

TEST_F(LoadedAgreement, IsNotTheOneThatAPartyExpectsWhereItsDigestIsAnother) {
  EXPECT_TRUE(agreement_->CheckDigest("", "node.yaml").ok());
  EXPECT_TRUE(agreement_->CheckDigest(agreement_->digest().ToHex(), "node.yaml").ok());
  const absl::Status another = agreement_->CheckDigest(std::string(64, '0'), "node.yaml");
  EXPECT_EQ(ReasonOf(another), v1::REASON_AGREEMENT_MISMATCH);
}

TEST(Agreement, ItsDigestIsThatOfTheSignedConstitution) {
  const SampleAgreement sample;
  const std::string folder = FreshFolder();
  sample.Write(folder);
  const auto agreement = Agreement::Load(folder, FakeClock());
  ASSERT_TRUE(agreement.ok());
  EXPECT_EQ((*agreement)->digest(),
            crypto::PayloadDigest(*AgreementFolder(folder).ReadSignedConstitution()));
}

TEST(Agreement, ItsOperationsDigestCoversEveryPartyInOrder) {
  const std::string folder = FreshFolder();
  SampleAgreement().Write(folder);
  std::string digests;
  for (const char* party : {"east", "far-north", "hospital", "hospital-trustee", "north", "office",
                            "south", "university"}) {
    absl::StrAppend(
        &digests, party, " ",
        crypto::PayloadDigest(*AgreementFolder(folder).ReadSignedOperations(party)).ToHex(), "\n");
  }
  EXPECT_EQ((*Agreement::Load(folder, FakeClock()))->operations_digest(),
            crypto::Sha256(std::string_view(digests)));
}

TEST(Agreement, OperationsChangeWithoutTheConstitution) {
  SampleAgreement sample;
  const auto before = sample.Load();
  sample.operations["north"].mutable_people(0)->set_signing_key(SampleAgreement::KeyHex("new key"));
  const auto after = sample.Load();
  ASSERT_TRUE(before.ok() && after.ok());
  EXPECT_EQ((*before)->digest(), (*after)->digest());
  EXPECT_NE((*before)->operations_digest(), (*after)->operations_digest());
}

TEST(Agreement, AMemberWithoutOperationsHasNobodyAndNoNodeYet) {
  SampleAgreement sample;
  sample.operations.erase("far-north");
  const auto agreement = sample.Load();
  ASSERT_TRUE(agreement.ok()) << agreement.status();
  EXPECT_EQ((*agreement)->FindPerson("ig-lead@far-north"), nullptr);
  EXPECT_FALSE((*agreement)->CertificatePin("far-north").ok());
}

TEST(Agreement, WhatPeopleWroteDoesNotCount) {
  const std::string folder = FreshFolder();
  SampleAgreement().Write(folder);
  ASSERT_TRUE(WriteFileAtomically(folder + "/constitution.yaml", "not: [what was signed").ok());
  EXPECT_TRUE(Agreement::Load(folder, FakeClock()).ok());
}

}  // namespace
}  // namespace ginnel::governance
