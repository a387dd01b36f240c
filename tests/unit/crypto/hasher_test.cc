// SPDX-License-Identifier: Apache-2.0
#include "crypto/hasher.h"

#include <string>

#include "gtest/gtest.h"

namespace ginnel::crypto {
namespace {

TEST(Hasher, HashesPiecesAsTheWhole) {
  EXPECT_EQ(Hasher().Update("ab").Update("").Update("c").Finish(), Sha256("abc"));
  EXPECT_EQ(Hasher().Finish(), Sha256(""));
}

TEST(Hasher, WritesNumbersBigEndianAndTextWithItsLength) {
  const std::string bytes =
      std::string(7, '\0') + '\x03' + "abc" + std::string(6, '\0') + "\x01\x02";
  EXPECT_EQ(Hasher().Text("abc").Number(0x0102).Finish(), Sha256(bytes));
}

}  // namespace
}  // namespace ginnel::crypto
