// SPDX-License-Identifier: Apache-2.0
#include "crypto/oprf.h"

#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "base/reason.h"
#include "crypto/digest.h"
#include "gtest/gtest.h"
#include "tests/unit/crypto/scripted_random.h"

namespace ginnel::crypto {
namespace {

using Input = std::span<const uint8_t>;

std::vector<uint8_t> Bytes(std::string_view text) { return {text.begin(), text.end()}; }

BlindedBatch Blind(const std::vector<std::vector<uint8_t>>& inputs, RandomSource& random) {
  const std::vector<Input> spans(inputs.begin(), inputs.end());
  auto batch = BlindedBatch::Create(spans, random);
  EXPECT_TRUE(batch.ok()) << batch.status();
  return *std::move(batch);
}

class Oprf : public testing::Test {
 protected:
  Oprf()
      : random_(21),
        parts_{OprfKeyPart::Generate(random_), OprfKeyPart::Generate(random_),
               OprfKeyPart::Generate(random_)} {}

  std::array<std::string, 3> EvaluateAll(const BlindedBatch& batch) {
    std::array<std::string, 3> evaluated;
    for (size_t i = 0; i < 3; ++i) {
      auto part = EvaluatePart(parts_[i], batch.elements());
      EXPECT_TRUE(part.ok()) << part.status();
      evaluated[i] = *part;
    }
    return evaluated;
  }
  static std::array<std::string_view, 3> Views(const std::array<std::string, 3>& evaluated) {
    return {evaluated[0], evaluated[1], evaluated[2]};
  }

