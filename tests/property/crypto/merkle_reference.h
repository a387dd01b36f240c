// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "crypto/merkle.h"

// The recursive definitions of RFC 9162, 2.1, as they stand there: slow, and nothing shared with
// what they test but the two hashes.
namespace ginnel::crypto {

/// MTH(D_n).
Digest ReferenceRoot(std::span<const Digest> leaves);
/// PATH(m, D_n).
std::vector<Digest> ReferenceInclusion(uint64_t index, std::span<const Digest> leaves);
/// PROOF(m, D_n).
std::vector<Digest> ReferenceConsistency(uint64_t old_size, std::span<const Digest> leaves);

/// On which side of the way up each hash of an inclusion proof stands, lowest first: "LLR". Trees
/// of different sizes in which a leaf has the same sides cannot be told apart by its proof.
std::string InclusionSides(uint64_t index, uint64_t size);
/// The same for a consistency proof, and whether the proof leaves out the old root.
std::string ConsistencySides(uint64_t old_size, uint64_t size);

}  // namespace ginnel::crypto
