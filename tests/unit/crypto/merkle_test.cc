// SPDX-License-Identifier: Apache-2.0
#include "crypto/merkle.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "gtest/gtest.h"
#include "tests/unit/crypto/memory_tree.h"

namespace ginnel::crypto {
namespace {

using Proof = std::vector<Digest>;

Digest Leaf(uint64_t number) { return MerkleLeafHash(absl::StrCat("entry ", number)); }

class Merkle : public testing::Test {
 protected:
  // A tree of `size` leaves, kept for the test.
  void Grow(uint64_t size) {
    while (tree_.frontier().size() < size) tree_.Append(Leaf(tree_.frontier().size()));
  }
  absl::StatusOr<Digest> Read(int level, uint64_t index) { return tree_.Read(level, index); }
  Digest Root(uint64_t size) {
    const auto root = MerkleRoot(size, [this](int l, uint64_t i) { return Read(l, i); });
    EXPECT_TRUE(root.ok()) << root.status();
    return root.value_or(Digest{});
  }
  absl::StatusOr<Proof> Inclusion(uint64_t index, uint64_t size) {
    return MerkleInclusionProof(index, size, [this](int l, uint64_t i) { return Read(l, i); });
  }
  absl::StatusOr<Proof> Consistency(uint64_t old_size, uint64_t size) {
    return MerkleConsistencyProof(old_size, size, [this](int l, uint64_t i) { return Read(l, i); });
  }

