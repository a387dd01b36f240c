// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "crypto/field.h"

namespace ginnel::crypto {

// Field elements as they travel: 8 bytes little-endian each, concatenated.

inline constexpr size_t kFieldElementSize = 8;

std::string EncodeFieldElements(std::span<const FieldElement> elements);

/// InvalidArgument (REASON_MALFORMED) if the length is not a multiple of 8 or some value is not
/// below the modulus.
absl::StatusOr<std::vector<FieldElement>> DecodeFieldElements(std::string_view bytes);
/// Into `out`, which has exactly as many elements as `bytes` holds; on an error its content is
/// unspecified.
absl::Status DecodeFieldElements(std::string_view bytes, std::span<FieldElement> out);

/// Rejection sampling: reads 8-byte little-endian words from `words`, keeps the low 61 bits, passes
/// over the one value that is not below the modulus, and stops when `out` is full or no whole word
/// is left.
struct SampledElements {
  size_t words_read;
  size_t elements_written;
};
SampledElements SampleFieldElements(std::span<const uint8_t> words, std::span<FieldElement> out);

}  // namespace ginnel::crypto
