// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "ginnel/v1/dictionary.pb.h"
#include "query/dictionary.h"
#include "query/plan.h"

namespace ginnel::query {

/// How a node computes the variable from its records: "the number of events of kind ae attendance
/// in the query's period, as far as it lies before the index date".
std::string SayDerivation(const v1::Variable& variable);

/// The rules of one axis, the first that fits: one line.
std::string SayRules(const PlannedAxis& axis, const Dictionary& dictionary);

/// The segments of a model with their rules in plain English, one paragraph an axis. Fails as
/// AxesOfModel does.
absl::StatusOr<std::string> SayModel(const v1::SegmentationModel& model,
                                     const Dictionary& dictionary);

/// "general_practice", without the enum's prefix; and so for the others.
std::string SectorName(v1::Sector sector);
std::string TypeName(v1::VariableType type);

}  // namespace ginnel::query
