// SPDX-License-Identifier: Apache-2.0
#include "crypto/hash.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/unit/crypto/scripted_random.h"

namespace ginnel::crypto {
namespace {

SecretBytes Key(uint64_t seed) {
  SeededRandom random(seed);
  return SecretBytes::Random(32, random);
}

TEST(HmacSha256, IsTheSameInPiecesAsInOne) {
  const SecretBytes key = Key(1);
  Hmac pieces(key);
  pieces.Update("one ");
  pieces.Update("");
  pieces.Update("message");
  EXPECT_EQ(pieces.Finish(), HmacSha256(key, "one message"));
}

TEST(HmacSha256, DiffersByKey) { EXPECT_NE(HmacSha256(Key(1), "m"), HmacSha256(Key(2), "m")); }

TEST(HmacSha256, TakesAnEmptyKey) {
  // HMAC pads a short key with zeros, so these two are equal by definition.
  EXPECT_EQ(HmacSha256(SecretBytes(), "m"), HmacSha256(SecretBytes(64), "m"));
}

TEST(HmacSha256, VerifyRefusesEveryFlippedBitAndEveryTruncation) {
  const SecretBytes key = Key(3);
  const std::vector<uint8_t> message = {1, 2, 3};
  Mac tag = HmacSha256(key, message);
  EXPECT_TRUE(VerifyHmacSha256(key, message, tag));
  for (size_t bit = 0; bit < 8 * tag.size(); ++bit) {
    tag[bit / 8] = static_cast<uint8_t>(tag[bit / 8] ^ 1u << bit % 8);
    EXPECT_FALSE(VerifyHmacSha256(key, message, tag)) << bit;
    tag[bit / 8] = static_cast<uint8_t>(tag[bit / 8] ^ 1u << bit % 8);
  }
  for (size_t size = 0; size < tag.size(); ++size) {
    EXPECT_FALSE(VerifyHmacSha256(key, message, std::span<const uint8_t>(tag).first(size)));
  }
}

TEST(HkdfSha256, SeparatesPurposesByInfo) {
  const SecretBytes secret = Key(4);
  const auto a = HkdfSha256(secret, {}, "a", 32);
  const auto b = HkdfSha256(secret, {}, "b", 32);
  ASSERT_TRUE(a.ok() && b.ok());
  EXPECT_FALSE(EqualInConstantTime(a->view(), b->view()));
}

TEST(HkdfSha256, AShorterOutputIsThePrefixOfALonger) {
  const SecretBytes secret = Key(5);
  const auto longer = HkdfSha256(secret, {}, "a", 100);
  const auto shorter = HkdfSha256(secret, {}, "a", 16);
  ASSERT_TRUE(longer.ok() && shorter.ok());
  EXPECT_TRUE(EqualInConstantTime(shorter->view(), longer->view().first(16)));
}

TEST(HkdfSha256, RefusesAnEmptySecretAndLengthsOutOfRange) {
  EXPECT_FALSE(HkdfSha256(SecretBytes(), {}, "a", 16).ok());
  EXPECT_FALSE(HkdfSha256(Key(6), {}, "a", 0).ok());
  EXPECT_TRUE(HkdfSha256(Key(6), {}, "a", 8160).ok());
  EXPECT_FALSE(HkdfSha256(Key(6), {}, "a", 8161).ok());
}

}  // namespace
}  // namespace ginnel::crypto
