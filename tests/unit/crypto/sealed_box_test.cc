// SPDX-License-Identifier: Apache-2.0
#include "crypto/sealed_box.h"

#include <filesystem>
#include <string>
#include <vector>

#include "base/reason.h"
#include "gtest/gtest.h"
#include "tests/unit/crypto/scripted_random.h"

namespace ginnel::crypto {
namespace {

class SealedBox : public testing::Test {
 protected:
  std::string SealTo(const SealingPublicKey& recipient, const std::string& header) {
    return *Seal(recipient, header, plain_, random_);
  }
  absl::StatusOr<std::vector<uint8_t>> Open(const SealingKey& key, const std::string& header,
                                            const std::string& sealed) {
    return OpenSealed(key, header,
                      {reinterpret_cast<const uint8_t*>(sealed.data()), sealed.size()});
  }
  void ExpectRefused(const absl::StatusOr<std::vector<uint8_t>>& opened) {
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.status().code(), absl::StatusCode::kDataLoss);
    EXPECT_EQ(ReasonOf(opened.status()), v1::REASON_INTEGRITY);
  }

  SeededRandom random_{7};
  const SealingKey key_ = SealingKey::Generate(random_);
  const SealingKey other_ = SealingKey::Generate(random_);
  const std::vector<uint8_t> plain_ = {1, 2, 3, 250};
};

TEST_F(SealedBox, GivesBackWhatWasSealed) {
  const std::string sealed = SealTo(key_.public_key(), "epoch 3");
  EXPECT_EQ(sealed.size(), plain_.size() + kSealedBoxOverhead);
  EXPECT_EQ(*Open(key_, "epoch 3", sealed), plain_);
  EXPECT_EQ(*Open(key_, "", *Seal(key_.public_key(), "", {}, random_)), std::vector<uint8_t>());
}

TEST_F(SealedBox, IsAnotherEachTime) {
  EXPECT_NE(SealTo(key_.public_key(), "h"), SealTo(key_.public_key(), "h"));
}

TEST_F(SealedBox, OpensForItsRecipientAlone) {
  ExpectRefused(Open(other_, "epoch 3", SealTo(key_.public_key(), "epoch 3")));
}

TEST_F(SealedBox, OpensUnderItsHeaderAlone) {
  const std::string sealed = SealTo(key_.public_key(), "epoch 3");
  ExpectRefused(Open(key_, "epoch 4", sealed));
  ExpectRefused(Open(key_, "", sealed));
}

TEST_F(SealedBox, ShowsEveryAlteredOrMissingByte) {
  const std::string sealed = SealTo(key_.public_key(), "epoch 3");
  for (size_t i = 0; i < sealed.size(); ++i) {
    std::string altered = sealed;
    altered[i] = static_cast<char>(altered[i] ^ 1);
    ExpectRefused(Open(key_, "epoch 3", altered));
    ExpectRefused(Open(key_, "epoch 3", sealed.substr(0, i)));
  }
  ExpectRefused(Open(key_, "epoch 3", sealed + "x"));
}

// RFC 7748, section 6.1: Bob's private and public key.
TEST_F(SealedBox, HasThePublicKeyOfTheStandard) {
  const std::string path = testing::TempDir() + "/ginnel-sealing.key";
  std::filesystem::remove(path);
  const std::string bob = "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb";
  std::vector<uint8_t> bytes;
  for (size_t i = 0; i < bob.size(); i += 2) {
    bytes.push_back(static_cast<uint8_t>(std::stoi(bob.substr(i, 2), nullptr, 16)));
  }
  ScriptedRandom scripted(bytes);
  const SealingKey key = SealingKey::Generate(scripted);
  EXPECT_EQ(key.public_key().ToHex(),
            "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
  ASSERT_TRUE(key.Save(path).ok());
  EXPECT_EQ(SealingKey::Load(path)->public_key(), key.public_key());
  std::filesystem::permissions(path, std::filesystem::perms::group_read,
                               std::filesystem::perm_options::add);
  EXPECT_EQ(SealingKey::Load(path).status().code(), absl::StatusCode::kPermissionDenied);
  std::filesystem::remove(path);
}

TEST_F(SealedBox, IsNotSealedToAKeyThatAnybodyCouldOpenFor) {
  EXPECT_FALSE(SealingPublicKey::FromHex(std::string(64, '0')).ok());
  EXPECT_FALSE(SealingPublicKey::FromHex("01" + std::string(62, '0')).ok());
  EXPECT_FALSE(SealingPublicKey::FromHex("abcd").ok());
  EXPECT_EQ(*SealingPublicKey::FromHex(key_.public_key().ToHex()), key_.public_key());
  ExpectRefused(Open(key_, "h", std::string(kSealedBoxOverhead, '\0')));
}

}  // namespace
}  // namespace ginnel::crypto
