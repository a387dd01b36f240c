// SPDX-License-Identifier: Apache-2.0
#include "crypto/prg.h"

#include <utility>
#include <vector>

#include "crypto/digest.h"
#include "crypto/field_codec.h"
#include "gtest/gtest.h"

namespace ginnel::crypto {
namespace {

SecretBytes CountingSeed() {
  SecretBytes seed(Prg::kSeedSize);
  for (size_t i = 0; i < seed.size(); ++i) seed.mutable_view()[i] = static_cast<uint8_t>(i);
  return seed;
}

Prg Make(std::string_view info) {
  auto prg = Prg::Create(CountingSeed(), info);
  EXPECT_TRUE(prg.ok());
  return *std::move(prg);
}

// Made independently: `openssl kdf -keylen 16 -kdfopt digest:SHA256 -kdfopt hexkey:000102…1f
// -kdfopt info:ginnel/test HKDF`, then `openssl enc -aes-128-ctr -K <that> -iv 0` over zeros.
TEST(Prg, IsAes128CtrUnderAnHkdfKey) {
  std::vector<uint8_t> bytes(48);
  Make("ginnel/test").Fill(std::span<uint8_t>(bytes));
  EXPECT_EQ(ToHex(bytes),
            "9df5ea93abc3245b3c63e3c392c2a8a8a354b2dda96282837db854bb63715aeff929fa4c4acb6c0af76a45"
            "8b8a58d120");
}

TEST(Prg, FirstFieldElementsAreTheLow61BitsOfItsWords) {
  std::vector<uint8_t> bytes(80'000);
  Make("ginnel/test").Fill(std::span<uint8_t>(bytes));
  std::vector<FieldElement> expected(10'000);
  ASSERT_EQ(SampleFieldElements(bytes, expected).elements_written, 10'000u);
  std::vector<FieldElement> elements(10'000);
  Make("ginnel/test").Fill(std::span<FieldElement>(elements));
  EXPECT_EQ(elements, expected);
}

TEST(Prg, GivesTheSameStreamInWhateverPiecesItIsRead) {
  std::vector<FieldElement> whole(9'001);
  Make("ginnel/test").Fill(std::span<FieldElement>(whole));
  Prg prg = Make("ginnel/test");
  std::vector<FieldElement> pieces;
  for (size_t size = 1; pieces.size() < whole.size(); size = size * 3 + 1) {
    std::vector<FieldElement> piece(std::min(size, whole.size() - pieces.size() - 1));
    prg.Fill(std::span<FieldElement>(piece));
    pieces.insert(pieces.end(), piece.begin(), piece.end());
    pieces.push_back(prg.Next());
  }
  EXPECT_EQ(pieces, whole);
}

TEST(Prg, AWordMayLieAcrossTheEndOfItsBuffer) {
  std::vector<uint8_t> bytes(100'000);
  Make("ginnel/test").Fill(std::span<uint8_t>(bytes));
  for (const size_t skipped : {size_t{3}, size_t{16'383}, size_t{32'765}}) {
    Prg prg = Make("ginnel/test");
    std::vector<uint8_t> skip(skipped);
    prg.Fill(std::span<uint8_t>(skip));
    std::vector<FieldElement> elements(5'000);
    prg.Fill(std::span<FieldElement>(elements));
    std::vector<FieldElement> expected(5'000);
    SampleFieldElements(std::span<const uint8_t>(bytes).subspan(skipped), expected);
    EXPECT_EQ(elements, expected) << skipped;
  }
}

TEST(Prg, RefusesSeedsOfAnotherLengthAndEmptyLabels) {
  EXPECT_FALSE(Prg::Create(SecretBytes(), "a").ok());
  EXPECT_FALSE(Prg::Create(SecretBytes(31), "a").ok());
  EXPECT_FALSE(Prg::Create(SecretBytes(33), "a").ok());
  EXPECT_FALSE(Prg::Create(CountingSeed(), "").ok());
}

}  // namespace
}  // namespace ginnel::crypto
