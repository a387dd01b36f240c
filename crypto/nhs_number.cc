// SPDX-License-Identifier: Apache-2.0
#include "crypto/nhs_number.h"

#include "absl/status/status.h"
#include "base/secret_bytes.h"

namespace ginnel::crypto {

NhsNumber::~NhsNumber() { Wipe(digits_); }

absl::StatusOr<NhsNumber> NhsNumber::Parse(std::string_view text) {
  NhsNumber number;
  size_t count = 0;
  for (const char c : text) {
    if (c == ' ' || c == '-') continue;
    if (c < '0' || c > '9') {
      return absl::InvalidArgumentError("not an NHS number: it holds something besides digits");
    }
    if (count == number.digits_.size()) {
      return absl::InvalidArgumentError("not an NHS number: more than ten digits");
    }
    number.digits_[count++] = static_cast<uint8_t>(c);
  }
  if (count < number.digits_.size()) {
    return absl::InvalidArgumentError("not an NHS number: fewer than ten digits");
  }
  // Weights 10 … 2, then 1 for the check digit: the sum is a multiple of 11 exactly if the check
  // digit is right (a remainder of 1 would need "10", which no digit is).
  unsigned sum = 0;
  for (unsigned i = 0; i < 10; ++i) sum += (10 - i) * (number.digits_[i] - unsigned{'0'});
  if (sum % 11 != 0) {
    return absl::InvalidArgumentError("not an NHS number: the check digit does not fit");
  }
  return number;
}

}  // namespace ginnel::crypto
