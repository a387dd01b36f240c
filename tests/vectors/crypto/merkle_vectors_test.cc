// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "crypto/merkle.h"
#include "gtest/gtest.h"
#include "tests/unit/crypto/memory_tree.h"
#include "tests/vectors/crypto/vector_file.h"

namespace ginnel::crypto {
namespace {

using Proof = std::vector<Digest>;

// The reference tree of google/certificate-transparency, merkletree/merkle_tree_test.cc: eight
// entries, and the root after each. The same values test transparency-dev/merkle and others.
constexpr const char* kEntries[] = {"",
                                    "00",
                                    "10",
                                    "2021",
                                    "3031",
                                    "40414243",
                                    "5051525354555657",
                                    "606162636465666768696a6b6c6d6e6f"};
constexpr char kEmptyRoot[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr const char* kRoots[] = {
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

// From the same file: proofs of this tree, by index or old size, and size.
struct ProofVector {
  uint64_t from;
  uint64_t size;
  std::vector<std::string> hashes;
};
const ProofVector kInclusions[] = {
    {0, 1, {}},
    {0,
     8,
     {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
    {5,
     8,
     {"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
    {2, 3, {"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"}},
    {1,
     5,
     {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}},
};
const ProofVector kConsistencies[] = {
    {1, 1, {}},
    {1,
     8,
     {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
    {6,
     8,
     {"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
    {2,
     5,
     {"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}},
};

Digest Known(std::string_view hex) {
  const auto digest = Digest::FromHex(hex);
  EXPECT_TRUE(digest.ok()) << digest.status();
  return digest.value_or(Digest{});
}

Proof KnownProof(const ProofVector& vector) {
  Proof proof;
  for (const std::string& hash : vector.hashes) proof.push_back(Known(hash));
  return proof;
}

MemoryTree ReferenceTree() {
  MemoryTree tree;
  EXPECT_EQ(tree.frontier().Root().ToHex(), kEmptyRoot);
  for (size_t i = 0; i < std::size(kEntries); ++i) {
    const std::vector<uint8_t> entry = Hex(kEntries[i]);
    tree.Append(MerkleLeafHash(
        std::string_view(reinterpret_cast<const char*>(entry.data()), entry.size())));
    EXPECT_EQ(tree.frontier().Root().ToHex(), kRoots[i]) << i;
  }
  return tree;
}

TEST(MerkleVectors, TheReferenceTreeHasItsPublishedRootsAndProofs) {
  MemoryTree tree = ReferenceTree();
  const auto read = [&tree](int level, uint64_t index) { return tree.Read(level, index); };
  for (const ProofVector& vector : kInclusions) {
    const auto proof = MerkleInclusionProof(vector.from, vector.size, read);
    ASSERT_TRUE(proof.ok()) << proof.status();
    EXPECT_EQ(*proof, KnownProof(vector)) << vector.from << " of " << vector.size;
    EXPECT_TRUE(VerifyMerkleInclusion(vector.from, tree.leaves()[vector.from], vector.size,
                                      KnownProof(vector), Known(kRoots[vector.size - 1]))
                    .ok());
  }
  for (const ProofVector& vector : kConsistencies) {
    const auto proof = MerkleConsistencyProof(vector.from, vector.size, read);
    ASSERT_TRUE(proof.ok()) << proof.status();
    EXPECT_EQ(*proof, KnownProof(vector)) << vector.from << " to " << vector.size;
    EXPECT_TRUE(VerifyMerkleConsistency(vector.from, Known(kRoots[vector.from - 1]), vector.size,
                                        Known(kRoots[vector.size - 1]), KnownProof(vector))
                    .ok());
  }
}

// A hash of the files. Some are of another length, which a Digest cannot have: filled up they are
// still wrong where they are meant to be wrong, and the verifier gets to see them. Leaves are
// filled with another byte than roots, or an empty leaf would become the root of its own log.
constexpr char kFill = '\0';
constexpr char kLeafFill = '\xff';

Digest FileDigest(const google::protobuf::Value& value, char fill = kFill) {
  std::string bytes;
  EXPECT_TRUE(absl::Base64Unescape(value.string_value(), &bytes));
  Digest digest;
  EXPECT_LE(bytes.size(), digest.bytes.size()) << "cut off, a wrong hash could become a right one";
  bytes.resize(digest.bytes.size(), fill);
  std::copy(bytes.begin(), bytes.end(), digest.bytes.begin());
  return digest;
}

// A missing proof ("null") is an empty one.
Proof FileProof(const google::protobuf::Value& file) {
  Proof proof;
  for (const auto& hash : Array(file, "proof").values()) proof.push_back(FileDigest(hash));
  return proof;
}

// JSON numbers arrive as doubles: exact for all numbers of the files but 2^64 - 1.
uint64_t FileNumber(const google::protobuf::Value& file, const std::string& name) {
  const double number = Member(file, name).number_value();
  return number >= 0x1p64 ? std::numeric_limits<uint64_t>::max() : static_cast<uint64_t>(number);
}

// transparency-dev/merkle, testdata (Apache-2.0): what must hold, and what must not.
void ExpectAllFilesToAgree(
    const std::string& folder,
    const std::function<absl::Status(const google::protobuf::Value&)>& verify) {
  const std::vector<std::string> names = VectorFilesIn(folder);
  if (VectorFilesIn("").empty()) GTEST_SKIP() << "the shared vectors are not there";
  int good = 0;
  int bad = 0;
  for (const std::string& name : names) {
    const auto file = ReadVectorFile(name);
    ASSERT_TRUE(file.has_value()) << name;
    const bool must_fail = Member(*file, "wantErr").bool_value();
    ++(must_fail ? bad : good);
    const absl::Status status = verify(*file);
    EXPECT_EQ(status.code(), must_fail ? absl::StatusCode::kDataLoss : absl::StatusCode::kOk)
        << name << ": " << status;
  }
  EXPECT_GT(good, 0);
  EXPECT_GT(bad, 0);
  EXPECT_EQ(static_cast<size_t>(good + bad), names.size());
}

TEST(MerkleVectors, InclusionAgreesWithEveryFileOfTransparencyDev) {
  ExpectAllFilesToAgree("merkle/inclusion", [](const google::protobuf::Value& file) {
    return VerifyMerkleInclusion(
        FileNumber(file, "leafIdx"), FileDigest(Member(file, "leafHash"), kLeafFill),
        FileNumber(file, "treeSize"), FileProof(file), FileDigest(Member(file, "root")));
  });
}

TEST(MerkleVectors, ConsistencyAgreesWithEveryFileOfTransparencyDev) {
  ExpectAllFilesToAgree("merkle/consistency", [](const google::protobuf::Value& file) {
    return VerifyMerkleConsistency(FileNumber(file, "size1"), FileDigest(Member(file, "root1")),
                                   FileNumber(file, "size2"), FileDigest(Member(file, "root2")),
                                   FileProof(file));
  });
}

}  // namespace
}  // namespace ginnel::crypto
