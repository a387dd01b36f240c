// SPDX-License-Identifier: Apache-2.0
#include "crypto/oprf_canaries.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "base/reason.h"
#include "crypto/oprf.h"

namespace ginnel::crypto {
namespace {

class OprfCanariesTest : public testing::Test {
 protected:
  std::string Blinded(size_t count) {
    std::vector<std::array<uint8_t, 2>> bytes(count);
    std::vector<std::span<const uint8_t>> inputs;
    for (size_t i = 0; i < count; ++i) {
      bytes[i] = {static_cast<uint8_t>(i >> 8), static_cast<uint8_t>(i)};
      inputs.emplace_back(bytes[i]);
    }
    return BlindedBatch::Create(inputs, random_)->elements();
  }

  SystemRandom random_;
  const OprfKeyPart key_ = OprfKeyPart::Generate(random_);
};

TEST_F(OprfCanariesTest, GiveBackTheAnswersToTheInputsInTheirOrder) {
  const std::string blinded = Blinded(600);
  const OprfCanaries batch = OprfCanaries::Plant(blinded, random_);
  EXPECT_EQ(batch.elements().size(), blinded.size() + 16 * kOprfElementSize);
  const auto harvest = batch.Harvest(*EvaluatePart(key_, batch.elements()), key_.public_part());
  ASSERT_TRUE(harvest.ok()) << harvest.status();
  EXPECT_EQ(*harvest, *EvaluatePart(key_, blinded));
}

TEST_F(OprfCanariesTest, TheLargestBatchFitsWithItsCanaries) {
  const std::string blinded = Blinded(OprfCanaries::kMostInputs);
  const OprfCanaries batch = OprfCanaries::Plant(blinded, random_);
  EXPECT_EQ(batch.elements().size(), kMaxOprfBatch * kOprfElementSize);
}

TEST_F(OprfCanariesTest, NoticeAnotherKeyAndWhoseItIs) {
  const OprfCanaries batch = OprfCanaries::Plant(Blinded(1), random_);
  const OprfKeyPart other = OprfKeyPart::Generate(random_);
  const std::string answer = *EvaluatePart(other, batch.elements());
  const auto harvest = batch.Harvest(answer, key_.public_part());
  EXPECT_TRUE(absl::IsDataLoss(harvest.status())) << harvest.status();
  EXPECT_EQ(ReasonOf(harvest.status()), v1::REASON_INTEGRITY);
  EXPECT_TRUE(batch.Harvest(answer, other.public_part()).ok());
}

// Each element in turn answered wrongly: noticed exactly where it is a canary.
TEST_F(OprfCanariesTest, AreAsManyAsAWrongAnswerIsNoticedFor) {
  const OprfCanaries batch = OprfCanaries::Plant(Blinded(20), random_);
  const std::string right = *EvaluatePart(key_, batch.elements());
  const std::string wrong = *EvaluatePart(OprfKeyPart::Generate(random_), batch.elements());
  int noticed = 0;
  for (size_t at = 0; at < right.size(); at += kOprfElementSize) {
    std::string answer = right;
    answer.replace(at, kOprfElementSize, wrong.substr(at, kOprfElementSize));
    noticed += batch.Harvest(answer, key_.public_part()).ok() ? 0 : 1;
  }
  EXPECT_EQ(noticed, 16);
}

TEST_F(OprfCanariesTest, StandAnywhereInTheBatch) {
  const std::string blinded = Blinded(1);
  std::set<size_t> places;
  for (int i = 0; i < 1000; ++i) {  // each of 17 places is missed with 2^-87
    const OprfCanaries batch = OprfCanaries::Plant(blinded, random_);
    size_t at = 0;
    while (batch.elements().substr(at * 32, 32) != blinded) ++at;
    places.insert(at);
  }
  EXPECT_EQ(places.size(), 17u);
}

TEST_F(OprfCanariesTest, AnAnswerOfAnotherLengthIsRefused) {
  const OprfCanaries batch = OprfCanaries::Plant(Blinded(2), random_);
  std::string answer = *EvaluatePart(key_, batch.elements());
  answer.resize(answer.size() - kOprfElementSize);
  EXPECT_EQ(ReasonOf(batch.Harvest(answer, key_.public_part()).status()), v1::REASON_MALFORMED);
}

}  // namespace
}  // namespace ginnel::crypto
