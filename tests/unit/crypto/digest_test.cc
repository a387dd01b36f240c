// SPDX-License-Identifier: Apache-2.0
#include "crypto/digest.h"

#include "gtest/gtest.h"

namespace ginnel::crypto {
namespace {

// FIPS 180-4 examples ("abc") and the well-known digest of nothing.
TEST(Digest, IsSha256) {
  EXPECT_EQ(Sha256("abc").ToHex(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Sha256("").ToHex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Digest, ReadsBackItsHex) {
  const Digest digest = Sha256("a statement");
  const auto read = Digest::FromHex(digest.ToHex());
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(*read, digest);
}

TEST(Digest, RefusesHexOfAnotherLength) {
  EXPECT_FALSE(Digest::FromHex("").ok());
  EXPECT_FALSE(Digest::FromHex(std::string(63, 'a')).ok());
  EXPECT_FALSE(Digest::FromHex(std::string(66, 'a')).ok());
}

TEST(Digest, RefusesUpperCaseSoThatEachDigestHasOneSpelling) {
  EXPECT_FALSE(Digest::FromHex(std::string(63, 'a') + "A").ok());
}

TEST(Hex, ErrorNamesThePlaceOfTheBadCharacter) {
  const auto bytes = FromHex("00g0", 2);
  ASSERT_FALSE(bytes.ok());
  EXPECT_NE(bytes.status().message().find("character 3"), absl::string_view::npos);
}

}  // namespace
}  // namespace ginnel::crypto
