// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <bit>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "crypto/merkle.h"
#include "gtest/gtest.h"
#include "tests/property/crypto/merkle_reference.h"
#include "tests/unit/crypto/memory_tree.h"
#include "tests/unit/crypto/scripted_random.h"

namespace ginnel::crypto {
namespace {

using Proof = std::vector<Digest>;

Digest RandomDigest(SeededRandom& random) {
  Digest digest;
  random.Fill(digest.bytes);
  return digest;
}

MemoryTree RandomTree(uint64_t size, SeededRandom& random) {
  MemoryTree tree;
  for (uint64_t i = 0; i < size; ++i) tree.Append(RandomDigest(random));
  return tree;
}

auto ReaderOf(MemoryTree& tree) {
  return [&tree](int level, uint64_t index) { return tree.Read(level, index); };
}

std::span<const Digest> First(const MemoryTree& tree, uint64_t size) {
  return std::span<const Digest>(tree.leaves()).first(size);
}

int MostReads(uint64_t size) { return 2 * static_cast<int>(std::bit_width(size)); }

Digest Flipped(Digest digest, SeededRandom& random) {
  const uint64_t bit = random.Next() % 256;
  digest.bytes[bit / 8] = static_cast<uint8_t>(digest.bytes[bit / 8] ^ 1u << bit % 8);
  return digest;
}

// `proof` with one change each: none of them may verify.
std::vector<Proof> ChangesOf(const Proof& proof, SeededRandom& random) {
  std::vector<Proof> changes;
  for (size_t i = 0; i < proof.size(); ++i) {
    changes.push_back(proof);
    changes.back()[i] = Flipped(proof[i], random);
    changes.push_back(proof);
    changes.back().erase(changes.back().begin() + static_cast<ptrdiff_t>(i));
    if (i == 0) continue;
    changes.push_back(proof);
    std::swap(changes.back()[i - 1], changes.back()[i]);
  }
  changes.push_back(proof);
  changes.back().push_back(RandomDigest(random));
  changes.push_back(proof);
  changes.back().insert(changes.back().begin(), RandomDigest(random));
  return changes;
}

TEST(MerkleProperty, TheFrontiersRootIsTheRecursiveOneAtEverySize) {
  SeededRandom random(501);
  MemoryTree tree;
  for (uint64_t size = 0; size <= 300; ++size) {
    const Digest root = ReferenceRoot(First(tree, size));
    ASSERT_EQ(tree.frontier().Root(), root) << size;
    const auto read = MerkleRoot(size, ReaderOf(tree));
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(*read, root) << size;
    EXPECT_EQ(tree.TakeReads(), std::popcount(size)) << size;
    tree.Append(RandomDigest(random));
  }
  EXPECT_TRUE(tree.in_order());
  for (uint64_t size = 0; size <= 300; ++size) {
    const auto read = MerkleRoot(size, ReaderOf(tree));
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(*read, ReferenceRoot(First(tree, size))) << "an earlier size, " << size;
  }
}

void ExpectInclusion(MemoryTree& tree, uint64_t index, uint64_t size, SeededRandom& random) {
  SCOPED_TRACE(testing::Message() << "entry " << index << " of " << size);
  const Digest leaf = tree.leaves()[index];
  const Digest root = ReferenceRoot(First(tree, size));
  tree.TakeReads();
  const auto proof = MerkleInclusionProof(index, size, ReaderOf(tree));
  ASSERT_TRUE(proof.ok()) << proof.status();
  EXPECT_LE(tree.TakeReads(), MostReads(size));
  EXPECT_EQ(*proof, ReferenceInclusion(index, First(tree, size)));
  EXPECT_TRUE(VerifyMerkleInclusion(index, leaf, size, *proof, root).ok());

  EXPECT_FALSE(VerifyMerkleInclusion(index, Flipped(leaf, random), size, *proof, root).ok());
  EXPECT_FALSE(VerifyMerkleInclusion(index, leaf, size, *proof, Flipped(root, random)).ok());
  for (const Proof& changed : ChangesOf(*proof, random)) {
    EXPECT_FALSE(VerifyMerkleInclusion(index, leaf, size, changed, root).ok());
  }
  for (uint64_t other = 0; other < size + 3; ++other) {
    if (other == index) continue;
    EXPECT_FALSE(VerifyMerkleInclusion(other, leaf, size, *proof, root).ok()) << other;
  }
  for (uint64_t other = 0; other < 2 * size + 3; ++other) {
    const bool same = other > index && InclusionSides(index, other) == InclusionSides(index, size);
    EXPECT_EQ(VerifyMerkleInclusion(index, leaf, other, *proof, root).ok(), same) << other;
  }
}

TEST(MerkleProperty, EveryInclusionProofHoldsAndNoChangedOneDoes) {
  SeededRandom random(502);
  MemoryTree tree = RandomTree(700, random);
  for (uint64_t size = 1; size <= 20; ++size) {
    for (uint64_t index = 0; index < size; ++index) ExpectInclusion(tree, index, size, random);
  }
  for (int round = 0; round < 40; ++round) {
    const uint64_t size = 1 + random.Next() % 700;
    ExpectInclusion(tree, random.Next() % size, size, random);
  }
}

void ExpectConsistency(MemoryTree& tree, uint64_t old_size, uint64_t size, SeededRandom& random) {
  SCOPED_TRACE(testing::Message() << "from " << old_size << " to " << size);
  const Digest old_root = ReferenceRoot(First(tree, old_size));
  const Digest root = ReferenceRoot(First(tree, size));
  tree.TakeReads();
  const auto proof = MerkleConsistencyProof(old_size, size, ReaderOf(tree));
  ASSERT_TRUE(proof.ok()) << proof.status();
  EXPECT_LE(tree.TakeReads(), MostReads(size));
  EXPECT_EQ(*proof, ReferenceConsistency(old_size, First(tree, size)));
  const auto holds = [&](uint64_t from, const Digest& from_root, uint64_t to, const Digest& to_root,
                         const Proof& by) {
    return VerifyMerkleConsistency(from, from_root, to, to_root, by).ok();
  };
  EXPECT_TRUE(holds(old_size, old_root, size, root, *proof));

  EXPECT_FALSE(holds(old_size, Flipped(old_root, random), size, root, *proof));
  EXPECT_FALSE(holds(old_size, old_root, size, Flipped(root, random), *proof));
  EXPECT_EQ(holds(old_size, root, size, old_root, *proof), old_size == size) << "swapped roots";
  for (const Proof& changed : ChangesOf(*proof, random)) {
    EXPECT_FALSE(holds(old_size, old_root, size, root, changed));
  }
  if (old_size == size) return;
  for (uint64_t other = 0; other < size + 3; ++other) {
    if (other == old_size) continue;
    EXPECT_FALSE(holds(other, old_root, size, root, *proof)) << other;
  }
  for (uint64_t other = 0; other < 2 * size + 3; ++other) {
    const bool same =
        other > old_size && ConsistencySides(old_size, other) == ConsistencySides(old_size, size);
    EXPECT_EQ(holds(old_size, old_root, other, root, *proof), same) << other;
  }
}

TEST(MerkleProperty, EveryConsistencyProofHoldsAndNoChangedOneDoes) {
  SeededRandom random(503);
  MemoryTree tree = RandomTree(700, random);
  for (uint64_t size = 1; size <= 20; ++size) {
    for (uint64_t old_size = 1; old_size <= size; ++old_size) {
      ExpectConsistency(tree, old_size, size, random);
    }
  }
  for (int round = 0; round < 40; ++round) {
    const uint64_t size = 1 + random.Next() % 700;
    ExpectConsistency(tree, 1 + random.Next() % size, size, random);
  }
}

// What is consistent with a forged old tree is never the honest new one, whatever the proof.
TEST(MerkleProperty, NoProofOfAnotherTreeLeadsFromAForgedRoot) {
  SeededRandom random(504);
  MemoryTree honest = RandomTree(200, random);
  MemoryTree forged = RandomTree(200, random);
  for (int round = 0; round < 300; ++round) {
    const uint64_t size = 2 + random.Next() % 199;
    const uint64_t old_size = 1 + random.Next() % (size - 1);
    const Digest root = ReferenceRoot(First(honest, size));
    const Digest forged_root = ReferenceRoot(First(forged, old_size));
    for (MemoryTree* const tree : {&honest, &forged}) {
      const auto proof = MerkleConsistencyProof(old_size, size, ReaderOf(*tree));
      ASSERT_TRUE(proof.ok());
      EXPECT_FALSE(VerifyMerkleConsistency(old_size, forged_root, size, root, *proof).ok());
    }
  }
}

// A tree whose entries are all alike: a subtree's hash depends on its level alone, so that logs of
// any size can be tested.
class UniformTree {
 public:
  UniformTree() {
    levels_[0] = MerkleLeafHash("the same");
    for (size_t i = 1; i < levels_.size(); ++i) {
      levels_[i] = MerkleNodeHash(levels_[i - 1], levels_[i - 1]);
    }
  }
  const Digest& leaf() const { return levels_[0]; }
  auto Reader(uint64_t size) {
    return [this, size](int level, uint64_t index) -> absl::StatusOr<Digest> {
      ++reads_;
      if (level > 63 || index >= size >> level) return absl::NotFoundError("not complete");
      return levels_[static_cast<size_t>(level)];
    };
  }
  int TakeReads() { return std::exchange(reads_, 0); }

