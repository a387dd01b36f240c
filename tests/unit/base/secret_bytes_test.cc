// SPDX-License-Identifier: Apache-2.0
#include "base/secret_bytes.h"

#include <gtest/gtest.h>

#include <array>
#include <type_traits>
#include <vector>

namespace ginnel {
namespace {

constexpr std::array<uint8_t, 4> kBytes = {1, 2, 3, 4};

TEST(SecretBytes, MovesAndNeverCopies) {
  static_assert(!std::is_copy_constructible_v<SecretBytes>);
  static_assert(!std::is_copy_assignable_v<SecretBytes>);
  SecretBytes first = SecretBytes::CopyOf(kBytes);
  const uint8_t* where = first.view().data();
  const SecretBytes second = std::move(first);
  EXPECT_EQ(second.view().data(), where);
  EXPECT_EQ(second.size(), 4u);
}

TEST(SecretBytes, StartsAsZeros) {
  const SecretBytes bytes(5000);
  for (const uint8_t byte : bytes.view()) ASSERT_EQ(byte, 0);
}

TEST(SecretBytes, CloneHasItsOwnMemory) {
  SecretBytes first = SecretBytes::CopyOf(kBytes);
  const SecretBytes second = first.Clone();
  first.mutable_view()[0] = 9;
  EXPECT_EQ(second.view()[0], 1);
}

TEST(SecretBytes, RandomFillsFromTheSource) {
  class Sevens final : public RandomSource {
    void Fill(std::span<uint8_t> out) override { std::fill(out.begin(), out.end(), uint8_t{7}); }
  } sevens;
  const SecretBytes bytes = SecretBytes::Random(3, sevens);
  EXPECT_TRUE(EqualInConstantTime(bytes.view(), std::array<uint8_t, 3>{7, 7, 7}));
}

TEST(SecretBytes, ComparesLengthAndEveryByte) {
  EXPECT_TRUE(EqualInConstantTime(kBytes, kBytes));
  EXPECT_FALSE(EqualInConstantTime(kBytes, std::span(kBytes).first(3)));
  for (size_t i = 0; i < kBytes.size(); ++i) {
    std::array<uint8_t, 4> other = kBytes;
    other[i] ^= 0x80;
    EXPECT_FALSE(EqualInConstantTime(kBytes, other)) << i;
  }
  EXPECT_TRUE(EqualInConstantTime({}, {}));
}

TEST(SecretBytes, WipeLeavesZeros) {
  std::vector<uint8_t> bytes = {1, 2, 3};
  Wipe(bytes);
  EXPECT_EQ(bytes, (std::vector<uint8_t>{0, 0, 0}));
}

TEST(SystemRandom, GivesNewBytesEachTime) {
  SystemRandom random;
  EXPECT_FALSE(EqualInConstantTime(SecretBytes::Random(32, random).view(),
                                   SecretBytes::Random(32, random).view()));
}

}  // namespace
}  // namespace ginnel
