// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace ginnel::query {

/// The widest integer that g++ and clang offer: products of two proved values are formed in it.
__extension__ using WideInt = __int128;

/// Every number of an expression stays below this in magnitude, so that sums of two cannot wrap.
inline constexpr int64_t kNumberLimit = int64_t{1} << 62;
/// More decimals than this are refused in literals and in results.
inline constexpr int kMaxDecimals = 6;

/// A decimal number without rounding: value / 10^decimals. "12.50" is {1250, 2}.
struct Decimal {
  int64_t value = 0;
  int decimals = 0;
  friend bool operator==(const Decimal&, const Decimal&) = default;
};

/// 10^exponent, for 0 ≤ exponent ≤ 18.
int64_t PowerOfTen(int exponent);

/// Digits, optionally with a point and decimals: no sign, no exponent, no leading zeros. Errors say
/// what is wrong.
absl::StatusOr<Decimal> ParseDecimal(std::string_view text);

/// `number` in stored units of 10^-decimals; InvalidArgument if it has more decimals than that.
absl::StatusOr<int64_t> ToStoredUnits(Decimal number, int decimals);

/// "12.50": all decimals, as it was written.
std::string FormatDecimal(Decimal number);
/// "1,234.5": without trailing zeros, with thousands separators, for people.
std::string SayDecimal(Decimal number);

}  // namespace ginnel::query
