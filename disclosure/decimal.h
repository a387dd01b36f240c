// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "absl/numeric/int128.h"

namespace ginnel::disclosure {

/// An exact number with eight decimals. Figures are computed without binary fractions: rounding is
/// part of the protection, so its ties and edges must be exactly where the documents say.
class Decimal {
 public:
  static constexpr int kDecimals = 8;

  constexpr Decimal() = default;
  static Decimal FromInteger(int64_t value);
  /// `value` stored units of 10^−decimals each: 1234 with 2 decimals is 12.34. At most eight
  /// decimals.
  static Decimal FromStored(int64_t value, int decimals);
  /// 10^exponent, for −8 ≤ exponent ≤ 18.
  static Decimal PowerOfTen(int exponent);
  static constexpr Decimal FromRaw(absl::int128 raw) { return Decimal(raw); }

  /// In units of 10^−8.
  constexpr absl::int128 raw() const { return raw_; }
  bool IsNegative() const { return raw_ < 0; }

  /// Exactly `decimals` decimals (0–8), no exponent, no thousands separator; digits beyond must be
  /// zero.
  std::string ToString(int decimals) const;
  /// As many decimals as it takes.
  std::string ToString() const;

  friend Decimal operator+(Decimal a, Decimal b) { return Decimal(a.raw_ + b.raw_); }
  friend Decimal operator-(Decimal a, Decimal b) { return Decimal(a.raw_ - b.raw_); }
  friend Decimal operator*(Decimal a, int64_t b) { return Decimal(a.raw_ * b); }
  friend bool operator==(Decimal a, Decimal b) { return a.raw_ == b.raw_; }
  friend bool operator!=(Decimal a, Decimal b) { return a.raw_ != b.raw_; }
  friend bool operator<(Decimal a, Decimal b) { return a.raw_ < b.raw_; }
  friend bool operator<=(Decimal a, Decimal b) { return a.raw_ <= b.raw_; }
  friend bool operator>(Decimal a, Decimal b) { return a.raw_ > b.raw_; }
  friend bool operator>=(Decimal a, Decimal b) { return a.raw_ >= b.raw_; }

 private:
  constexpr explicit Decimal(absl::int128 raw) : raw_(raw) {}
  absl::int128 raw_ = 0;
};

enum class Direction { kDown, kHalfUp, kUp };

/// numerator / denominator as a multiple of `step`; `denominator` and `step` are positive. Half up
/// is towards +∞.
Decimal RoundQuotient(Decimal numerator, int64_t denominator, Decimal step, Direction direction);

/// The finest step that any figure is shown with, 10^−6.
Decimal FinestStep();

/// The step of three significant figures at numerator / denominator: the power of ten s with 100·s
/// ≤ |quotient| < 1000·s, and FinestStep() for anything smaller.
Decimal ThreeFigureStep(Decimal numerator, int64_t denominator);

/// How many decimals a multiple of `step` needs.
int DecimalsOf(Decimal step);

}  // namespace ginnel::disclosure