  MemoryTree tree_;
};

void ExpectRefused(const absl::Status& status) {
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
  EXPECT_EQ(ReasonOf(status), v1::REASON_INTEGRITY) << status;
}

TEST_F(Merkle, TellsALeafFromANodeWithTheSameBytes) {
  const Digest left = Leaf(0);
  const Digest right = Leaf(1);
  std::string both(left.bytes.begin(), left.bytes.end());
  both.append(right.bytes.begin(), right.bytes.end());
  EXPECT_NE(MerkleNodeHash(left, right), MerkleLeafHash(both));
  EXPECT_NE(MerkleNodeHash(left, right), MerkleNodeHash(right, left));
}

TEST_F(Merkle, TheEmptyTreeIsNotATreeWithAnEmptyEntry) {
  EXPECT_EQ(MerkleFrontier().Root(), EmptyMerkleRoot());
  EXPECT_EQ(Root(0), EmptyMerkleRoot());
  EXPECT_NE(MerkleLeafHash(""), EmptyMerkleRoot());
}

TEST_F(Merkle, ReportsEverySubtreeOnceItIsComplete) {
  std::vector<std::string> made;
  MerkleFrontier frontier;
  for (uint64_t leaf = 0; leaf < 4; ++leaf) {
    frontier.Append(Leaf(leaf), [&](int level, uint64_t index, const Digest& hash) {
      made.push_back(absl::StrCat(level, "/", index));
      if (level == 2) {
        EXPECT_EQ(hash, MerkleNodeHash(MerkleNodeHash(Leaf(0), Leaf(1)),
                                       MerkleNodeHash(Leaf(2), Leaf(3))));
      }
    });
  }
  EXPECT_EQ(made, (std::vector<std::string>{"0/0", "0/1", "1/0", "0/2", "0/3", "1/1", "2/0"}));
}

TEST_F(Merkle, GoesOnFromAStoredFrontier) {
  Grow(11);
  auto again = MerkleFrontier::Create(tree_.frontier().size(),
                                      std::vector<Digest>(tree_.frontier().hashes()));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->Root(), tree_.frontier().Root());
  again->Append(Leaf(11));
  Grow(12);
  EXPECT_EQ(again->size(), 12u);
  EXPECT_EQ(again->Root(), tree_.frontier().Root());
}

TEST_F(Merkle, RefusesAFrontierWithTooManyOrTooFewHashes) {
  for (const size_t hashes : {0u, 2u, 4u}) {
    EXPECT_EQ(MerkleFrontier::Create(11, std::vector<Digest>(hashes)).status().code(),
              absl::StatusCode::kInvalidArgument);
  }
  EXPECT_TRUE(MerkleFrontier::Create(0, {}).ok());
  EXPECT_FALSE(MerkleFrontier::Create(0, std::vector<Digest>(1)).ok());
}

TEST_F(Merkle, ProvesNothingOfEntriesThatAreNotThere) {
  Grow(5);
  for (const auto& [index, size] : {std::pair<uint64_t, uint64_t>{5, 5}, {0, 0}, {9, 5}}) {
    const auto proof = Inclusion(index, size);
    EXPECT_EQ(proof.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(ReasonOf(proof.status()), v1::REASON_MALFORMED);
  }
}

TEST_F(Merkle, ProvesNoConsistencyBackwardsOrFromTheEmptyLog) {
  Grow(5);
  for (const auto& [old_size, size] : {std::pair<uint64_t, uint64_t>{5, 4}, {0, 5}, {1, 0}}) {
    const auto proof = Consistency(old_size, size);
    EXPECT_EQ(proof.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(ReasonOf(proof.status()), v1::REASON_MALFORMED);
  }
}

TEST_F(Merkle, EqualSizesNeedNoHashes) {
  Grow(5);
  for (const uint64_t size : {0u, 1u, 5u}) {
    const auto proof = Consistency(size, size);
    ASSERT_TRUE(proof.ok()) << proof.status();
    EXPECT_TRUE(proof->empty());
    EXPECT_TRUE(VerifyMerkleConsistency(size, Root(size), size, Root(size), *proof).ok());
  }
}

TEST_F(Merkle, PassesOnWhatTheStoreSays) {
  const auto broken = [](int, uint64_t) -> absl::StatusOr<Digest> {
    return absl::UnavailableError("the disk is away");
  };
  EXPECT_EQ(MerkleRoot(3, broken).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(MerkleInclusionProof(1, 3, broken).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(MerkleConsistencyProof(1, 3, broken).status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(Merkle, ALogOfOneEntryNeedsNoProofAndTakesNone) {
  EXPECT_TRUE(VerifyMerkleInclusion(0, Leaf(0), 1, {}, Leaf(0)).ok());
  ExpectRefused(VerifyMerkleInclusion(0, Leaf(0), 1, {}, Leaf(1)));
  ExpectRefused(VerifyMerkleInclusion(0, Leaf(0), 1, Proof{Leaf(0)}, Leaf(0)));
}

TEST_F(Merkle, NothingIsIncludedInTheEmptyLog) {
  ExpectRefused(VerifyMerkleInclusion(0, EmptyMerkleRoot(), 0, {}, EmptyMerkleRoot()));
}

TEST_F(Merkle, ANodeInPlaceOfAnEntryIsRefused) {
  Grow(4);
  // The path of a leaf, entered one level up: it leads to the root, but a leaf is not there.
  const Proof upper = {MerkleNodeHash(Leaf(2), Leaf(3))};
  const Digest node = MerkleNodeHash(Leaf(0), Leaf(1));
  ASSERT_EQ(MerkleNodeHash(node, upper[0]), Root(4));
  ExpectRefused(VerifyMerkleInclusion(0, node, 4, upper, Root(4)));
}

TEST_F(Merkle, RefusesAChangedHistory) {
  Grow(7);
  // 4 is one whole subtree, which the proof leaves out; of the others it holds what they end with.
  for (const uint64_t size : {3, 4, 5, 6}) {
    const auto proof = Consistency(size, 7);
    ASSERT_TRUE(proof.ok()) << proof.status();
    EXPECT_TRUE(VerifyMerkleConsistency(size, Root(size), 7, Root(7), *proof).ok());

    MerkleFrontier forged;
    for (uint64_t leaf = 0; leaf < size; ++leaf) forged.Append(Leaf(leaf == 2 ? 99 : leaf));
    ExpectRefused(VerifyMerkleConsistency(size, forged.Root(), 7, Root(7), *proof));
  }
}

TEST_F(Merkle, RefusesARollback) {
  Grow(7);
  ExpectRefused(VerifyMerkleConsistency(7, Root(7), 4, Root(4), {}));
}

TEST_F(Merkle, RefusesTwoRootsForOneSize) {
  Grow(7);
  ExpectRefused(VerifyMerkleConsistency(7, Root(7), 7, Leaf(0), {}));
  ExpectRefused(VerifyMerkleConsistency(7, Root(7), 7, Root(7), Proof{Root(7)}));
}

TEST_F(Merkle, TheEmptyLogHasOneRootAndVouchesForNoOther) {
  Grow(1);
  EXPECT_TRUE(VerifyMerkleConsistency(0, EmptyMerkleRoot(), 0, EmptyMerkleRoot(), {}).ok());
  ExpectRefused(VerifyMerkleConsistency(0, Leaf(0), 0, Leaf(0), {}));
  ExpectRefused(VerifyMerkleConsistency(0, EmptyMerkleRoot(), 1, Root(1), {}));
  ExpectRefused(VerifyMerkleConsistency(0, EmptyMerkleRoot(), 1, Root(1), Proof{Root(1)}));
}

TEST_F(Merkle, AProofWithoutHashesProvesNoGrowth) {
  Grow(3);
  ExpectRefused(VerifyMerkleConsistency(2, Root(2), 3, Root(3), {}));
  ExpectRefused(VerifyMerkleConsistency(2, Root(3), 3, Root(3), {}));
  Grow(5);
  ExpectRefused(VerifyMerkleConsistency(3, Root(3), 5, Root(5), {}));
}

}  // namespace
}  // namespace ginnel::crypto
