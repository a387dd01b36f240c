// SPDX-License-Identifier: Apache-2.0
#include "crypto/dsse.h"

#include <string>

#include "base/reason.h"
#include "gtest/gtest.h"
#include "tests/unit/crypto/scripted_random.h"

namespace ginnel::crypto {
namespace {

constexpr char kPayload[] = R"({"reason":"ok"})";

class Dsse : public testing::Test {
 protected:
  Dsse()
      : random_(11), key_(SigningKey::Generate(random_)), other_(SigningKey::Generate(random_)) {}

  v1::Envelope Signed() {
    auto envelope = SignEnvelope(PayloadType("approval"), kPayload, key_);
    EXPECT_TRUE(envelope.ok());
    return *envelope;
  }
  absl::Status Verify(const v1::Envelope& envelope) {
    return VerifyEnvelope(envelope, PayloadType("approval"), key_.verifying_key());
  }

  SeededRandom random_;
  SigningKey key_;
  SigningKey other_;
};

// The example of the DSSE specification, protocol.md.
TEST_F(Dsse, SignsThePreAuthenticationEncoding) {
  EXPECT_EQ(PreAuthenticationEncoding("http://example.com/HelloWorld", "hello world"),
            "DSSEv1 29 http://example.com/HelloWorld 11 hello world");
  EXPECT_EQ(PreAuthenticationEncoding("", ""), "DSSEv1 0  0 ");
}

TEST_F(Dsse, EncodingTellsTypeFromPayload) {
  EXPECT_NE(PreAuthenticationEncoding("a", "b 1 c"), PreAuthenticationEncoding("a b", "c"));
}

TEST_F(Dsse, NamesTheTypeOfAStatement) {
  EXPECT_EQ(PayloadType("run"), "application/vnd.ginnel.run.v1+json");
}

TEST_F(Dsse, VerifiesWhatItSigned) { EXPECT_TRUE(Verify(Signed()).ok()); }

TEST_F(Dsse, RefusesAnotherPayloadType) {
  const absl::Status status =
      VerifyEnvelope(Signed(), PayloadType("refusal"), key_.verifying_key());
  EXPECT_EQ(ReasonOf(status), v1::REASON_STATEMENT_MALFORMED);
}

TEST_F(Dsse, RefusesAChangedPayload) {
  v1::Envelope envelope = Signed();
  envelope.set_payload(R"({"reason":"no"})");
  const absl::Status status = Verify(envelope);
  EXPECT_EQ(status.code(), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(ReasonOf(status), v1::REASON_SIGNATURE_INVALID);
}

TEST_F(Dsse, RefusesWhereTheKeyDidNotSign) {
  const absl::Status status =
      VerifyEnvelope(Signed(), PayloadType("approval"), other_.verifying_key());
  EXPECT_EQ(status.code(), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(ReasonOf(status), v1::REASON_SIGNATURE_INVALID);
}

TEST_F(Dsse, RefusesAnEnvelopeWithoutSignatures) {
  v1::Envelope envelope = Signed();
  envelope.clear_signatures();
  EXPECT_FALSE(Verify(envelope).ok());
}

TEST_F(Dsse, RefusesASignatureUnderAnotherKeysName) {
  v1::Envelope envelope = Signed();
  envelope.mutable_signatures(0)->set_keyid(other_.verifying_key().KeyId());
  EXPECT_FALSE(Verify(envelope).ok());
  EXPECT_FALSE(VerifyEnvelope(envelope, PayloadType("approval"), other_.verifying_key()).ok());
}

TEST_F(Dsse, RefusesABadSignatureBesideAGoodOneOfTheSameKey) {
  v1::Envelope envelope = Signed();
  v1::Envelope::Signature* const bad = envelope.add_signatures();
  bad->set_keyid(key_.verifying_key().KeyId());
  bad->set_sig(std::string(64, 'x'));
  EXPECT_FALSE(Verify(envelope).ok());
}

TEST_F(Dsse, RefusesTheSameSignatureTwice) {
  v1::Envelope envelope = Signed();
  *envelope.add_signatures() = envelope.signatures(0);
  EXPECT_EQ(Verify(envelope).code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(Dsse, ErrorsCarryNoControlCharactersFromTheEnvelope) {
  v1::Envelope envelope = Signed();
  envelope.set_payload_type("\x1b[2Jforged\n" + std::string(1000, 'x'));
  const std::string message(Verify(envelope).message());
  EXPECT_EQ(message.find_first_of("\x1b\n"), std::string::npos);
  EXPECT_LT(message.size(), 300u);
}

TEST_F(Dsse, HoldsSignaturesOfSeveralKeys) {
  v1::Envelope envelope = Signed();
  ASSERT_TRUE(AddSignature(envelope, other_).ok());
  EXPECT_TRUE(Verify(envelope).ok());
  EXPECT_TRUE(VerifyEnvelope(envelope, PayloadType("approval"), other_.verifying_key()).ok());
}

TEST_F(Dsse, TakesOneSignatureFromEachKey) {
  v1::Envelope envelope = Signed();
  EXPECT_EQ(AddSignature(envelope, key_).code(), absl::StatusCode::kAlreadyExists);
}

TEST_F(Dsse, IdentityIsThePayloadOnlySoThatMoreSignaturesDoNotChangeIt) {
  v1::Envelope envelope = Signed();
  const Digest before = PayloadDigest(envelope);
  ASSERT_TRUE(AddSignature(envelope, other_).ok());
  EXPECT_EQ(PayloadDigest(envelope), before);
  EXPECT_EQ(before, Sha256(std::string_view(kPayload)));
}

TEST_F(Dsse, ReadsBackItsJson) {
  v1::Envelope envelope = Signed();
  ASSERT_TRUE(AddSignature(envelope, other_).ok());
  const auto read = EnvelopeFromJson(EnvelopeToJson(envelope));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->SerializeAsString(), envelope.SerializeAsString());
}

TEST_F(Dsse, ReadsJsonThatSomebodyIndented) {
  const auto read = EnvelopeFromJson(
      "{ \"signatures\" : [ ],\n  \"payloadType\": \"application\\/x\",\n  \"payload\": \"aGk=\" "
      "}\n");
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->payload(), "hi");
  EXPECT_EQ(read->payload_type(), "application/x");
}

struct BadJson {
  const char* why;
  const char* json;
};

TEST(DsseJson, RefusesEverythingThatCouldBeReadInTwoWays) {
  const BadJson cases[] = {
      {"empty", ""},
      {"not an object", "[]"},
      {"duplicate key", R"({"payload":"","payload":"","payloadType":"t","signatures":[]})"},
      {"unknown key", R"({"payload":"","payloadType":"t","signatures":[],"x":""})"},
      {"missing payload", R"({"payloadType":"t","signatures":[]})"},
      {"missing signatures", R"({"payload":"","payloadType":"t"})"},
      {"empty type", R"({"payload":"","payloadType":"","signatures":[]})"},
      {"trailing comma", R"({"payload":"","payloadType":"t","signatures":[],})"},
      {"trailing bytes", R"({"payload":"","payloadType":"t","signatures":[]}{})"},
      {"unpadded base64", R"({"payload":"aGk","payloadType":"t","signatures":[]})"},
      {"loose last bits", R"({"payload":"aGl=","payloadType":"t","signatures":[]})"},
      {"space in base64", R"({"payload":"aG k=","payloadType":"t","signatures":[]})"},
      {"web-safe base64", R"({"payload":"_-8=","payloadType":"t","signatures":[]})"},
      {"number", R"({"payload":1,"payloadType":"t","signatures":[]})"},
      {"unterminated", R"({"payload":")"},
      {"escape at the end", "{\"payload\":\"\\"},
      {"unicode escape", R"({"payload":"","payloadType":"\u0074","signatures":[]})"},
      {"not ASCII", "{\"payload\":\"\",\"payloadType\":\"t\xc3\xa9\",\"signatures\":[]}"},
      {"signature without a name",
       R"({"payload":"","payloadType":"t","signatures":[{"sig":"aGk="}]})"},
      {"signature with more",
       R"({"payload":"","payloadType":"t","signatures":[{"keyid":"a","sig":"aGk=","c":""}]})"},
      {"comma after a signature",
       R"({"payload":"","payloadType":"t","signatures":[{"keyid":"a","sig":"aGk="},]})"},
  };
  for (const BadJson& bad : cases) {
    const auto read = EnvelopeFromJson(bad.json);
    EXPECT_EQ(read.status().code(), absl::StatusCode::kInvalidArgument) << bad.why;
    EXPECT_EQ(ReasonOf(read.status()), v1::REASON_STATEMENT_MALFORMED) << bad.why;
  }
}

TEST(DsseJson, ErrorsNameLineAndColumn) {
  const auto read = EnvelopeFromJson("{\n  \"payload\": 1}");
  EXPECT_NE(std::string(read.status().message()).find("2:14"), std::string::npos) << read.status();
}

}  // namespace
}  // namespace ginnel::crypto
