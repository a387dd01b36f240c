// SPDX-License-Identifier: Apache-2.0
#include "node/ingest/value_decoder.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/suggest.h"
#include "node/ingest/problems.h"

namespace ginnel::node {
namespace {

constexpr int kPenceDecimals = 2;

absl::Status Refusal(std::string_view text, std::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat(Shown(text), " ", std::string(why)));
}

absl::string_view Absl(std::string_view text) { return {text.data(), text.size()}; }

// A decimal number in units of 10^-decimals.
struct Scaled {
  int64_t value = 0;
  bool rounded = false;
};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Digits with an optional sign and point, at most 15 of them before the point: no exponent, no
// separators.
std::optional<Scaled> ParseScaled(std::string_view text, int decimals) {
  constexpr size_t kMostDigits = 15;
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  const size_t point = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, point);
  const std::string_view part = point < text.size() ? text.substr(point + 1) : std::string_view();
  if (whole.size() + part.size() == 0 || whole.size() > kMostDigits - static_cast<size_t>(decimals))
    return std::nullopt;
  if (!std::all_of(whole.begin(), whole.end(), IsDigit) ||
      !std::all_of(part.begin(), part.end(), IsDigit))
    return std::nullopt;
  Scaled result;
  for (const char c : whole) result.value = result.value * 10 + (c - '0');
  for (size_t i = 0; i < static_cast<size_t>(decimals); ++i) {
    result.value = result.value * 10 + (i < part.size() ? part[i] - '0' : 0);
  }
  const std::string_view beyond = part.substr(std::min(part.size(), static_cast<size_t>(decimals)));
  result.rounded = std::any_of(beyond.begin(), beyond.end(), [](char c) { return c != '0'; });
  if (!beyond.empty() && beyond.front() >= '5') ++result.value;
  if (negative) result.value = -result.value;
  return result;
}

bool FitsColumn(int64_t value) { return value > kMissing && value < kOpen; }

bool IsAnyOf(std::string_view text, std::initializer_list<absl::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](absl::string_view word) {
    return absl::EqualsIgnoreCase(Absl(text), word);
  });
}

}  // namespace

absl::StatusOr<int32_t> DecodeDay(std::string_view text, const std::string& format, Day today) {
  const std::string_view form = format.empty() ? "yyyy-mm-dd" : std::string_view(format);
  const absl::StatusOr<Day> day = ParseDay(text, form);
  if (!day.ok()) return Refusal(text, absl::StrCat("is not a date of the form ", Absl(form)));
  if (*day > today) {
    return Refusal(text,
                   "is in the future: if it stands for something else, list it under `missing` of "
                   "this column");
  }
  return day->value;
}

absl::StatusOr<int32_t> DecodeMonth(std::string_view text, const std::string& format, Day today) {
  const std::string_view form = format.empty() ? "yyyy-mm" : std::string_view(format);
  const absl::StatusOr<Month> month = ParseMonth(text, form);
  if (!month.ok()) return Refusal(text, absl::StrCat("is not a month of the form ", Absl(form)));
  if (*month > MonthOf(today)) {
    return Refusal(text,
                   "is in the future: if it stands for something else, list it under `missing` of "
                   "this column");
  }
  return month->value;
}

absl::StatusOr<int32_t> DecodeCost(std::string_view text) {
  const std::optional<Scaled> cost = ParseScaled(text, kPenceDecimals);
  if (!cost)
    return Refusal(
        text, "is not an amount: write pounds with a point and no separators, such as 1234.50");
  if (cost->value < 0)
    return Refusal(text, "is a negative cost: take credits off the row that they belong to");
  if (!FitsColumn(cost->value)) return Refusal(text, "is more than £21 million for one row");
  return static_cast<int32_t>(cost->value);
}

absl::StatusOr<int32_t> DecodeQuantity(std::string_view text) {
  const std::optional<Scaled> quantity = ParseScaled(text, 0);
  if (!quantity || quantity->rounded) return Refusal(text, "is not a whole number");
  if (quantity->value < 0) return Refusal(text, "is a negative quantity");
  if (!FitsColumn(quantity->value)) return Refusal(text, "is too large a quantity");
  return static_cast<int32_t>(quantity->value);
}

ValueDecoder::ValueDecoder(const query::Dictionary& dictionary, int variable, std::string format,
                           Day today)
    : variable_(&dictionary.variable(variable)),
      decimals_(dictionary.decimals(variable)),
      lower_(dictionary.lower(variable)),
      upper_(dictionary.upper(variable)),
      format_(std::move(format)),
      today_(today) {
  if (variable_->type() != v1::VARIABLE_TYPE_CATEGORY) return;
  for (const v1::Code& code : variable_->codes()) {
    index_.emplace(code.code(), static_cast<int32_t>(codes_.size()));
    codes_.push_back(code.code());
  }
}

absl::StatusOr<ValueDecoder::Decoded> ValueDecoder::Decode(std::string_view text) const {
  switch (variable_->type()) {
    case v1::VARIABLE_TYPE_FLAG:
      if (IsAnyOf(text, {"0", "n", "no", "f", "false"})) return Decoded{0, false};
      if (IsAnyOf(text, {"1", "y", "yes", "t", "true"})) return Decoded{1, false};
      return Refusal(text, "is neither yes nor no: write 1 or 0 (or recode it)");
    case v1::VARIABLE_TYPE_CATEGORY:
      return DecodeCode(text);
    case v1::VARIABLE_TYPE_MONTH: {
      ASSIGN_OR_RETURN(const int32_t month, DecodeMonth(text, format_, today_));
      return Decoded{month, false};
    }
    default:
      return DecodeNumber(text);
  }
}

absl::StatusOr<ValueDecoder::Decoded> ValueDecoder::DecodeCode(std::string_view text) const {
  const auto found = index_.find(Absl(text));
  if (found != index_.end()) return Decoded{found->second, false};
  return Refusal(text, absl::StrCat("is no code of `", variable_->name(), "`",
                                    Suggest(text, codes_), " (or recode it)"));
}

absl::StatusOr<ValueDecoder::Decoded> ValueDecoder::DecodeNumber(std::string_view text) const {
  const std::optional<Scaled> number = ParseScaled(text, decimals_);
  if (!number) return Refusal(text, "is not a number: write digits and a point, no separators");
  const bool whole = variable_->type() == v1::VARIABLE_TYPE_INTEGER ||
                     variable_->type() == v1::VARIABLE_TYPE_COUNT;
  if (whole && number->rounded) return Refusal(text, "is not a whole number");
  const int64_t value = std::clamp(number->value, lower_, upper_);
  if (!FitsColumn(value)) return Refusal(text, "is too large to be stored");
  return Decoded{static_cast<int32_t>(value), value != number->value};
}

}  // namespace ginnel::node
