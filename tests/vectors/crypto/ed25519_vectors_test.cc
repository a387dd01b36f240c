// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <string>

#include "crypto/signing.h"
#include "gtest/gtest.h"
#include "tests/vectors/crypto/vector_file.h"

namespace ginnel::crypto {
namespace {

struct SigningVector {
  const char* seed;
  const char* key;
  const char* message;
  const char* signature;
};

// RFC 8032, 7.1, tests 1 to 3.
constexpr SigningVector kRfc8032[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b"
     "46b"
     "d25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11"
     "d8c"
     "387b2eaeb4302aeeb00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc"
     "659"
     "4a7c15e9716ed28dc027beceea1ec40a"},
};

TEST(Ed25519Vectors, AgreesWithRfc8032AndWycheproof) {
  for (const SigningVector& vector : kRfc8032) {
    const auto key = SigningKey::FromSeed(SecretHex(vector.seed));
    ASSERT_TRUE(key.ok());
    EXPECT_EQ(key->verifying_key().ToHex(), vector.key);
    const auto signature = key->Sign(Hex(vector.message));
    ASSERT_TRUE(signature.ok());
    EXPECT_EQ(std::vector<uint8_t>(signature->begin(), signature->end()), Hex(vector.signature));
    EXPECT_TRUE(key->verifying_key().Verify(Hex(vector.message), Hex(vector.signature)));
  }

  const std::optional<google::protobuf::Value> file = ReadVectorFile("ed25519_test.json");
  if (!file.has_value()) return;
  int cases = 0;
  for (const auto& group : Array(*file, "testGroups").values()) {
    const auto key = VerifyingKey::FromHex(Text(Member(group, "publicKey"), "pk"));
    ASSERT_TRUE(key.ok()) << key.status();
    for (const auto& test : Array(group, "tests").values()) {
      const bool valid = key->Verify(Hex(Text(test, "msg")), Hex(Text(test, "sig")));
      EXPECT_EQ(valid, Text(test, "result") == "valid")
          << "tcId " << Member(test, "tcId").number_value();
      ++cases;
    }
  }
  EXPECT_EQ(cases, Member(*file, "numberOfTests").number_value());
}

}  // namespace
}  // namespace ginnel::crypto
