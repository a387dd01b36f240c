// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/secret_bytes.h"
#include "crypto/nhs_number.h"

namespace ginnel::node {

/// The distinct NHS numbers of an ingest, in the order of their first appearance: a person is an
/// index into it until there are pseudonyms. Numbers lie in memory that is locked where the limit
/// allows, left out of core dumps and wiped with it.
class PersonNumbers {
 public:
  PersonNumbers();
  PersonNumbers(PersonNumbers&&) = default;
  PersonNumbers& operator=(PersonNumbers&&) = default;

  /// The person's index, new or known.
  uint32_t Add(const crypto::NhsNumber& number);
  bool Contains(const crypto::NhsNumber& number) const;
  crypto::NhsNumber at(size_t person) const;
  size_t size() const { return count_; }

 private:
  static constexpr uint32_t kFree = 0;

  const uint64_t* numbers() const;
  uint64_t* numbers();
  const uint32_t* slots() const;
  uint32_t* slots();
  size_t FindSlot(uint64_t number) const;
  void Grow();

  SecretBytes numbers_;  // u64 each, `capacity_` of them
  SecretBytes slots_;    // open addressing: index + 1, or kFree; twice `capacity_`
  size_t capacity_ = 0;
  size_t count_ = 0;
};

}  // namespace ginnel::node
