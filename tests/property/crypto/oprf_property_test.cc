// SPDX-License-Identifier: Apache-2.0
#include <sodium.h>

#include <array>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "crypto/oprf.h"
#include "gtest/gtest.h"
#include "tests/unit/crypto/scripted_random.h"

namespace ginnel::crypto {
namespace {

using Input = std::span<const uint8_t>;

// A batch of 1 to 6 inputs of 0 to 40 bytes.
std::vector<std::vector<uint8_t>> DrawInputs(SeededRandom& random) {
  std::vector<std::vector<uint8_t>> inputs(1 + random.Next() % 6);
  for (auto& input : inputs) {
    input.resize(random.Next() % 41);
    random.Fill(input);
  }
  return inputs;
}

BlindedBatch Blind(const std::vector<std::vector<uint8_t>>& inputs, RandomSource& random) {
  const std::vector<Input> spans(inputs.begin(), inputs.end());
  auto batch = BlindedBatch::Create(spans, random);
  EXPECT_TRUE(batch.ok());
  return *std::move(batch);
}

// A random scalar, reduced.
std::array<uint8_t, 32> DrawScalar(SeededRandom& random) {
  std::array<uint8_t, 64> wide;
  random.Fill(wide);
  std::array<uint8_t, 32> scalar;
  crypto_core_ristretto255_scalar_reduce(scalar.data(), wide.data());
  return scalar;
}

OprfKeyPart PartOf(const std::array<uint8_t, 32>& scalar) {
  auto part = OprfKeyPart::FromScalar(SecretBytes::CopyOf(scalar));
  EXPECT_TRUE(part.ok());
  return *std::move(part);
}

std::string Evaluated(const OprfKeyPart& part, const BlindedBatch& batch) {
  auto evaluated = EvaluatePart(part, batch.elements());
  EXPECT_TRUE(evaluated.ok());
  return *std::move(evaluated);
}

TEST(OprfProperty, ThreePartsGiveWhatTheirSumGives) {
  SeededRandom random(101);
  for (int round = 0; round < 40; ++round) {
    const auto inputs = DrawInputs(random);
    std::array<uint8_t, 32> sum{};
    std::array<std::string, 3> evaluated;
    const BlindedBatch batch = Blind(inputs, random);
    for (std::string& answer : evaluated) {
      const std::array<uint8_t, 32> scalar = DrawScalar(random);
      crypto_core_ristretto255_scalar_add(sum.data(), sum.data(), scalar.data());
      answer = Evaluated(PartOf(scalar), batch);
    }
    const auto three = CombineAndFinalize(batch, {evaluated[0], evaluated[1], evaluated[2]});
    // Another batch of the same inputs, under the single key.
    const BlindedBatch again = Blind(inputs, random);
    const auto one = again.Finalize(Evaluated(PartOf(sum), again));
    ASSERT_TRUE(three.ok() && one.ok());
    EXPECT_TRUE(EqualInConstantTime(three->view(), one->view()));
  }
}

TEST(OprfProperty, PublicPartsAddUpToThePublicKeyOfTheSum) {
  SeededRandom random(102);
  for (int round = 0; round < 20; ++round) {
    std::array<uint8_t, 32> sum{};
    std::array<std::string, 3> publics;
    for (std::string& key : publics) {
      const std::array<uint8_t, 32> scalar = DrawScalar(random);
      crypto_core_ristretto255_scalar_add(sum.data(), sum.data(), scalar.data());
      const auto bytes = PartOf(scalar).public_part().bytes;
      key.assign(bytes.begin(), bytes.end());
    }
    const auto combined = CombineElements({publics[0], publics[1], publics[2]});
    const auto whole = PartOf(sum).public_part().bytes;
    ASSERT_TRUE(combined.ok());
    EXPECT_EQ(*combined, std::string(whole.begin(), whole.end()));
  }
}

TEST(OprfProperty, OneInputIsBlindedAnewEveryTimeAndGivesOneOutput) {
  SeededRandom random(103);
  const OprfKeyPart key = OprfKeyPart::Generate(random);
  const std::vector<std::vector<uint8_t>> inputs(8, std::vector<uint8_t>{'9', '9', '9'});
  std::set<std::string> blinded;
  std::set<std::array<uint8_t, 16>> ids;
  for (int round = 0; round < 10; ++round) {
    const BlindedBatch batch = Blind(inputs, random);
    for (size_t i = 0; i < batch.size(); ++i) {
      blinded.insert(batch.elements().substr(i * kOprfElementSize, kOprfElementSize));
    }
    const auto outputs = batch.Finalize(Evaluated(key, batch));
    ASSERT_TRUE(outputs.ok());
    for (const auto& id : LinkageIds(*outputs)) ids.insert(id);
  }
  EXPECT_EQ(blinded.size(), 80u);
  EXPECT_EQ(ids.size(), 1u);
}

TEST(OprfProperty, UnblindingDoesNotMixUpThePlacesOfABatch) {
  SeededRandom random(104);
  const OprfKeyPart key = OprfKeyPart::Generate(random);
  for (const size_t size : {size_t{1}, size_t{2}, size_t{3}, size_t{64}, size_t{257}}) {
    std::vector<std::vector<uint8_t>> inputs(size);
    for (size_t i = 0; i < size; ++i) {
      inputs[i] = {static_cast<uint8_t>(i), static_cast<uint8_t>(i >> 8)};
    }
    const BlindedBatch batch = Blind(inputs, random);
    const auto together = batch.Finalize(Evaluated(key, batch));
    ASSERT_TRUE(together.ok());
    for (const size_t place : {size_t{0}, size / 2, size - 1}) {
      const BlindedBatch alone = Blind({inputs[place]}, random);
      const auto output = alone.Finalize(Evaluated(key, alone));
      ASSERT_TRUE(output.ok());
      EXPECT_EQ(LinkageIds(*together)[place], LinkageIds(*output)[0]);
    }
  }
}

}  // namespace
}  // namespace ginnel::crypto
