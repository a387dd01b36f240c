// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "base/random.h"
#include "base/secret_bytes.h"
#include "crypto/oprf_key.h"

namespace ginnel::crypto {

// The pseudonymisation of protocols.md 1: RFC 9497, OPRF(ristretto255, SHA-512), mode 0x00, with
// the key in three additive parts.
//
//   node                                  trustee i = 1, 2, 3
//   BlindedBatch::Create(inputs)
//   elements()                      --->  EvaluatePart(k_i, elements)
//   CombineAndFinalize(batch, all three answers)
//
// The output is that of single-key RFC 9497 under k_1 + k_2 + k_3. Elements travel concatenated, 32
// bytes each. A trustee that answers wrongly makes wrong pseudonyms and is not detected here (mode
// 0x00 has no proof): oprf_canaries.h does that. Functions are pure and thread-safe;
// batches are independent, so callers run them in parallel.

inline constexpr size_t kOprfElementSize = 32;
inline constexpr size_t kOprfOutputSize = 64;
inline constexpr size_t kMaxOprfBatch = 4096;

/// The node's side of one batch: the inputs and the inverses of their blinds, wiped when it goes.
class BlindedBatch {
 public:
  /// 1 to 4,096 inputs of up to 65,535 bytes. Errors name a position in the batch, never an input.
  static absl::StatusOr<BlindedBatch> Create(std::span<const std::span<const uint8_t>> inputs,
                                             RandomSource& random);
  BlindedBatch(BlindedBatch&&) = default;
  BlindedBatch& operator=(BlindedBatch&&) = default;

  size_t size() const { return input_ends_.size(); }
  /// What goes to every trustee: uniform whatever the inputs are.
  const std::string& elements() const { return elements_; }

  /// Unblinds `evaluated`, the batch under the whole key, and hashes: 64 bytes an input,
  /// concatenated in input order.
  absl::StatusOr<SecretBytes> Finalize(std::string_view evaluated) const;

 private:
  BlindedBatch() = default;
  std::span<const uint8_t> Input(size_t i) const;

  SecretBytes inputs_;              // concatenated
  std::vector<size_t> input_ends_;  // where each ends in inputs_
  SecretBytes inverses_;            // 1/blind, 32 bytes each
  std::string elements_;
};

/// A trustee's side: every element times k_i. InvalidArgument (REASON_MALFORMED) for an empty
/// batch, more than 4,096 elements, a length that is not a multiple of 32, a non-canonical element
/// or the identity; then nothing is returned.
absl::StatusOr<std::string> EvaluatePart(const OprfKeyPart& part, std::string_view elements);

/// Adds the three parts of every element (also: the three public parts K_i into K). The same
/// checks; a sum that is the identity is refused too, since then some part cancels the others.
absl::StatusOr<std::string> CombineElements(const std::array<std::string_view, 3>& parts);

/// CombineElements, then Finalize.
absl::StatusOr<SecretBytes> CombineAndFinalize(const BlindedBatch& batch,
                                               const std::array<std::string_view, 3>& evaluated);

/// The first 16 bytes of each 64-byte output.
std::vector<std::array<uint8_t, 16>> LinkageIds(const SecretBytes& outputs);

}  // namespace ginnel::crypto
