// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "query/dictionary.h"

namespace ginnel::query {

/// Draws well-formed conditions over a few variables of the core dictionary, and people for them.
/// Numbers are kept small, so that the overflow proof never refuses.
class RandomExpression {
 public:
  RandomExpression(const Dictionary& dictionary, uint64_t seed)
      : dictionary_(dictionary), random_(seed) {}

  std::string Condition(int depth);
  /// Values by dictionary index, each variable missing one time in four.
  std::vector<std::optional<int64_t>> Person();
  int Below(int end) { return static_cast<int>(random_() % static_cast<uint64_t>(end)); }

 private:
  std::string Number(int depth);
  std::string Literal();
  std::string Relation(int depth);

  const Dictionary& dictionary_;
  std::mt19937_64 random_;
};

}  // namespace ginnel::query
