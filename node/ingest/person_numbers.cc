// SPDX-License-Identifier: Apache-2.0
#include "node/ingest/person_numbers.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace ginnel::node {
namespace {

constexpr size_t kFirstCapacity = 1024;  // a power of two, as are all that follow
constexpr size_t kDigits = 10;

uint64_t NumberOf(const crypto::NhsNumber& number) {
  uint64_t value = 0;
  for (const uint8_t digit : number.digits()) value = value * 10 + (digit - uint64_t{'0'});
  return value;
}

// Fibonacci hashing: check digits make neighbours far apart enough for linear probing.
size_t Spread(uint64_t number) { return static_cast<size_t>((number * 0x9E3779B97F4A7C15u) >> 20); }

}  // namespace

PersonNumbers::PersonNumbers() { Grow(); }

const uint64_t* PersonNumbers::numbers() const {
  return reinterpret_cast<const uint64_t*>(numbers_.view().data());
}
uint64_t* PersonNumbers::numbers() {
  return reinterpret_cast<uint64_t*>(numbers_.mutable_view().data());
}
const uint32_t* PersonNumbers::slots() const {
  return reinterpret_cast<const uint32_t*>(slots_.view().data());
}
uint32_t* PersonNumbers::slots() {
  return reinterpret_cast<uint32_t*>(slots_.mutable_view().data());
}

size_t PersonNumbers::FindSlot(uint64_t number) const {
  const size_t mask = 2 * capacity_ - 1;
  size_t slot = Spread(number) & mask;
  while (slots()[slot] != kFree && numbers()[slots()[slot] - 1] != number) slot = (slot + 1) & mask;
  return slot;
}

void PersonNumbers::Grow() {
  const size_t grown = capacity_ == 0 ? kFirstCapacity : 2 * capacity_;
  SecretBytes wider(grown * sizeof(uint64_t));
  std::copy_n(numbers_.view().data(), numbers_.size(), wider.mutable_view().data());
  numbers_ = std::move(wider);
  slots_ = SecretBytes(2 * grown * sizeof(uint32_t));
  capacity_ = grown;
  for (size_t person = 0; person < count_; ++person) {
    slots()[FindSlot(numbers()[person])] = static_cast<uint32_t>(person + 1);
  }
}

uint32_t PersonNumbers::Add(const crypto::NhsNumber& number) {
  const uint64_t value = NumberOf(number);
  size_t slot = FindSlot(value);
  if (slots()[slot] != kFree) return slots()[slot] - 1;
  if (count_ == capacity_) {
    Grow();
    slot = FindSlot(value);
  }
  numbers()[count_] = value;
  slots()[slot] = static_cast<uint32_t>(++count_);
  return static_cast<uint32_t>(count_ - 1);
}

bool PersonNumbers::Contains(const crypto::NhsNumber& number) const {
  return slots()[FindSlot(NumberOf(number))] != kFree;
}

crypto::NhsNumber PersonNumbers::at(size_t person) const {
  std::array<char, kDigits> digits;
  uint64_t rest = numbers()[person];
  for (size_t i = kDigits; i > 0; --i) {
    digits[i - 1] = static_cast<char>('0' + rest % 10);
    rest /= 10;
  }
  // It was parsed when it was added, so it parses.
  absl::StatusOr<crypto::NhsNumber> number =
      crypto::NhsNumber::Parse(std::string_view(digits.data(), digits.size()));
  Wipe({reinterpret_cast<uint8_t*>(digits.data()), digits.size()});
  return *std::move(number);
}

}  // namespace ginnel::node
