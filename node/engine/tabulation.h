// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "node/engine/moment_columns.h"
#include "node/engine/program.h"
#include "query/dictionary.h"
#include "query/plan.h"

namespace ginnel::node {

/// A plan, compiled against the columns of one snapshot at one of its moments: who is counted,
/// which cell each falls in, and what is added up. Immutable, shared by the threads that tabulate;
/// refers to the columns.
struct Tabulation {
  struct Figure {
    query::Aggregate::Kind kind;
    const DerivedColumn* column;  // null for kPeople
    int64_t whole_unit;           // stored units to the whole unit that is squared
  };

  /// InvalidArgument where the plan contradicts itself or the dictionary: an axis that does not end
  /// in `true`, a number of cells that is not the product, a sum over a category.
  static absl::StatusOr<Tabulation> Compile(const query::Plan& plan,
                                            const query::Dictionary& dictionary, size_t rows,
                                            const MomentColumns& columns);

  size_t rows = 0;
  std::vector<const DerivedColumn*> counted;  // flags that are true of everybody who is counted
  std::optional<Program> where;               // none: everybody
  std::vector<std::vector<Program>> axes;     // rules but the last, which takes all that are left
  size_t cells = 1;
  std::vector<Figure> figures;
};

}  // namespace ginnel::node
