// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ginnel/v1/dictionary.pb.h"
#include "query/dictionary.h"
#include "query/plan.h"

namespace ginnel::cli {

/// What can be told of a segmentation model without data.
struct ModelFacts {
  std::vector<query::PlannedAxis> axes;
  std::vector<int> variables;        // that its rules read
  std::vector<v1::Sector> sectors;   // each of which supplies all of them alone
  std::vector<std::string> unusual;  // of no such sector: which variable is supplied by whom else
};

/// InvalidArgument where the model is not valid, with segment, line and column.
absl::StatusOr<ModelFacts> FactsOf(const v1::SegmentationModel& model,
                                   const query::Dictionary& dictionary);

}  // namespace ginnel::cli