 private:
  std::array<Digest, 64> levels_;
  int reads_ = 0;
};

TEST(MerkleProperty, ProofsOfHugeLogsHoldFromFewReadsOfCompleteSubtrees) {
  SeededRandom random(505);
  UniformTree tree;
  for (int round = 0; round < 400; ++round) {
    // All magnitudes, the largest number among them.
    const uint64_t size = round == 0 ? std::numeric_limits<uint64_t>::max()
                                     : 1 + (random.Next() >> random.Next() % 64) / 2;
    const uint64_t index = random.Next() % size;
    const uint64_t old_size = 1 + random.Next() % size;
    SCOPED_TRACE(testing::Message() << index << ", " << old_size << " of " << size);
    const auto root = MerkleRoot(size, tree.Reader(size));
    const auto old_root = MerkleRoot(old_size, tree.Reader(size));
    ASSERT_TRUE(root.ok() && old_root.ok());
    tree.TakeReads();
    const auto inclusion = MerkleInclusionProof(index, size, tree.Reader(size));
    ASSERT_TRUE(inclusion.ok()) << inclusion.status();
    EXPECT_LE(tree.TakeReads(), MostReads(size));
    EXPECT_TRUE(VerifyMerkleInclusion(index, tree.leaf(), size, *inclusion, *root).ok());
    const auto consistency = MerkleConsistencyProof(old_size, size, tree.Reader(size));
    ASSERT_TRUE(consistency.ok()) << consistency.status();
    EXPECT_LE(tree.TakeReads(), MostReads(size));
    EXPECT_TRUE(VerifyMerkleConsistency(old_size, *old_root, size, *root, *consistency).ok());
  }
}

TEST(MerkleProperty, NoiseIsRefusedWithoutHarm) {
  SeededRandom random(506);
  for (int round = 0; round < 20'000; ++round) {
    Proof proof(random.Next() % 70);
    for (Digest& hash : proof) hash.bytes.fill(static_cast<uint8_t>(random.Next()));
    const uint64_t a = random.Next() >> random.Next() % 64;
    const uint64_t b = random.Next() >> random.Next() % 64;
    const Digest x = RandomDigest(random);
    const Digest y = RandomDigest(random);
    EXPECT_FALSE(VerifyMerkleInclusion(a, x, b, proof, y).ok());
    EXPECT_FALSE(VerifyMerkleConsistency(a, x, b, y, proof).ok());
  }
}

}  // namespace
}  // namespace ginnel::crypto
