// SPDX-License-Identifier: Apache-2.0
#include "crypto/expand_message.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace ginnel::crypto {
namespace {

TEST(ExpandMessage, DependsOnTheTagAndOnTheLengthAskedFor) {
  const std::vector<uint8_t> message = {1, 2, 3};
  std::vector<uint8_t> a(64);
  std::vector<uint8_t> b(64);
  std::vector<uint8_t> longer(65);
  ASSERT_TRUE(ExpandMessageXmdSha512(message, "tag a", a).ok());
  ASSERT_TRUE(ExpandMessageXmdSha512(message, "tag b", b).ok());
  ASSERT_TRUE(ExpandMessageXmdSha512(message, "tag a", longer).ok());
  EXPECT_NE(a, b);
  longer.resize(64);
  EXPECT_NE(a, longer);
}

TEST(ExpandMessage, RefusesLengthsOutsideTheStandard) {
  std::vector<uint8_t> out(64);
  EXPECT_FALSE(ExpandMessageXmdSha512({}, "", out).ok());
  EXPECT_FALSE(ExpandMessageXmdSha512({}, std::string(256, 't'), out).ok());
  EXPECT_TRUE(ExpandMessageXmdSha512({}, std::string(255, 't'), out).ok());
  EXPECT_FALSE(ExpandMessageXmdSha512({}, "tag", {}).ok());
  out.resize(255 * 64);
  EXPECT_TRUE(ExpandMessageXmdSha512({}, "tag", out).ok());
  out.resize(255 * 64 + 1);
  EXPECT_FALSE(ExpandMessageXmdSha512({}, "tag", out).ok());
}

}  // namespace
}  // namespace ginnel::crypto
