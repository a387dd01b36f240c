// SPDX-License-Identifier: Apache-2.0
#include "crypto/ristretto.h"

#include <sodium.h>

#include <algorithm>

#include "base/secret_bytes.h"
#include "crypto/openssl.h"
#include "crypto/sodium.h"

namespace ginnel::crypto {
namespace {

constexpr size_t kWideSize = crypto_core_ristretto255_NONREDUCEDSCALARBYTES;
static_assert(kRistrettoSize == crypto_core_ristretto255_SCALARBYTES);
static_assert(kRistrettoSize == crypto_core_ristretto255_BYTES);

}  // namespace

bool IsZero(std::span<const uint8_t, kRistrettoSize> bytes) {
  return sodium_is_zero(bytes.data(), bytes.size()) == 1;
}

bool IsCanonicalScalar(std::span<const uint8_t, kRistrettoSize> scalar) {
  std::array<uint8_t, kWideSize> wide{};
  std::copy(scalar.begin(), scalar.end(), wide.begin());
  std::array<uint8_t, kRistrettoSize> reduced;
  crypto_core_ristretto255_scalar_reduce(reduced.data(), wide.data());
  const bool canonical = EqualInConstantTime(reduced, scalar);
  Wipe(wide);
  Wipe(reduced);
  return canonical;
}

bool IsNonzeroScalar(std::span<const uint8_t, kRistrettoSize> scalar) {
  return !IsZero(scalar) && IsCanonicalScalar(scalar);
}

bool IsElement(std::span<const uint8_t, kRistrettoSize> element) {
  return !IsZero(element) && crypto_core_ristretto255_is_valid_point(element.data()) == 1;
}

void DrawScalars(RandomSource& random, std::span<uint8_t> scalars) {
  RequireSodium();
  const size_t count = scalars.size() / kRistrettoSize;
  SecretBytes wide = SecretBytes::Random(count * kWideSize, random);
  for (size_t i = 0; i < count; ++i) {
    const std::span<uint8_t> draw = wide.mutable_view().subspan(i * kWideSize, kWideSize);
    const std::span<uint8_t, kRistrettoSize> scalar(scalars.data() + i * kRistrettoSize,
                                                    kRistrettoSize);
    crypto_core_ristretto255_scalar_reduce(scalar.data(), draw.data());
    // Chance does this once in 2^252; a source that keeps doing it is broken, and a zero blind
    // would hide nothing.
    for (int tries = 0; IsZero(scalar); ++tries) {
      RequireCrypto(tries < 8, "the random source, which gives zeros");
      random.Fill(draw);
      crypto_core_ristretto255_scalar_reduce(scalar.data(), draw.data());
    }
  }
}

void InvertScalars(std::span<const uint8_t> scalars, std::span<uint8_t> inverses) {
  const size_t count = scalars.size() / kRistrettoSize;
  if (count == 0) return;
  const auto scalar = [&](size_t i) { return scalars.data() + i * kRistrettoSize; };
  const auto inverse = [&](size_t i) { return inverses.data() + i * kRistrettoSize; };
  // inverse(i) first holds the product of the scalars up to and with i.
  std::copy_n(scalar(0), kRistrettoSize, inverse(0));
  for (size_t i = 1; i < count; ++i) {
    crypto_core_ristretto255_scalar_mul(inverse(i), inverse(i - 1), scalar(i));
  }
  std::array<uint8_t, kRistrettoSize> running;  // 1 / (product up to and with i)
  RequireCrypto(crypto_core_ristretto255_scalar_invert(running.data(), inverse(count - 1)) == 0,
                "the inversion of a nonzero scalar");
  for (size_t i = count - 1; i > 0; --i) {
    crypto_core_ristretto255_scalar_mul(inverse(i), running.data(), inverse(i - 1));
    crypto_core_ristretto255_scalar_mul(running.data(), running.data(), scalar(i));
  }
  std::copy(running.begin(), running.end(), inverse(0));
  Wipe(running);
}

}  // namespace ginnel::crypto
