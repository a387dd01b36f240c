// SPDX-License-Identifier: Apache-2.0
#include "governance/statement.h"

#include "base/reason.h"
#include "gtest/gtest.h"
#include "tests/unit/governance/sample_agreement.h"

namespace ginnel::governance {
namespace {

v1::Refusal SampleRefusal() {
  v1::Refusal refusal;
  refusal.set_member("north");
  refusal.set_person("ig-lead@north");
  refusal.set_given_at("not \"now\"");
  return refusal;
}

const crypto::SigningKey& Lead() {
  static const crypto::SigningKey key = SampleAgreement::Key("ig-lead@north");
  return key;
}

TEST(Statement, OpensWithTheKeyThatSignedIt) {
  const auto envelope = SignStatement(SampleRefusal(), Lead());
  ASSERT_TRUE(envelope.ok());
  EXPECT_EQ(envelope->payload_type(), "application/vnd.ginnel.refusal.v1+json");
  EXPECT_TRUE(IsStatement<v1::Refusal>(*envelope));
  const auto opened = OpenStatement<v1::Refusal>(*envelope, Lead().verifying_key());
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->given_at(), "not \"now\"");
}

TEST(Statement, ItsPayloadIsCanonicalJson) {
  const auto envelope = SignStatement(SampleRefusal(), Lead());
  EXPECT_EQ(envelope->payload(),
            R"({"given_at":"not \"now\"","member":"north","person":"ig-lead@north"})");
}

TEST(Statement, DoesNotOpenWithAnotherKey) {
  const auto envelope = SignStatement(SampleRefusal(), Lead());
  const auto opened =
      OpenStatement<v1::Refusal>(*envelope, SampleAgreement::Key("mallory").verifying_key());
  EXPECT_EQ(ReasonFor(opened), v1::REASON_SIGNATURE_INVALID);
}

TEST(Statement, DoesNotOpenAsAnotherType) {
  const auto envelope = SignStatement(SampleRefusal(), Lead());
  EXPECT_FALSE(IsStatement<v1::Approval>(*envelope));
  EXPECT_EQ(ReasonFor(OpenStatement<v1::Approval>(*envelope, Lead().verifying_key())),
            v1::REASON_STATEMENT_MALFORMED);
}

TEST(Statement, IsNotReadAsAnotherTypeEvenUnverified) {
  const auto envelope = SignStatement(v1::Void(), Lead());
  EXPECT_TRUE(ReadUnverifiedStatement<v1::Void>(*envelope).ok());
  EXPECT_EQ(ReasonFor(ReadUnverifiedStatement<v1::Run>(*envelope)), v1::REASON_STATEMENT_MALFORMED);
}

TEST(Statement, ATypeIsPartOfWhatIsSigned) {
  auto envelope = SignStatement(SampleRefusal(), Lead());
  envelope->set_payload_type(crypto::PayloadType("approval"));
  EXPECT_EQ(ReasonFor(OpenStatement<v1::Approval>(*envelope, Lead().verifying_key())),
            v1::REASON_STATEMENT_MALFORMED);
  v1::Void word;
  envelope = SignStatement(word, Lead());
  envelope->set_payload_type(crypto::PayloadType("run"));
  EXPECT_EQ(ReasonFor(OpenStatement<v1::Run>(*envelope, Lead().verifying_key())),
            v1::REASON_SIGNATURE_INVALID);
}

TEST(Statement, IsAcceptedInItsCanonicalFormOnly) {
  for (const char* payload :
       {R"({"member": "north"})", R"({"person":"p","member":"m"})",
        R"({"member":"a","member":"b"})", R"({"member":"m"} )", R"({"member":""})",
        R"({"mem":"m"})", R"({"member":"m",})", "", "null"}) {
    const auto envelope = crypto::SignEnvelope(crypto::PayloadType("refusal"), payload, Lead());
    EXPECT_EQ(ReasonFor(OpenStatement<v1::Refusal>(*envelope, Lead().verifying_key())),
              v1::REASON_STATEMENT_MALFORMED)
        << payload;
  }
}

TEST(Statement, HasExactlyOneSignature) {
  auto envelope = SignStatement(SampleRefusal(), Lead());
  ASSERT_TRUE(crypto::AddSignature(*envelope, SampleAgreement::Key("mallory")).ok());
  EXPECT_EQ(ReasonFor(OpenStatement<v1::Refusal>(*envelope, Lead().verifying_key())),
            v1::REASON_STATEMENT_MALFORMED);
  envelope->clear_signatures();
  EXPECT_EQ(ReasonFor(OpenStatement<v1::Refusal>(*envelope, Lead().verifying_key())),
            v1::REASON_STATEMENT_MALFORMED);
}

TEST(Statement, ThatNamesItsSignerIsReturnedOnlyOnceTheSignatureHolds) {
  const auto envelope = SignStatement(SampleRefusal(), Lead());
  const auto by = [](const std::string& name) {
    return [name](const v1::Refusal&) -> absl::StatusOr<crypto::VerifyingKey> {
      return SampleAgreement::Key(name).verifying_key();
    };
  };
  EXPECT_TRUE(OpenStatementBy<v1::Refusal>(*envelope, by("ig-lead@north")).ok());
  EXPECT_EQ(ReasonFor(OpenStatementBy<v1::Refusal>(*envelope, by("mallory"))),
            v1::REASON_SIGNATURE_INVALID);
  const auto nobody = [](const v1::Refusal&) -> absl::StatusOr<crypto::VerifyingKey> {
    return absl::NotFoundError("nobody");
  };
  EXPECT_EQ(OpenStatementBy<v1::Refusal>(*envelope, nobody).status().code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace ginnel::governance
