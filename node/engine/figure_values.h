// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "node/engine/derived_column.h"

namespace ginnel::node {

/// A row of nobody whom the member knows.
inline constexpr uint32_t kNobody = 0xffffffff;

/// A figure of single rows of a snapshot, in any order: what a sum over them adds up. Immutable;
/// refers to the column, which is null for people.
struct FigureValues {
  enum class Kind { kOne, kTrue, kKnown, kNotZero, kValue, kWholeUnits, kSquareOfWholeUnits };
  Kind kind = Kind::kOne;
  const DerivedColumn* column = nullptr;
  int64_t whole_unit = 1;  // stored units to one that is rounded to
  int64_t of_nobody = 0;
  friend bool operator==(const FigureValues&, const FigureValues&) = default;

  /// out[i] is the figure of row rows[i].
  void Gather(std::span<const uint32_t> rows, std::span<int64_t> out) const;
};

}  // namespace ginnel::node
