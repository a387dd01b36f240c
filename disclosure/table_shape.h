// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "query/plan.h"

namespace ginnel::disclosure {

/// The label of a collapsed axis.
inline constexpr char kAll[] = "all";

/// A total: some axes are collapsed to "all".
struct Margin {
  std::vector<std::string> labels;  // one for each axis
  std::vector<size_t> cells;        // what it adds up, ascending
};

/// The labels of a base cell; cells are row-major, the last axis fastest.
std::vector<std::string> LabelsOf(const query::Plan& plan, size_t cell);

/// Every total of the table: for each non-empty set of collapsed axes, fewest first and then by the
/// first axis that is collapsed, the other axes row-major. Two axes: first = all, second = all,
/// both. A table without axes has none.
/// Months are never collapsed: the people of one are mostly those of the next.
std::vector<Margin> MarginsOf(const query::Plan& plan);

}  // namespace ginnel::disclosure
