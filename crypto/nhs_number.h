// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"

namespace ginnel::crypto {

/// A canonical NHS number: ten ASCII digits whose last is the modulus-11 check digit (NHS Data
/// Dictionary, "NHS NUMBER"). Wiped when it goes, and has no printed form: it is there to be
/// blinded (crypto/oprf.h) and then forgotten.
class NhsNumber {
 public:
  /// Strips spaces and hyphens; wants exactly ten ASCII digits that pass modulus 11. The error says
  /// which rule failed and never holds any of `text`.
  static absl::StatusOr<NhsNumber> Parse(std::string_view text);

  NhsNumber(const NhsNumber&) = default;
  NhsNumber& operator=(const NhsNumber&) = default;
  ~NhsNumber();

  /// The OPRF's input.
  std::span<const uint8_t> digits() const { return digits_; }

  // Only so that rows of one person can be brought together before pseudonyms exist.
  friend bool operator==(const NhsNumber&, const NhsNumber&) = default;
  friend auto operator<=>(const NhsNumber&, const NhsNumber&) = default;
  template <typename H>
  friend H AbslHashValue(H state, const NhsNumber& number) {
    return H::combine(std::move(state), number.digits_);
  }

 private:
  NhsNumber() = default;
  std::array<uint8_t, 10> digits_{};
};

}  // namespace ginnel::crypto
