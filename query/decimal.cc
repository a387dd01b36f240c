// SPDX-License-Identifier: Apache-2.0
#include "query/decimal.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace ginnel::query {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::string WithSeparators(const std::string& digits) {
  std::string out;
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out += ',';
    out += digits[i];
  }
  return out;
}

// Whole part and decimals of |number|, as digits.
struct Digits {
  std::string whole;
  std::string fraction;
};
Digits DigitsOf(Decimal number) {
  const uint64_t magnitude = number.value < 0 ? uint64_t{0} - static_cast<uint64_t>(number.value)
                                              : static_cast<uint64_t>(number.value);
  std::string digits = absl::StrCat(magnitude);
  const size_t decimals = static_cast<size_t>(number.decimals);
  if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');
  return {digits.substr(0, digits.size() - decimals), digits.substr(digits.size() - decimals)};
}

}  // namespace

int64_t PowerOfTen(int exponent) {
  int64_t power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

absl::StatusOr<Decimal> ParseDecimal(std::string_view text) {
  const std::string shown(text.substr(0, 40));
  const auto error = [&](std::string_view what) {
    return absl::InvalidArgumentError(absl::StrCat("`", shown, "` ", std::string(what)));
  };
  const size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const std::string_view fraction =
      point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
  const bool digits = std::all_of(whole.begin(), whole.end(), IsDigit) &&
                      std::all_of(fraction.begin(), fraction.end(), IsDigit);
  if (whole.empty() || !digits || (point != std::string_view::npos && fraction.empty())) {
    return error("is not a number: write digits, such as 75 or 0.5");
  }
  if (whole.size() > 1 && whole[0] == '0') return error("starts with 0: leave leading zeros out");
  if (fraction.size() > static_cast<size_t>(kMaxDecimals)) {
    return error(absl::StrCat("has more than ", kMaxDecimals, " decimals"));
  }
  if (whole.size() + fraction.size() > 18) return error("is too large: use at most 18 digits");
  Decimal number{0, static_cast<int>(fraction.size())};
  for (char c : whole) number.value = number.value * 10 + (c - '0');
  for (char c : fraction) number.value = number.value * 10 + (c - '0');
  return number;
}

absl::StatusOr<int64_t> ToStoredUnits(Decimal number, int decimals) {
  for (; number.decimals > decimals; --number.decimals, number.value /= 10) {
    if (number.value % 10 != 0) {
      return absl::InvalidArgumentError(absl::StrCat("`", FormatDecimal(number),
                                                     "` has more than the ", decimals,
                                                     " decimals that are stored"));
    }
  }
  const WideInt stored = WideInt{number.value} * PowerOfTen(decimals - number.decimals);
  if (stored >= kNumberLimit || stored <= -WideInt{kNumberLimit}) {
    return absl::InvalidArgumentError(absl::StrCat("`", FormatDecimal(number), "` is too large"));
  }
  return static_cast<int64_t>(stored);
}

std::string FormatDecimal(Decimal number) {
  const Digits digits = DigitsOf(number);
  return absl::StrCat(number.value < 0 ? "-" : "", digits.whole, digits.fraction.empty() ? "" : ".",
                      digits.fraction);
}

std::string SayDecimal(Decimal number) {
  Digits digits = DigitsOf(number);
  while (!digits.fraction.empty() && digits.fraction.back() == '0') digits.fraction.pop_back();
  return absl::StrCat(number.value < 0 ? "-" : "", WithSeparators(digits.whole),
                      digits.fraction.empty() ? "" : ".", digits.fraction);
}

}  // namespace ginnel::query
