// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "query/expression.h"
#include "query/plan.h"

namespace ginnel::query {

/// One person's values by dictionary index, in stored units; nothing where missing. Flags are 0 or
/// 1, categories a code's index.
using Row = std::span<const std::optional<int64_t>>;

/// The value of `expression` for one person: 0 or 1 for conditions, nothing for an error in CEL's
/// sense. The plain meaning of the language, person by person: engines are tested against it.
std::optional<int64_t> EvaluateRow(const Expression& expression, Row row);

/// Whether a person is selected: an error selects nobody.
inline bool IsSelected(const Expression& condition, Row row) {
  return EvaluateRow(condition, row).value_or(0) != 0;
}

/// The first label whose rule holds. Total, because the last rule is literally true.
size_t SegmentOf(const PlannedAxis& axis, Row row);

/// The cell of a person: row-major over the axes, the last axis fastest.
size_t CellOf(const std::vector<PlannedAxis>& axes, Row row);

}  // namespace ginnel::query