  SeededRandom random_;
  std::array<OprfKeyPart, 3> parts_;
};

TEST_F(Oprf, GivesOnePersonOnePseudonymWhicheverNodeAsksAndHowever) {
  const BlindedBatch here = Blind({Bytes("9990000018"), Bytes("9990000026")}, random_);
  const BlindedBatch there = Blind({Bytes("9990000026")}, random_);
  const auto a = CombineAndFinalize(here, Views(EvaluateAll(here)));
  const auto b = CombineAndFinalize(there, Views(EvaluateAll(there)));
  ASSERT_TRUE(a.ok() && b.ok());
  EXPECT_EQ(LinkageIds(*a)[1], LinkageIds(*b)[0]);
  EXPECT_NE(LinkageIds(*a)[0], LinkageIds(*a)[1]);
}

TEST_F(Oprf, LinkageIdsAreTheFirst16BytesOfEachOutput) {
  const BlindedBatch batch = Blind({Bytes("a"), Bytes("b")}, random_);
  const auto outputs = CombineAndFinalize(batch, Views(EvaluateAll(batch)));
  ASSERT_TRUE(outputs.ok());
  ASSERT_EQ(outputs->size(), 128u);
  const auto ids = LinkageIds(*outputs);
  ASSERT_EQ(ids.size(), 2u);
  EXPECT_EQ(std::memcmp(ids[1].data(), outputs->view().data() + 64, 16), 0);
}

TEST_F(Oprf, TakesInputsOfDifferentLengthsAndTheEmptyOne) {
  const BlindedBatch batch =
      Blind({Bytes(""), Bytes("a longer input"), std::vector<uint8_t>(65535, 'x')}, random_);
  EXPECT_TRUE(CombineAndFinalize(batch, Views(EvaluateAll(batch))).ok());
  const std::vector<uint8_t> too_long(65536, 'x');
  const std::vector<Input> inputs = {too_long};
  EXPECT_FALSE(BlindedBatch::Create(inputs, random_).ok());
}

TEST_F(Oprf, ChangesEveryPseudonymWhenAnyPartOfTheKeyIsMissing) {
  const BlindedBatch batch = Blind({Bytes("9990000018")}, random_);
  const std::array<std::string, 3> all = EvaluateAll(batch);
  const auto whole = CombineAndFinalize(batch, Views(all));
  ASSERT_TRUE(whole.ok());
  for (size_t missing = 0; missing < 3; ++missing) {
    std::array<std::string, 3> partial = all;
    partial[missing] = all[(missing + 1) % 3];
    const auto outputs = CombineAndFinalize(batch, Views(partial));
    ASSERT_TRUE(outputs.ok());
    EXPECT_NE(LinkageIds(*outputs), LinkageIds(*whole));
  }
}

TEST_F(Oprf, TrusteeRejectsTheIdentityElement) {
  const std::string identity(32, '\0');
  const auto evaluated = EvaluatePart(parts_[0], identity);
  EXPECT_EQ(evaluated.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(evaluated.status()), v1::REASON_MALFORMED);
}

TEST_F(Oprf, TrusteeRejectsTheIdentityAmongGoodElementsAndNamesItsPlace) {
  std::string elements = Blind({Bytes("a"), Bytes("b"), Bytes("c")}, random_).elements();
  elements.replace(64, 32, std::string(32, '\0'));
  const auto evaluated = EvaluatePart(parts_[0], elements);
  ASSERT_FALSE(evaluated.ok());
  EXPECT_NE(std::string(evaluated.status().message()).find("element 3"), std::string::npos);
}

// RFC 9496, A.2: encodings that must be refused; one of each kind.
const char* const kBadEncodings[] = {
    // not below 2^255 - 19
    "00ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "f3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    // negative
    "0100000000000000000000000000000000000000000000000000000000000000",
    "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    // not a square
    "26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371",
    // xy negative
    "3eb858e78f5a7254d8c9731174a94f76755fd3941c0ac93735c07ba14579630e",
    // s = -1, where y = 0
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
};

std::string Raw(const char* hex) { return *FromHex(hex, 32); }

TEST_F(Oprf, TrusteeRejectsEncodingsThatAreNotCanonical) {
  for (const char* hex : kBadEncodings) {
    EXPECT_EQ(EvaluatePart(parts_[0], Raw(hex)).status().code(), absl::StatusCode::kInvalidArgument)
        << hex;
  }
}

TEST_F(Oprf, TrusteeRejectsBatchesOfTheWrongSize) {
  EXPECT_FALSE(EvaluatePart(parts_[0], "").ok());
  EXPECT_FALSE(EvaluatePart(parts_[0], std::string(33, 'x')).ok());
  EXPECT_FALSE(EvaluatePart(parts_[0], std::string(31, 'x')).ok());
  const std::string element = Blind({Bytes("a")}, random_).elements();
  std::string too_many;
  for (size_t i = 0; i < kMaxOprfBatch + 1; ++i) too_many += element;
  const auto evaluated = EvaluatePart(parts_[0], too_many);
  EXPECT_NE(std::string(evaluated.status().message()).find("at most 4096"), std::string::npos);
}

TEST_F(Oprf, NodeRejectsAnswersThatAreNotElements) {
  const BlindedBatch batch = Blind({Bytes("a")}, random_);
  const std::array<std::string, 3> good = EvaluateAll(batch);
  for (size_t trustee = 0; trustee < 3; ++trustee) {
    std::array<std::string, 3> bad = good;
    bad[trustee] = std::string(32, '\0');
    EXPECT_FALSE(CombineAndFinalize(batch, Views(bad)).ok());
    for (const char* hex : kBadEncodings) {
      bad[trustee] = Raw(hex);
      EXPECT_FALSE(CombineAndFinalize(batch, Views(bad)).ok()) << hex;
    }
  }
}

TEST_F(Oprf, NodeNamesTheTrusteeWhoseAnswerIsBad) {
  const BlindedBatch batch = Blind({Bytes("a"), Bytes("b")}, random_);
  std::array<std::string, 3> evaluated = EvaluateAll(batch);
  evaluated[1].replace(32, 32, Raw(kBadEncodings[0]));
  const auto outputs = CombineAndFinalize(batch, Views(evaluated));
  EXPECT_NE(std::string(outputs.status().message()).find("part 2, element 2"), std::string::npos);
}

TEST_F(Oprf, NodeRejectsAnswersOfAnotherLength) {
  const BlindedBatch batch = Blind({Bytes("a"), Bytes("b")}, random_);
  std::array<std::string, 3> evaluated = EvaluateAll(batch);
  evaluated[1].resize(32);
  EXPECT_FALSE(CombineAndFinalize(batch, Views(evaluated)).ok());
  for (std::string& part : evaluated) part.resize(32);
  EXPECT_FALSE(CombineAndFinalize(batch, Views(evaluated)).ok());
}

TEST_F(Oprf, NodeRejectsAnswersThatCancelEachOther) {
  // A key of -2 answers -2E where two others answer E each.
  SeededRandom random(22);
  const std::string e = Blind({Bytes("a")}, random).elements();
  auto minus_two = OprfKeyPart::FromScalar(SecretBytes::CopyOf(
      Bytes(Raw("ebd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010"))));
  ASSERT_TRUE(minus_two.ok());
  const auto cancelling = EvaluatePart(*minus_two, e);
  ASSERT_TRUE(cancelling.ok());
  EXPECT_EQ(CombineElements({e, e, *cancelling}).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(CombineElements({e, *cancelling, *cancelling}).ok());
}

TEST_F(Oprf, RefusesAnEmptyBatchAndOneThatIsTooLarge) {
  const std::vector<uint8_t> input = Bytes("a");
  EXPECT_FALSE(BlindedBatch::Create({}, random_).ok());
  const std::vector<Input> too_many(kMaxOprfBatch + 1, Input(input));
  EXPECT_FALSE(BlindedBatch::Create(too_many, random_).ok());
}

TEST_F(Oprf, DrawsAnotherBlindWhereChanceGivesZero) {
  // 64 zero bytes for the first draw; then ones for ever.
  std::vector<uint8_t> script(64, 0);
  script.resize(4096, 1);
  ScriptedRandom random(std::move(script));
  const BlindedBatch batch = Blind({Bytes("a")}, random);
  EXPECT_NE(batch.elements(), std::string(32, '\0'));
  EXPECT_TRUE(CombineAndFinalize(batch, Views(EvaluateAll(batch))).ok());
}

TEST(OprfDeathTest, EndsTheProcessRatherThanBlindWithZero) {
  const std::vector<uint8_t> input = Bytes("a");
  const std::vector<Input> inputs = {input};
  ScriptedRandom broken(std::vector<uint8_t>(1, 0));
  EXPECT_DEATH((void)BlindedBatch::Create(inputs, broken), "random source");
}

}  // namespace
}  // namespace ginnel::crypto
