// SPDX-License-Identifier: Apache-2.0
#include "node/engine/figure_values.h"

#include <algorithm>
#include <variant>

#include "node/engine/block.h"

namespace ginnel::node {
namespace {

template <typename Value>
void ForEach(std::span<const uint32_t> rows, int64_t of_nobody, std::span<int64_t> out,
             Value value) {
  for (size_t i = 0; i < rows.size(); ++i) {
    out[i] = rows[i] == kNobody ? of_nobody : value(rows[i]);
  }
}

// As SquareWholeUnits of kernels.h: halves up, towards +∞.
int64_t Whole(int64_t value, int64_t unit) {
  const int64_t doubled = 2 * value + unit;
  const int64_t whole = doubled / (2 * unit);
  return doubled % (2 * unit) < 0 ? whole - 1 : whole;
}

}  // namespace

void FigureValues::Gather(std::span<const uint32_t> rows, std::span<int64_t> out) const {
  if (kind == Kind::kOne) {
    return ForEach(rows, of_nobody, out, [](uint32_t) { return int64_t{1}; });
  }
  if (kind == Kind::kKnown) {
    return ForEach(rows, of_nobody, out, [&](uint32_t row) {
      return int64_t{TestBit(column->known(row / kBlockRows), row % kBlockRows)};
    });
  }
  if (kind == Kind::kTrue) {
    return ForEach(rows, of_nobody, out, [&](uint32_t row) {
      return int64_t{TestBit(column->truth(row / kBlockRows), row % kBlockRows)};
    });
  }
  std::visit(
      [&](const auto& values) {
        const auto gather = [&](auto made) {
          ForEach(rows, of_nobody, out,
                  [&](uint32_t row) { return made(static_cast<int64_t>(values[row])); });
        };
        switch (kind) {
          case Kind::kNotZero:
            return gather([](int64_t value) { return int64_t{value != 0}; });
          case Kind::kWholeUnits:
            return gather([&](int64_t value) { return Whole(value, whole_unit); });
          case Kind::kSquareOfWholeUnits:
            return gather([&](int64_t value) {
              const int64_t whole = Whole(value, whole_unit);
              return whole * whole;
            });
          default:
            return gather([](int64_t value) { return value; });
        }
      },
      column->numbers());
}

}  // namespace ginnel::node
