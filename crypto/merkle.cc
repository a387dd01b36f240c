// SPDX-License-Identifier: Apache-2.0
#include "crypto/merkle.h"

#include <algorithm>
#include <array>
#include <bit>
#include <iterator>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/status.h"

namespace ginnel::crypto {
namespace {

constexpr char kLeafPrefix = 0x00;
constexpr uint8_t kNodePrefix = 0x01;

// Where the tree of `leaves` > 1 leaves is split: the largest power of two that is smaller.
uint64_t SplitOf(uint64_t leaves) { return std::bit_floor(leaves - 1); }

// The root of the leaves [begin, end), one of the ranges that splitting a tree yields: `begin` is a
// multiple of the power of two that holds the range, so that its perfect subtrees are the set bits
// of its length, the smallest at the right.
absl::StatusOr<Digest> RangeRoot(uint64_t begin, uint64_t end, SubtreeReader read) {
  uint64_t bits = end - begin;
  int level = std::countr_zero(bits);
  ASSIGN_OR_RETURN(Digest root, read(level, (end >> level) - 1));
  for (bits &= bits - 1; bits != 0; bits &= bits - 1) {
    level = std::countr_zero(bits);
    ASSIGN_OR_RETURN(const Digest left, read(level, (end >> level) - 1));
    root = MerkleNodeHash(left, root);
  }
  return root;
}

absl::Status Refused(std::string message) {
  return ReasonedError(absl::StatusCode::kInvalidArgument, v1::REASON_MALFORMED,
                       std::move(message));
}

absl::Status NotProved(std::string message) {
  return ReasonedError(absl::StatusCode::kDataLoss, v1::REASON_INTEGRITY, std::move(message));
}

// A walk from a node of a tree up to its root. `node` and `last` are the positions of the node and
// of the last node at its level (fn and sn in RFC 9162).
struct Climb {
  uint64_t node;
  uint64_t last;

