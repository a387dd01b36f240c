// SPDX-License-Identifier: Apache-2.0
#include "disclosure/decimal.h"

#include <algorithm>

namespace ginnel::disclosure {
namespace {

absl::int128 TenToThe(int exponent) {
  absl::int128 power = 1;
  for (int i = 0; i < exponent; ++i) {
    power *= 10;
  }
  return power;
}

absl::int128 FloorDivide(absl::int128 a, absl::int128 b) {
  const absl::int128 quotient = a / b;
  return a % b != 0 && a < 0 ? quotient - 1 : quotient;
}

}  // namespace

Decimal Decimal::FromInteger(int64_t value) { return FromStored(value, 0); }

Decimal Decimal::FromStored(int64_t value, int decimals) {
  return Decimal(absl::int128(value) * TenToThe(kDecimals - decimals));
}

Decimal Decimal::PowerOfTen(int exponent) { return Decimal(TenToThe(kDecimals + exponent)); }

std::string Decimal::ToString(int decimals) const {
  absl::int128 rest = (raw_ < 0 ? -raw_ : raw_) / TenToThe(kDecimals - decimals);
  std::string text;
  for (int i = 0; rest != 0 || i <= decimals; ++i) {
    if (i == decimals && i > 0) {
      text.push_back('.');
    }
    text.push_back(static_cast<char>('0' + static_cast<int>(rest % 10)));
    rest /= 10;
  }
  if (raw_ < 0) {
    text.push_back('-');
  }
  std::reverse(text.begin(), text.end());
  return text;
}

std::string Decimal::ToString() const { return ToString(DecimalsOf(*this)); }

Decimal RoundQuotient(Decimal numerator, int64_t denominator, Decimal step, Direction direction) {
  const absl::int128 whole = absl::int128(denominator) * step.raw();
  switch (direction) {
    case Direction::kDown:
      return Decimal::FromRaw(FloorDivide(numerator.raw(), whole) * step.raw());
    case Direction::kHalfUp:
      return Decimal::FromRaw(FloorDivide(2 * numerator.raw() + whole, 2 * whole) * step.raw());
    case Direction::kUp:
      return Decimal::FromRaw(-FloorDivide(-numerator.raw(), whole) * step.raw());
  }
  return Decimal();
}

Decimal FinestStep() { return Decimal::PowerOfTen(-6); }

Decimal ThreeFigureStep(Decimal numerator, int64_t denominator) {
  const absl::int128 size = numerator.IsNegative() ? -numerator.raw() : numerator.raw();
  absl::int128 step = FinestStep().raw();
  while (size >= 1000 * step * denominator) {
    step *= 10;
  }
  return Decimal::FromRaw(step);
}

int DecimalsOf(Decimal step) {
  absl::int128 rest = step.raw();
  int decimals = Decimal::kDecimals;
  while (decimals > 0 && rest % 10 == 0) {
    rest /= 10;
    --decimals;
  }
  return decimals;
}

}  // namespace ginnel::disclosure
