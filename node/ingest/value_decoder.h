// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "base/calendar.h"
#include "node/records.h"
#include "query/dictionary.h"

namespace ginnel::node {

// From the text of a member's file to stored values. Errors say what was expected, and never show a
// value that could be an NHS number.

/// A day by `format` ("" for yyyy-mm-dd), not after `today`.
absl::StatusOr<int32_t> DecodeDay(std::string_view text, const std::string& format, Day today);
/// A month by `format` ("" for yyyy-mm; a whole date is fine too), not after today's.
absl::StatusOr<int32_t> DecodeMonth(std::string_view text, const std::string& format, Day today);
/// Pounds with decimals, rounded to pence; never negative.
absl::StatusOr<int32_t> DecodeCost(std::string_view text);
/// A whole number, never negative.
absl::StatusOr<int32_t> DecodeQuantity(std::string_view text);

/// Values of one variable, in its stored units.
class ValueDecoder {
 public:
  struct Decoded {
    int32_t value = kMissing;
    bool capped = false;  // it was beyond the variable's bounds, and is now the nearer one
  };

  ValueDecoder(const query::Dictionary& dictionary, int variable, std::string format, Day today);

  /// `text` is not empty. Flags: 0/1, n/y, no/yes, f/t, false/true in any case. Categories: a code
  /// of the dictionary, as its index. Numbers are rounded half away from zero to the stored unit,
  /// except that a whole number must be one.
  absl::StatusOr<Decoded> Decode(std::string_view text) const;

  /// The codes that values index; empty for all but categories.
  const CodeTable& codes() const { return codes_; }
  const std::string& variable() const { return variable_->name(); }

 private:
  absl::StatusOr<Decoded> DecodeCode(std::string_view text) const;
  absl::StatusOr<Decoded> DecodeNumber(std::string_view text) const;

  const v1::Variable* variable_;
  int decimals_;
  int64_t lower_, upper_;
  std::string format_;
  Day today_;
  CodeTable codes_;
  absl::flat_hash_map<std::string, int32_t> index_;
};

}  // namespace ginnel::node
