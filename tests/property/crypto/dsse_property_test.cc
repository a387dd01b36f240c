// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "crypto/dsse.h"
#include "gtest/gtest.h"
#include "tests/unit/crypto/scripted_random.h"

namespace ginnel::crypto {
namespace {

absl::Status ReadAndVerify(std::string_view json, const VerifyingKey& key) {
  const auto envelope = EnvelopeFromJson(json);
  if (!envelope.ok()) return envelope.status();
  return VerifyEnvelope(*envelope, PayloadType("run"), key);
}

TEST(DsseProperty, EveryPayloadSurvivesTheRoundTrip) {
  SeededRandom random(201);
  const SigningKey key = SigningKey::Generate(random);
  for (size_t size = 0; size < 80; ++size) {
    std::vector<uint8_t> payload(size);
    random.Fill(payload);
    const std::string text(payload.begin(), payload.end());
    const auto envelope = SignEnvelope(PayloadType("run"), text, key);
    ASSERT_TRUE(envelope.ok());
    const auto read = EnvelopeFromJson(EnvelopeToJson(*envelope));
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(read->payload(), text);
    EXPECT_TRUE(VerifyEnvelope(*read, PayloadType("run"), key.verifying_key()).ok());
    EXPECT_EQ(EnvelopeToJson(*read), EnvelopeToJson(*envelope));
  }
}

TEST(DsseProperty, EveryFlippedBitOfTheFileIsRefused) {
  SeededRandom random(202);
  const SigningKey key = SigningKey::Generate(random);
  const auto envelope = SignEnvelope(PayloadType("run"), R"({"n":1,"attempt":1})", key);
  ASSERT_TRUE(envelope.ok());
  const std::string json = EnvelopeToJson(*envelope);
  ASSERT_TRUE(ReadAndVerify(json, key.verifying_key()).ok());
  for (size_t bit = 0; bit < 8 * json.size(); ++bit) {
    std::string flipped = json;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ 1 << bit % 8);
    EXPECT_FALSE(ReadAndVerify(flipped, key.verifying_key()).ok()) << flipped;
  }
}

TEST(DsseProperty, EveryTruncationOfTheFileIsRefused) {
  SeededRandom random(203);
  const SigningKey key = SigningKey::Generate(random);
  const auto envelope = SignEnvelope(PayloadType("run"), R"({"n":1})", key);
  ASSERT_TRUE(envelope.ok());
  const std::string json = EnvelopeToJson(*envelope);
  for (size_t size = 0; size < json.size(); ++size) {
    EXPECT_FALSE(ReadAndVerify(json.substr(0, size), key.verifying_key()).ok()) << size;
  }
}

TEST(DsseProperty, NoiseIsRefusedWithoutHarm) {
  SeededRandom random(204);
  const std::string alphabet = R"({}[]",:\ payloadTypesignaturesigkeyid=aGk0)";
  for (int round = 0; round < 20'000; ++round) {
    std::string noise(random.Next() % 60, ' ');
    for (char& c : noise) c = alphabet[random.Next() % alphabet.size()];
    EXPECT_FALSE(EnvelopeFromJson(noise).ok()) << noise;
  }
}

}  // namespace
}  // namespace ginnel::crypto
