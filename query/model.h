// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ginnel/v1/dictionary.pb.h"
#include "query/dictionary.h"
#include "query/plan.h"

namespace ginnel::query {

/// The axes of a segmentation model: one called "segment", or its two. Everything that `model
/// check` proves holds of them: rules type-check, names are unique, the last rule is `otherwise`
/// (planned as literally true), and no rule is unreachable as far as comparisons of single
/// variables with constants can tell. Errors name model, segment, line and column.
absl::StatusOr<std::vector<PlannedAxis>> AxesOfModel(const v1::SegmentationModel& model,
                                                     const Dictionary& dictionary);

/// Whether `model` may be used with `dictionary`.
absl::Status CheckModel(const v1::SegmentationModel& model, const Dictionary& dictionary);

/// The condition that everybody meets.
Expression LiterallyTrue();

}  // namespace ginnel::query
