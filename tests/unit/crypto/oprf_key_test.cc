// SPDX-License-Identifier: Apache-2.0
#include "crypto/oprf_key.h"

#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <utility>
#include <vector>

#include "base/files.h"
#include "base/reason.h"
#include "crypto/digest.h"
#include "gtest/gtest.h"
#include "tests/unit/crypto/scripted_random.h"

namespace ginnel::crypto {
namespace {

std::string TempPath(const std::string& name) {
  return testing::TempDir() + "ginnel-" + std::to_string(getpid()) + "-" + name;
}

SecretBytes Scalar(const char* hex) {
  const std::string raw = *FromHex(hex, 32);
  return SecretBytes::CopyOf(std::vector<uint8_t>(raw.begin(), raw.end()));
}

// RFC 9496, A.1: the generator and twice the generator.
TEST(OprfKeyPart, PublicPartIsTheScalarTimesTheGenerator) {
  const auto one = OprfKeyPart::FromScalar(
      Scalar("0100000000000000000000000000000000000000000000000000000000000000"));
  const auto two = OprfKeyPart::FromScalar(
      Scalar("0200000000000000000000000000000000000000000000000000000000000000"));
  ASSERT_TRUE(one.ok() && two.ok());
  EXPECT_EQ(one->public_part().ToHex(),
            "e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76");
  EXPECT_EQ(two->public_part().ToHex(),
            "6a493210f7499cd17fecb510ae0cea23a110e8d5b901f8acadd3095c73a3b919");
}

TEST(OprfKeyPart, RefusesZeroAndScalarsThatAreNotReduced) {
  for (const char* hex : {
           "0000000000000000000000000000000000000000000000000000000000000000",
           "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010",  // the group's order
           "eed3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010",
           "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
       }) {
    EXPECT_FALSE(OprfKeyPart::FromScalar(Scalar(hex)).ok()) << hex;
  }
  EXPECT_FALSE(OprfKeyPart::FromScalar(SecretBytes()).ok());
  EXPECT_FALSE(OprfKeyPart::FromScalar(SecretBytes(64)).ok());
  EXPECT_TRUE(OprfKeyPart::FromScalar(
                  Scalar("ecd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010"))
                  .ok());
}

TEST(OprfKeyPart, IsReadBackFromAFileThatOnlyItsOwnerCanRead) {
  SeededRandom random(1);
  const OprfKeyPart part = OprfKeyPart::Generate(random);
  const std::string path = TempPath("oprf.key");
  ASSERT_TRUE(part.Save(path).ok());
  struct stat info {};
  ASSERT_EQ(stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  EXPECT_EQ(info.st_size, 32);
  const auto read = OprfKeyPart::Load(path);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->public_part(), part.public_part());
  EXPECT_EQ(part.Save(path).code(), absl::StatusCode::kAlreadyExists);
  ASSERT_EQ(chmod(path.c_str(), 0640), 0);
  EXPECT_EQ(OprfKeyPart::Load(path).status().code(), absl::StatusCode::kPermissionDenied);
  unlink(path.c_str());
}

TEST(OprfKeyPart, ErrorForADamagedFileNamesItAndNotItsContent) {
  const std::string path = TempPath("damaged.key");
  ASSERT_TRUE(CreateSecretFile(path, std::vector<uint8_t>(32, 0xff)).ok());
  const auto part = OprfKeyPart::Load(path);
  ASSERT_FALSE(part.ok());
  EXPECT_NE(std::string(part.status().message()).find(path), std::string::npos);
  EXPECT_EQ(std::string(part.status().message()).find("ffff"), std::string::npos);
  unlink(path.c_str());
}

TEST(OprfPublicPart, RefusesTheIdentityAndWhatIsNotAnElement) {
  EXPECT_FALSE(OprfPublicPart::FromHex(std::string(64, '0')).ok());
  EXPECT_FALSE(OprfPublicPart::FromHex("01" + std::string(62, '0')).ok());
  EXPECT_FALSE(OprfPublicPart::FromHex("e2f2").ok());
}

class OprfKeyProofs : public testing::Test {
 protected:
  OprfKeyProofs()
      : random_(31),
        part_(OprfKeyPart::Generate(random_)),
        owner_(SigningKey::Generate(random_).verifying_key()),
        proof_(part_.Prove(owner_, random_)) {}

  SeededRandom random_;
  OprfKeyPart part_;
  VerifyingKey owner_;
  OprfKeyProof proof_;
};

TEST_F(OprfKeyProofs, HoldForTheirPartAndOwner) {
  EXPECT_TRUE(VerifyOprfKeyProof(part_.public_part(), owner_, proof_).ok());
  const auto read = OprfKeyProof::FromHex(proof_.ToHex());
  ASSERT_TRUE(read.ok());
  EXPECT_TRUE(VerifyOprfKeyProof(part_.public_part(), owner_, *read).ok());
}

TEST_F(OprfKeyProofs, DoNotHoldForAnotherPart) {
  const OprfKeyPart other = OprfKeyPart::Generate(random_);
  const absl::Status status = VerifyOprfKeyProof(other.public_part(), owner_, proof_);
  EXPECT_EQ(status.code(), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(ReasonOf(status), v1::REASON_SIGNATURE_INVALID);
}

TEST_F(OprfKeyProofs, CannotBePresentedByAnotherOwner) {
  const VerifyingKey other = SigningKey::Generate(random_).verifying_key();
  EXPECT_FALSE(VerifyOprfKeyProof(part_.public_part(), other, proof_).ok());
}

TEST_F(OprfKeyProofs, DoNotHoldWithAnyBitFlipped) {
  for (size_t bit = 0; bit < 8 * proof_.bytes.size(); ++bit) {
    OprfKeyProof flipped = proof_;
    flipped.bytes[bit / 8] = static_cast<uint8_t>(flipped.bytes[bit / 8] ^ 1u << bit % 8);
    EXPECT_FALSE(VerifyOprfKeyProof(part_.public_part(), owner_, flipped).ok()) << bit;
  }
}

TEST_F(OprfKeyProofs, OfNothingDoNotHoldForThePartThatIsNothing) {
  EXPECT_FALSE(VerifyOprfKeyProof(OprfPublicPart{}, owner_, OprfKeyProof{}).ok());
}

TEST_F(OprfKeyProofs, OfTwoOwnersUnderARepeatingRandomSourceDoNotShareANonce) {
  ScriptedRandom first({7});
  ScriptedRandom second({7});
  const VerifyingKey other = SigningKey::Generate(random_).verifying_key();
  const OprfKeyProof a = part_.Prove(owner_, first);
  const OprfKeyProof b = part_.Prove(other, second);
  // A shared commitment with two challenges would give the key away.
  EXPECT_NE(a.ToHex().substr(0, 64), b.ToHex().substr(0, 64));
}

}  // namespace
}  // namespace ginnel::crypto
