// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "crypto/digest.h"

namespace ginnel::crypto {

// The Merkle tree of an append-only log: RFC 9162, 2.1, over SHA-256 (the tree of RFC 6962). Leaf n
// is the entry n, from 0. Where it is stored is the caller's matter.
//
//   level 2           .
//               /           \           A subtree is named by (level, index): it covers the leaves
//   level 1     .           .           [index << level, (index + 1) << level). It is complete, and
//             /   \       /   \         never changes again, once the tree has all of them.
//   level 0  0     1     2     3    4

/// SHA-256(0x00 ‖ entry).
Digest MerkleLeafHash(std::string_view entry);
/// SHA-256(0x01 ‖ left ‖ right).
Digest MerkleNodeHash(const Digest& left, const Digest& right);
/// SHA-256 of nothing: the root of the tree without leaves.
Digest EmptyMerkleRoot();

/// The roots of the maximal perfect subtrees of a tree of size() leaves, left to right: all that is
/// needed to append. A value; not thread-safe.
class MerkleFrontier {
 public:
  /// The empty tree.
  MerkleFrontier() = default;
  /// What hashes() of a tree of `size` leaves was. InvalidArgument unless there is one hash for
  /// each bit that is set in `size`; whether they are the right ones only Root() can tell.
  static absl::StatusOr<MerkleFrontier> Create(uint64_t size, std::vector<Digest> hashes);

  /// Appends a leaf; `made(level, index, hash)` is called for every subtree that it completes, from
  /// level 0 (the leaf itself) up: what a store needs for a SubtreeReader.
  void Append(const Digest& leaf_hash,
              absl::FunctionRef<void(int level, uint64_t index, const Digest& hash)> made);
  void Append(const Digest& leaf_hash);

  uint64_t size() const { return size_; }
  const std::vector<Digest>& hashes() const { return hashes_; }
  Digest Root() const;

 private:
  MerkleFrontier(uint64_t size, std::vector<Digest> hashes);

  uint64_t size_ = 0;
  std::vector<Digest> hashes_;
};

/// Reads the hash of a subtree that is complete in the tree. Its errors are passed on.
using SubtreeReader = absl::FunctionRef<absl::StatusOr<Digest>(int level, uint64_t index)>;

/// The root of the first `size` leaves. Reads one subtree for each bit that is set in `size`.
absl::StatusOr<Digest> MerkleRoot(uint64_t size, SubtreeReader read);

/// The audit path of leaf `index` in the tree of the first `size` leaves, lowest hash first (RFC
/// 9162, 2.1.3.1). At most 64 hashes, from at most two reads for each level of the tree.
/// InvalidArgument (REASON_MALFORMED) unless index < size.
absl::StatusOr<std::vector<Digest>> MerkleInclusionProof(uint64_t index, uint64_t size,
                                                         SubtreeReader read);

/// That the first `old_size` leaves of the tree of `size` leaves are the tree of `old_size` leaves
/// (RFC 9162, 2.1.4.1); no hashes for equal sizes. At most 64 hashes, from at most two reads for
/// each level of the tree. InvalidArgument (REASON_MALFORMED) unless old_size <= size, and for an
/// empty old tree beside one that is not: every tree begins with the empty one, so that there is
/// nothing to prove, and a caller that has seen nothing yet does not ask.
absl::StatusOr<std::vector<Digest>> MerkleConsistencyProof(uint64_t old_size, uint64_t size,
                                                           SubtreeReader read);

/// OK if the leaf is number `index` of the tree of `size` leaves with that root (RFC 9162,
/// 2.1.3.2). Every refusal is DataLoss (REASON_INTEGRITY). The root must come from a checkpoint
/// that was verified, and the size with it: alone the proof does not fix the size, since the path
/// of a leaf can be the same in trees of several sizes.
absl::Status VerifyMerkleInclusion(uint64_t index, const Digest& leaf_hash, uint64_t size,
                                   std::span<const Digest> proof, const Digest& root);

/// OK if the tree of `size` leaves with `root` begins with the tree of `old_size` leaves with
/// `old_root` (RFC 9162, 2.1.4.2): nothing was changed or taken out. Every refusal is DataLoss
/// (REASON_INTEGRITY). Equal sizes need equal roots and an empty proof, and empty trees the empty
/// root. An old size of 0 beside another size is refused, whatever the proof: it would say nothing
/// about the new tree. Sizes and roots must come from checkpoints that were verified.
absl::Status VerifyMerkleConsistency(uint64_t old_size, const Digest& old_root, uint64_t size,
                                     const Digest& root, std::span<const Digest> proof);

}  // namespace ginnel::crypto
