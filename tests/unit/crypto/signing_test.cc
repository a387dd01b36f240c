// SPDX-License-Identifier: Apache-2.0
#include "crypto/signing.h"

#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <utility>
#include <vector>

#include "base/files.h"
#include "gtest/gtest.h"
#include "tests/unit/crypto/scripted_random.h"

namespace ginnel::crypto {
namespace {

const std::vector<uint8_t> kMessage = {'r', 'u', 'n', ' ', '1'};

std::string TempPath(const std::string& name) {
  return testing::TempDir() + "ginnel-" + std::to_string(getpid()) + "-" + name;
}

TEST(SigningKey, SignsSoThatItsPublicHalfVerifies) {
  SeededRandom random(1);
  const SigningKey key = SigningKey::Generate(random);
  const auto signature = key.Sign(kMessage);
  ASSERT_TRUE(signature.ok());
  EXPECT_TRUE(key.verifying_key().Verify(kMessage, *signature));
}

TEST(SigningKey, DoesNotVerifyUnderAnotherKeyOrForAnotherMessage) {
  SeededRandom random(2);
  const SigningKey key = SigningKey::Generate(random);
  const SigningKey other = SigningKey::Generate(random);
  const auto signature = key.Sign(kMessage);
  ASSERT_TRUE(signature.ok());
  EXPECT_FALSE(other.verifying_key().Verify(kMessage, *signature));
  EXPECT_FALSE(key.verifying_key().Verify(std::vector<uint8_t>{'r', 'u', 'n'}, *signature));
}

TEST(SigningKey, IsReadBackFromItsFile) {
  SeededRandom random(3);
  const SigningKey key = SigningKey::Generate(random);
  const std::string path = TempPath("signing.key");
  ASSERT_TRUE(key.Save(path).ok());
  const auto read = SigningKey::Load(path);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->verifying_key(), key.verifying_key());
  unlink(path.c_str());
}

TEST(SigningKey, IsRefusedFromAFileThatOthersCanRead) {
  SeededRandom random(4);
  const std::string path = TempPath("open.key");
  ASSERT_TRUE(SigningKey::Generate(random).Save(path).ok());
  ASSERT_EQ(chmod(path.c_str(), 0644), 0);
  EXPECT_EQ(SigningKey::Load(path).status().code(), absl::StatusCode::kPermissionDenied);
  unlink(path.c_str());
}

TEST(SigningKey, IsRefusedFromAFileOfAnotherLengthAndTheErrorNamesTheFile) {
  const std::string path = TempPath("short.key");
  ASSERT_TRUE(CreateSecretFile(path, std::vector<uint8_t>(31, 7)).ok());
  const auto key = SigningKey::Load(path);
  EXPECT_EQ(key.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(std::string(key.status().message()).find(path), std::string::npos);
  unlink(path.c_str());
}

TEST(SigningKey, ThatWasMovedAwayRefusesToSign) {
  SeededRandom random(5);
  SigningKey key = SigningKey::Generate(random);
  const SigningKey taken = std::move(key);
  EXPECT_FALSE(key.Sign(kMessage).ok());  // NOLINT(bugprone-use-after-move): this is the point
}

// Under a point of small order a signature can be made without any private key (Chalkias et al.
// 2020, "Taming the many EdDSAs").
TEST(VerifyingKey, OfSmallOrderIsRefused) {
  const std::string zero(64, '0');  // order 4, and what an unset field holds
  std::string one = zero;
  one[1] = '1';  // the identity
  const std::string minus_one = "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f";
  for (const std::string& hex : {zero, one, minus_one}) {
    EXPECT_FALSE(VerifyingKey::FromHex(hex).ok()) << hex;
  }
}

TEST(VerifyingKey, ThatWasNeverSetVerifiesNothing) {
  // R = identity, s = 0: satisfies s·B = R + h·A for a small-order A whenever h·A vanishes.
  std::vector<uint8_t> forged(64, 0);
  forged[0] = 1;
  for (uint8_t i = 0; i < 64; ++i) {
    EXPECT_FALSE(VerifyingKey{}.Verify(std::vector<uint8_t>{i}, forged));
  }
}

TEST(VerifyingKey, RefusesSignaturesOfAnotherLength) {
  SeededRandom random(6);
  const SigningKey key = SigningKey::Generate(random);
  const auto signature = key.Sign(kMessage);
  ASSERT_TRUE(signature.ok());
  std::vector<uint8_t> longer(signature->begin(), signature->end());
  longer.push_back(0);
  EXPECT_FALSE(key.verifying_key().Verify(kMessage, longer));
  EXPECT_FALSE(key.verifying_key().Verify(kMessage, {}));
}

TEST(VerifyingKey, IsNamedByTheDigestOfItsBytes) {
  SeededRandom random(7);
  const VerifyingKey key = SigningKey::Generate(random).verifying_key();
  EXPECT_EQ(key.KeyId().size(), 64u);
  EXPECT_NE(key.KeyId(), key.ToHex());
  const auto read = VerifyingKey::FromHex(key.ToHex());
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(*read, key);
}

}  // namespace
}  // namespace ginnel::crypto
