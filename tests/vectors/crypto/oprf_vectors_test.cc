// SPDX-License-Identifier: Apache-2.0
#include <sodium.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "crypto/digest.h"
#include "crypto/oprf.h"
#include "gtest/gtest.h"
#include "tests/unit/crypto/scripted_random.h"
#include "tests/vectors/crypto/vector_file.h"

namespace ginnel::crypto {
namespace {

struct OprfVector {
  std::string key;
  std::string input;
  std::string blind;
  std::string blinded;
  std::string evaluated;
  std::string output;
};

// RFC 9497, A.1.1: OPRF(ristretto255, SHA-512), mode 0x00.
const OprfVector kRfc9497[] = {
    {"5ebcea5ee37023ccb9fc2d2019f9d7737be85591ae8652ffa9ef0f4d37063b0e", "00",
     "64d37aed22a27f5191de1c1d69fadb899d8862b58eb4220029e036ec4c1f6706",
     "609a0ae68c15a3cf6903766461307e5c8bb2f95e7e6550e1ffa2dc99e412803c",
     "7ec6578ae5120958eb2db1745758ff379e77cb64fe77b0b2d8cc917ea0869c7e",
     "527759c3d9366f277d8c6020418d96bb393ba2afb20ff90df23fb7708264e2f3"
     "ab9135e3bd69955851de4b1f9fe8a0973396719b7912ba9ee8aa7d0b5e24bcf6"},
    {"5ebcea5ee37023ccb9fc2d2019f9d7737be85591ae8652ffa9ef0f4d37063b0e",
     "5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a",
     "64d37aed22a27f5191de1c1d69fadb899d8862b58eb4220029e036ec4c1f6706",
     "da27ef466870f5f15296299850aa088629945a17d1f5b7f5ff043f76b3c06418",
     "b4cbf5a4f1eeda5a63ce7b77c7d23f461db3fcab0dd28e4e17cecb5c90d02c25",
     "f4a74c9c592497375e796aa837e907b1a045d34306a749db9f34221f7e750cb4"
     "f2a6413a6bf6fa5e19ba6348eb673934a722a7ede2e7621306d18951e7cf2c73"},
};

std::string HexOf(std::string_view bytes) {
  return ToHex({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()});
}

BlindedBatch BlindAs(const OprfVector& vector) {
  // A scalar is drawn as 64 bytes that are reduced: the vector's blind, then zeros, gives that
  // blind.
  std::vector<uint8_t> draw = Hex(vector.blind);
  draw.resize(64);
  ScriptedRandom random(std::move(draw));
  const std::vector<uint8_t> input = Hex(vector.input);
  const std::vector<std::span<const uint8_t>> inputs = {input};
  auto batch = BlindedBatch::Create(inputs, random);
  EXPECT_TRUE(batch.ok()) << batch.status();
  return *std::move(batch);
}

void ExpectSingleKey(const OprfVector& vector) {
  const BlindedBatch batch = BlindAs(vector);
  EXPECT_EQ(HexOf(batch.elements()), vector.blinded);
  const auto key = OprfKeyPart::FromScalar(SecretHex(vector.key));
  ASSERT_TRUE(key.ok()) << key.status();
  const auto evaluated = EvaluatePart(*key, batch.elements());
  ASSERT_TRUE(evaluated.ok()) << evaluated.status();
  EXPECT_EQ(HexOf(*evaluated), vector.evaluated);
  const auto output = batch.Finalize(*evaluated);
  ASSERT_TRUE(output.ok()) << output.status();
  EXPECT_EQ(ToHex(output->view()), vector.output);
}

// The same with the vector's key cut into three random parts.
void ExpectThreeParts(const OprfVector& vector) {
  SeededRandom random(7);
  const SecretBytes first = SecretBytes::Random(31, random);  // below the group's order
  const SecretBytes second = SecretBytes::Random(31, random);
  std::array<std::array<uint8_t, 32>, 3> scalars{};
  std::copy(first.view().begin(), first.view().end(), scalars[0].begin());
  std::copy(second.view().begin(), second.view().end(), scalars[1].begin());
  const std::vector<uint8_t> whole = Hex(vector.key);
  crypto_core_ristretto255_scalar_sub(scalars[2].data(), whole.data(), scalars[0].data());
  crypto_core_ristretto255_scalar_sub(scalars[2].data(), scalars[2].data(), scalars[1].data());

  const BlindedBatch batch = BlindAs(vector);
  std::array<std::string, 3> evaluated;
  for (size_t i = 0; i < 3; ++i) {
    const auto part = OprfKeyPart::FromScalar(SecretBytes::CopyOf(scalars[i]));
    ASSERT_TRUE(part.ok()) << part.status();
    auto answer = EvaluatePart(*part, batch.elements());
    ASSERT_TRUE(answer.ok()) << answer.status();
    evaluated[i] = *std::move(answer);
  }
  const std::array<std::string_view, 3> views = {evaluated[0], evaluated[1], evaluated[2]};
  const auto combined = CombineElements(views);
  ASSERT_TRUE(combined.ok());
  EXPECT_EQ(HexOf(*combined), vector.evaluated);
  const auto output = CombineAndFinalize(batch, views);
  ASSERT_TRUE(output.ok()) << output.status();
  EXPECT_EQ(ToHex(output->view()), vector.output);
}

TEST(OprfVectors, OneKeyAndThreePartsAgreeWithRfc9497) {
  std::vector<OprfVector> vectors(std::begin(kRfc9497), std::end(kRfc9497));
  if (const auto file = ReadVectorFile("rfc9497-oprf.json"); file.has_value()) {
    for (const auto& suite : file->list_value().values()) {
      if (Text(suite, "identifier") != "ristretto255-SHA512") continue;
      if (Member(suite, "mode").number_value() != 0) continue;
      for (const auto& test : Array(suite, "vectors").values()) {
        vectors.push_back({Text(suite, "skSm"), Text(test, "Input"), Text(test, "Blind"),
                           Text(test, "BlindedElement"), Text(test, "EvaluationElement"),
                           Text(test, "Output")});
      }
    }
    EXPECT_EQ(vectors.size(), 4u) << "the file holds the same two vectors";
  }
  for (const OprfVector& vector : vectors) {
    ExpectSingleKey(vector);
    ExpectThreeParts(vector);
  }
}

}  // namespace
}  // namespace ginnel::crypto
