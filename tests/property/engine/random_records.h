// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "node/records.h"
#include "query/dictionary.h"

namespace ginnel::node {

/// Small whole numbers from a seed that a failing test prints.
class Dice {
 public:
  explicit Dice(uint64_t seed) : generator_(seed) {}
  /// `lower` … `upper`, both inside.
  int32_t Between(int32_t lower, int32_t upper) {
    return std::uniform_int_distribution<int32_t>(lower, upper)(generator_);
  }
  bool OneIn(int32_t n) { return Between(1, n) == 1; }
  template <typename T>
  const T& Of(const std::vector<T>& choices) {
    return choices[static_cast<size_t>(Between(0, static_cast<int32_t>(choices.size()) - 1))];
  }

 private:
  std::mt19937_64 generator_;
};

/// A variable of every type and derivation, with each meaning of absence.
query::Dictionary EveryDerivation();

/// People with rows in every table of EveryDerivation, dates thickest about the edges of its
/// windows on 1 April 2026; some know nothing, some values are beyond the dictionary's bounds, some
/// codes it does not list.
Records RandomRecords(size_t people, Dice& dice);

/// The people `rows` (ascending) of `records`, with all that is theirs: what another member would
/// hold.
Records PeopleAt(const Records& records, const std::vector<uint32_t>& rows);

}  // namespace ginnel::node
