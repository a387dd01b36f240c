// SPDX-License-Identifier: Apache-2.0
#include "disclosure/released_number.h"

#include <algorithm>
#include <cmath>

#include "absl/numeric/int128.h"

namespace ginnel::disclosure {
namespace {

constexpr double kOne = 1e8;  // Decimal::kDecimals
constexpr double kMost = 1e18;

}  // namespace

double ToDouble(Decimal number) { return static_cast<double>(number.raw()) / kOne; }

Decimal FromDouble(double number) {
  if (std::isnan(number)) return Decimal();
  return Decimal::FromRaw(absl::int128(std::round(std::clamp(number, -kMost, kMost) * kOne)));
}

}  // namespace ginnel::disclosure
