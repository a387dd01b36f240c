// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "base/random.h"

namespace ginnel::crypto {

// What oprf.cc and oprf_key.cc share about ristretto255. For the sources of this room only. Scalars
// and elements are 32 bytes.

inline constexpr size_t kRistrettoSize = 32;

bool IsZero(std::span<const uint8_t, kRistrettoSize> bytes);
/// In [1, group order).
bool IsNonzeroScalar(std::span<const uint8_t, kRistrettoSize> scalar);
/// In [0, group order).
bool IsCanonicalScalar(std::span<const uint8_t, kRistrettoSize> scalar);
/// A canonical encoding, and not the identity's.
bool IsElement(std::span<const uint8_t, kRistrettoSize> element);

/// Uniform nonzero scalars, concatenated, from 64 bytes of `random` each (reduced: bias below
/// 2^-250). A draw that gives zero is repeated.
void DrawScalars(RandomSource& random, std::span<uint8_t> scalars);

/// 1/s of each of the nonzero, concatenated `scalars`, with one inversion in all (Montgomery
/// 1987, 10.3.1).
void InvertScalars(std::span<const uint8_t> scalars, std::span<uint8_t> inverses);

}  // namespace ginnel::crypto
