// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ginnel/v1/agreement.pb.h"
#include "ginnel/v1/query.pb.h"
#include "query/dictionary.h"
#include "query/plan.h"

namespace ginnel::query {

/// Most cells of one table.
inline constexpr size_t kMaxCells = 10'000;

/// The table's dimensions, from the query's `by`.
struct TableAxes {
  std::vector<PlannedAxis> axes;
  size_t cells = 1;
  /// Whether each axis is a model or banding of the agreement, or a category of its dictionary.
  bool all_of_agreement = true;
  std::optional<EventMonths> around;  // where the first axis is of months around an event
};

/// Parses `by`: "model NAME" (or NAME@VERSION), "banding NAME", "band VARIABLE 0-17,18-74,75+",
/// "variable NAME" (a category or flag), "month", "months around VARIABLE N". InvalidArgument names
/// the entry and the remedy.
absl::StatusOr<TableAxes> PlanAxes(const v1::Query& query, const v1::Constitution& constitution,
                                   const Dictionary& dictionary);

/// Whether an entry of `by` is of months: "month", or "months around …".
bool IsOfMonths(const std::string& entry);

/// The label of those for whom an axis' variable is missing.
inline constexpr char kNotKnown[] = "not known";

}  // namespace ginnel::query
