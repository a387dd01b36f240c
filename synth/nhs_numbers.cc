// SPDX-License-Identifier: Apache-2.0
#include "synth/nhs_numbers.h"

#include <algorithm>

#include "synth/random.h"

namespace ginnel::synth {
namespace {

constexpr uint64_t kPlaces = 1'000'000;
constexpr uint64_t kLastBlock = 900;
constexpr uint64_t kNumberStream = 0x4e4853;

// The check digit of nine digits, or 10 where there is none.
uint64_t CheckDigit(uint64_t nine_digits) {
  uint64_t sum = 0;
  for (uint64_t weight = 2; weight <= 10; ++weight, nine_digits /= 10) {
    sum += weight * (nine_digits % 10);
  }
  return (11 - sum % 11) % 11;
}

}  // namespace

bool IsValidNhsNumber(std::string_view text) {
  if (text.size() != 10) return false;
  uint64_t number = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return false;
    number = number * 10 + static_cast<uint64_t>(c - '0');
  }
  return CheckDigit(number / 10) == number % 10;
}

NhsNumbers::NhsNumbers(uint64_t seed) : seed_(seed) { StartBlock(); }

void NhsNumbers::StartBlock() {
  Random random(seed_, kNumberStream, block_);
  dealt_ = 0;
  place_ = random.Below(kPlaces);
  do {
    stride_ = random.Below(kPlaces);
  } while (stride_ % 2 == 0 || stride_ % 5 == 0);
}

uint64_t NhsNumbers::Next() {
  while (block_ >= kLastBlock) {
    if (dealt_ == kPlaces) {
      --block_;
      StartBlock();
      continue;
    }
    const uint64_t nine_digits = block_ * kPlaces + place_;
    place_ = (place_ + stride_) % kPlaces;
    ++dealt_;
    if (const uint64_t check = CheckDigit(nine_digits); check < 10) return nine_digits * 10 + check;
  }
  return 0;
}

}  // namespace ginnel::synth
