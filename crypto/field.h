// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace ginnel::crypto {

/// An element of F, the integers modulo the Mersenne prime p = 2^61 − 1, always reduced to [0, p). Constant time.
class FieldElement {
 public:
  static constexpr uint64_t kModulus = (uint64_t{1} << 61) - 1;

  constexpr FieldElement() = default;
  /// `value` modulo p.
  static constexpr FieldElement FromUint64(uint64_t value) { return FieldElement(Reduce(value)); }
  /// Negative numbers count down from p. |value| < 2^60 round-trips through ToInt64.
  static constexpr FieldElement FromInt64(int64_t value) {
    const uint64_t sign = static_cast<uint64_t>(value >> 63);  // all ones if negative
    const uint64_t magnitude = (static_cast<uint64_t>(value) ^ sign) - sign;
    const FieldElement positive = FromUint64(magnitude);
    return Select(sign, -positive, positive);
  }
  constexpr uint64_t value() const { return value_; }
  /// In (−p/2, p/2].
  constexpr int64_t ToInt64() const {
    return value_ > kModulus / 2 ? -static_cast<int64_t>(kModulus - value_) : static_cast<int64_t>(value_);
  }

  friend constexpr FieldElement operator+(FieldElement a, FieldElement b) {
    return FieldElement(SubtractModulusOnce(a.value_ + b.value_));
  }
  friend constexpr FieldElement operator-(FieldElement a, FieldElement b) {
    return FieldElement(SubtractModulusOnce(a.value_ + (kModulus - b.value_)));
  }
  friend constexpr FieldElement operator-(FieldElement a) { return FieldElement() - a; }
  friend constexpr FieldElement operator*(FieldElement a, FieldElement b) {
    const __uint128_t product = static_cast<__uint128_t>(a.value_) * b.value_;
    const uint64_t low = static_cast<uint64_t>(product) & kModulus;
    const uint64_t high = static_cast<uint64_t>(product >> 61);
    return FieldElement(SubtractModulusOnce(low + high));
  }
  FieldElement& operator+=(FieldElement other) { return *this = *this + other; }
  FieldElement& operator-=(FieldElement other) { return *this = *this - other; }
  FieldElement& operator*=(FieldElement other) { return *this = *this * other; }
  friend constexpr bool operator==(FieldElement, FieldElement) = default;

 private:
  explicit constexpr FieldElement(uint64_t reduced) : value_(reduced) {}
  static constexpr FieldElement Select(uint64_t mask, FieldElement if_set, FieldElement if_clear) {
    return FieldElement((if_set.value_ & mask) | (if_clear.value_ & ~mask));
  }
  // For a in [0, 2p).
  static constexpr uint64_t SubtractModulusOnce(uint64_t a) {
    const uint64_t reduced = a - kModulus;
    const uint64_t borrow = static_cast<uint64_t>(static_cast<int64_t>(reduced) >> 63);
    return reduced + (kModulus & borrow);
  }
  static constexpr uint64_t Reduce(uint64_t a) { return SubtractModulusOnce((a & kModulus) + (a >> 61)); }

  uint64_t value_ = 0;
};

/// 1/a, by Fermat's a^(p−2); 0 for 0. Constant time.
constexpr FieldElement Inverse(FieldElement a) {
  FieldElement power = FieldElement::FromUint64(1);
  for (int bit = 60; bit >= 0; --bit) {
    power = power * power;
    if (((FieldElement::kModulus - 2) >> bit & 1) != 0) power = power * a;
  }
  return power;
}

}  // namespace ginnel::crypto