  bool AtRoot() const { return last == 0; }
  // Whether the next hash of the path stands to the left of the node. Then goes up beside it.
  bool StepHasLeftSibling() {
    const bool left = (node & 1) == 1 || node == last;
    // The last node of a level can be without a sibling for some levels: it is its own parent.
    if (left) SkipLevels((node & 1) == 0 && node != 0 ? std::countr_zero(node) : 0);
    SkipLevels(1);
    return left;
  }
  void SkipLevels(int levels) {
    node >>= levels;
    last >>= levels;
  }
};

absl::Status VerifyEqualSizes(uint64_t size, const Digest& old_root, const Digest& root,
                              std::span<const Digest> proof) {
  if (!proof.empty()) return NotProved("a consistency proof between equal sizes has no hashes");
  if (old_root != root || (size == 0 && root != EmptyMerkleRoot())) {
    return NotProved(absl::StrCat(
        "two roots for a log of ", size,
        " entries: the log shows different histories, keep both checkpoints as evidence"));
  }
  return absl::OkStatus();
}

}  // namespace

Digest MerkleLeafHash(std::string_view entry) {
  std::string prefixed;
  prefixed.reserve(1 + entry.size());
  prefixed += kLeafPrefix;
  prefixed += entry;
  return Sha256(prefixed);
}

Digest MerkleNodeHash(const Digest& left, const Digest& right) {
  std::array<uint8_t, 1 + 2 * sizeof(Digest::bytes)> prefixed;
  prefixed[0] = kNodePrefix;
  std::copy(left.bytes.begin(), left.bytes.end(), prefixed.begin() + 1);
  std::copy(right.bytes.begin(), right.bytes.end(), prefixed.begin() + 1 + left.bytes.size());
  return Sha256(prefixed);
}

Digest EmptyMerkleRoot() { return Sha256(std::string_view()); }

MerkleFrontier::MerkleFrontier(uint64_t size, std::vector<Digest> hashes)
    : size_(size), hashes_(std::move(hashes)) {}

absl::StatusOr<MerkleFrontier> MerkleFrontier::Create(uint64_t size, std::vector<Digest> hashes) {
  const auto needed = static_cast<size_t>(std::popcount(size));
  if (hashes.size() != needed) {
    return absl::InvalidArgumentError(
        absl::StrCat("the frontier of a log of ", size, " entries is ", needed, " hashes, found ",
                     hashes.size(), ": build it again from the entries"));
  }
  return MerkleFrontier(size, std::move(hashes));
}

void MerkleFrontier::Append(const Digest& leaf_hash,
                            absl::FunctionRef<void(int, uint64_t, const Digest&)> made) {
  Digest hash = leaf_hash;
  made(0, size_, hash);
  for (int level = 0; (size_ >> level & 1) == 1; ++level) {
    hash = MerkleNodeHash(hashes_.back(), hash);
    hashes_.pop_back();
    made(level + 1, size_ >> (level + 1), hash);
  }
  hashes_.push_back(hash);
  ++size_;
}

void MerkleFrontier::Append(const Digest& leaf_hash) {
  Append(leaf_hash, [](int, uint64_t, const Digest&) {});
}

Digest MerkleFrontier::Root() const {
  if (hashes_.empty()) return EmptyMerkleRoot();
  Digest root = hashes_.back();
  for (auto left = std::next(hashes_.rbegin()); left != hashes_.rend(); ++left) {
    root = MerkleNodeHash(*left, root);
  }
  return root;
}

absl::StatusOr<Digest> MerkleRoot(uint64_t size, SubtreeReader read) {
  if (size == 0) return EmptyMerkleRoot();
  return RangeRoot(0, size, read);
}

absl::StatusOr<std::vector<Digest>> MerkleInclusionProof(uint64_t index, uint64_t size,
                                                         SubtreeReader read) {
  if (index >= size) {
    return Refused(absl::StrCat("there is no entry ", index, " in a log of ", size,
                                ": entries count from 0, ask for a smaller one"));
  }
  std::vector<Digest> proof;
  uint64_t begin = 0;
  uint64_t end = size;
  while (end - begin > 1) {
    const uint64_t middle = begin + SplitOf(end - begin);
    const bool in_left = index < middle;
    ASSIGN_OR_RETURN(proof.emplace_back(),
                     in_left ? RangeRoot(middle, end, read) : RangeRoot(begin, middle, read));
    (in_left ? end : begin) = middle;
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

absl::StatusOr<std::vector<Digest>> MerkleConsistencyProof(uint64_t old_size, uint64_t size,
                                                           SubtreeReader read) {
  if (old_size > size) {
    return Refused(absl::StrCat("a log of ", size, " entries cannot begin with ", old_size,
                                ": ask for a proof from a smaller size"));
  }
  std::vector<Digest> proof;
  if (old_size == size) return proof;
  if (old_size == 0) {
    return Refused("every log begins with the empty one: ask for a proof from at least 1 entry");
  }
  uint64_t begin = 0;
  uint64_t end = size;
  while (old_size != end) {
    const uint64_t middle = begin + SplitOf(end - begin);
    const bool in_left = old_size <= middle;
    ASSIGN_OR_RETURN(proof.emplace_back(),
                     in_left ? RangeRoot(middle, end, read) : RangeRoot(begin, middle, read));
    (in_left ? end : begin) = middle;
  }
  // From 0 it would be the old root, which the verifier has.
  if (begin != 0) {
    ASSIGN_OR_RETURN(proof.emplace_back(), RangeRoot(begin, end, read));
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

absl::Status VerifyMerkleInclusion(uint64_t index, const Digest& leaf_hash, uint64_t size,
                                   std::span<const Digest> proof, const Digest& root) {
  if (index >= size) {
    return NotProved(absl::StrCat("there is no entry ", index, " in a log of ", size));
  }
  Climb climb{index, size - 1};
  Digest hash = leaf_hash;
  for (const Digest& sibling : proof) {
    if (climb.AtRoot()) return NotProved("the inclusion proof has too many hashes");
    hash =
        climb.StepHasLeftSibling() ? MerkleNodeHash(sibling, hash) : MerkleNodeHash(hash, sibling);
  }
  if (!climb.AtRoot()) return NotProved("the inclusion proof has too few hashes");
  if (hash != root) {
    return NotProved(absl::StrCat("the proof does not lead from entry ", index,
                                  " to the root of a log of ", size,
                                  ": the entry is not what the log holds there"));
  }
  return absl::OkStatus();
}

absl::Status VerifyMerkleConsistency(uint64_t old_size, const Digest& old_root, uint64_t size,
                                     const Digest& root, std::span<const Digest> proof) {
  if (old_size == size) return VerifyEqualSizes(size, old_root, root, proof);
  if (old_size > size) {
    return NotProved(absl::StrCat("the log went back from ", old_size, " entries to ", size));
  }
  if (old_size == 0) return NotProved("a proof from the empty log says nothing about another");

  // The node that ends the old tree, and the tree above it. If that node is the whole old tree the
  // proof leaves it out.
  Climb climb{old_size - 1, size - 1};
  climb.SkipLevels(std::countr_one(climb.node));
  Digest old_hash = old_root;
  if (climb.node != 0) {
    if (proof.empty()) return NotProved("the consistency proof has too few hashes");
    old_hash = proof.front();
    proof = proof.subspan(1);
  }
  Digest hash = old_hash;
  for (const Digest& sibling : proof) {
    if (climb.AtRoot()) return NotProved("the consistency proof has too many hashes");
    if (climb.StepHasLeftSibling()) {
      old_hash = MerkleNodeHash(sibling, old_hash);
      hash = MerkleNodeHash(sibling, hash);
    } else {
      hash = MerkleNodeHash(hash, sibling);
    }
  }
  if (!climb.AtRoot()) return NotProved("the consistency proof has too few hashes");
  if (old_hash != old_root || hash != root) {
    return NotProved(absl::StrCat("the log of ", size, " entries does not begin with the one of ",
                                  old_size,
                                  ": its history was changed, keep both checkpoints as evidence"));
  }
  return absl::OkStatus();
}

}  // namespace ginnel::crypto
