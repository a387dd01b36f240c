// SPDX-License-Identifier: Apache-2.0
#include "tests/property/crypto/merkle_reference.h"

namespace ginnel::crypto {
namespace {

// The largest power of two smaller than n.
uint64_t Split(uint64_t n) {
  uint64_t k = 1;
  while (2 * k < n) k *= 2;
  return k;
}

std::vector<Digest> SubProof(uint64_t m, std::span<const Digest> leaves, bool whole) {
  const uint64_t n = leaves.size();
  if (m == n) return whole ? std::vector<Digest>() : std::vector<Digest>{ReferenceRoot(leaves)};
  const uint64_t k = Split(n);
  std::vector<Digest> proof;
  if (m <= k) {
    proof = SubProof(m, leaves.first(k), whole);
    proof.push_back(ReferenceRoot(leaves.subspan(k)));
  } else {
    proof = SubProof(m - k, leaves.subspan(k), false);
    proof.push_back(ReferenceRoot(leaves.first(k)));
  }
  return proof;
}

std::string SubSides(uint64_t m, uint64_t n, bool whole) {
  if (m == n) return whole ? "known " : "given ";
  const uint64_t k = Split(n);
  return m <= k ? SubSides(m, k, whole) + "R" : SubSides(m - k, n - k, false) + "L";
}

}  // namespace

Digest ReferenceRoot(std::span<const Digest> leaves) {
  if (leaves.empty()) return EmptyMerkleRoot();
  if (leaves.size() == 1) return leaves.front();
  const uint64_t k = Split(leaves.size());
  return MerkleNodeHash(ReferenceRoot(leaves.first(k)), ReferenceRoot(leaves.subspan(k)));
}

std::vector<Digest> ReferenceInclusion(uint64_t index, std::span<const Digest> leaves) {
  if (leaves.size() == 1) return {};
  const uint64_t k = Split(leaves.size());
  std::vector<Digest> proof;
  if (index < k) {
    proof = ReferenceInclusion(index, leaves.first(k));
    proof.push_back(ReferenceRoot(leaves.subspan(k)));
  } else {
    proof = ReferenceInclusion(index - k, leaves.subspan(k));
    proof.push_back(ReferenceRoot(leaves.first(k)));
  }
  return proof;
}

std::vector<Digest> ReferenceConsistency(uint64_t old_size, std::span<const Digest> leaves) {
  return SubProof(old_size, leaves, true);
}

std::string InclusionSides(uint64_t index, uint64_t size) {
  if (size == 1) return "";
  const uint64_t k = Split(size);
  return index < k ? InclusionSides(index, k) + "R" : InclusionSides(index - k, size - k) + "L";
}

std::string ConsistencySides(uint64_t old_size, uint64_t size) {
  return SubSides(old_size, size, true);
}

}  // namespace ginnel::crypto
