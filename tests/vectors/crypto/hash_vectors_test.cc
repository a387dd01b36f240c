// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <string>

#include "crypto/digest.h"
#include "crypto/hash.h"
#include "gtest/gtest.h"
#include "tests/vectors/crypto/vector_file.h"

namespace ginnel::crypto {
namespace {

std::string Repeat(const char* byte, int times) {
  std::string hex;
  for (int i = 0; i < times; ++i) hex += byte;
  return hex;
}

std::string Ascii(std::string_view text) {
  return ToHex({reinterpret_cast<const uint8_t*>(text.data()), text.size()});
}

struct MacVector {
  std::string key;
  std::string message;
  std::string tag;
};

// RFC 4231, 4.2 to 4.8; its test 5 truncates the tag and is left out, since truncated tags are
// refused here.
TEST(HmacVectors, AgreesWithRfc4231AndWycheproof) {
  const MacVector vectors[] = {
      {Repeat("0b", 20), Ascii("Hi There"),
       "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {Ascii("Jefe"), Ascii("what do ya want for nothing?"),
       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {Repeat("aa", 20), Repeat("dd", 50),
       "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
      {"0102030405060708090a0b0c0d0e0f10111213141516171819", Repeat("cd", 50),
       "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
      {Repeat("aa", 131), Ascii("Test Using Larger Than Block-Size Key - Hash Key First"),
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
      {Repeat("aa", 131),
       Ascii("This is a test using a larger than block-size key and a larger than block-size data. "
             "The key needs to be hashed before being used by the HMAC algorithm."),
       "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
  };
  for (const MacVector& vector : vectors) {
    EXPECT_EQ(ToHex(HmacSha256(SecretHex(vector.key), Hex(vector.message))), vector.tag);
    EXPECT_TRUE(VerifyHmacSha256(SecretHex(vector.key), Hex(vector.message), Hex(vector.tag)));
  }

  const std::optional<google::protobuf::Value> file = ReadVectorFile("hmac_sha256_test.json");
  if (!file.has_value()) return;
  int cases = 0;
  for (const auto& group : Array(*file, "testGroups").values()) {
    const auto tag_size = static_cast<size_t>(Member(group, "tagSize").number_value()) / 8;
    for (const auto& test : Array(group, "tests").values()) {
      const SecretBytes key = SecretHex(Text(test, "key"));
      const std::vector<uint8_t> message = Hex(Text(test, "msg"));
      const std::vector<uint8_t> tag = Hex(Text(test, "tag"));
      const bool valid = Text(test, "result") == "valid";
      const Mac mac = HmacSha256(key, message);
      EXPECT_EQ(std::equal(tag.begin(), tag.end(), mac.begin()), valid);
      // We accept whole tags only.
      EXPECT_EQ(VerifyHmacSha256(key, message, tag), valid && tag_size == mac.size())
          << "tcId " << Member(test, "tcId").number_value();
      ++cases;
    }
  }
  EXPECT_EQ(cases, Member(*file, "numberOfTests").number_value());
}

struct HkdfVector {
  const char* secret;
  const char* salt;
  const char* info;
  const char* derived;
};

// RFC 5869, A.1 to A.3.
constexpr HkdfVector kRfc5869[] = {
    {"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "000102030405060708090a0b0c",
     "f0f1f2f3f4f5f6f7f8f9",
     "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"},
    {"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2"
     "e2f"
     "303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f",
     "606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8"
     "e8f"
     "909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeaf",
     "b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcddd"
     "edf"
     "e0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
     "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590"
     "e09"
     "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"},
    {"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "",
     "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"},
};

std::string Derive(std::string_view secret, std::string_view salt, std::string_view info,
                   size_t size) {
  const std::vector<uint8_t> raw_info = Hex(info);
  const auto derived = HkdfSha256(
      SecretHex(secret), Hex(salt),
      std::string_view(reinterpret_cast<const char*>(raw_info.data()), raw_info.size()), size);
  return derived.ok() ? ToHex(derived->view()) : "refused";
}

TEST(HkdfVectors, AgreesWithRfc5869AndWycheproof) {
  for (const HkdfVector& vector : kRfc5869) {
    const size_t size = std::string_view(vector.derived).size() / 2;
    EXPECT_EQ(Derive(vector.secret, vector.salt, vector.info, size), vector.derived);
  }

  const std::optional<google::protobuf::Value> file = ReadVectorFile("hkdf_sha256_test.json");
  if (!file.has_value()) return;
  int cases = 0;
  for (const auto& group : Array(*file, "testGroups").values()) {
    for (const auto& test : Array(group, "tests").values()) {
      const std::string expected =
          Text(test, "result") == "valid" ? Text(test, "okm") : std::string("refused");
      EXPECT_EQ(Derive(Text(test, "ikm"), Text(test, "salt"), Text(test, "info"),
                       static_cast<size_t>(Member(test, "size").number_value())),
                expected)
          << "tcId " << Member(test, "tcId").number_value();
      ++cases;
    }
  }
  EXPECT_EQ(cases, Member(*file, "numberOfTests").number_value());
}

}  // namespace
}  // namespace ginnel::crypto
