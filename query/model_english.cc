// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/spaced.h"
#include "base/status.h"
#include "query/dictionary_english.h"
#include "query/expression.h"
#include "query/model.h"

namespace ginnel::query {

std::string SayRules(const PlannedAxis& axis, const Dictionary& dictionary) {
  std::vector<std::string> segments;
  for (size_t i = 0; i + 1 < axis.rules.size(); ++i) {
    segments.push_back(
        absl::StrCat("\"", axis.labels[i], "\" is ", SayInEnglish(axis.rules[i], dictionary)));
  }
  segments.push_back(absl::StrCat("\"", axis.labels.back(), "\" is everybody else"));
  std::string joined;
  for (const std::string& segment : segments)
    absl::StrAppend(&joined, joined.empty() ? "" : "; ", segment);
  return absl::StrCat("  ", Spaced(axis.name), ", the first that fits: ", joined, ".\n");
}

absl::StatusOr<std::string> SayModel(const v1::SegmentationModel& model,
                                     const Dictionary& dictionary) {
  ASSIGN_OR_RETURN(const std::vector<PlannedAxis> axes, AxesOfModel(model, dictionary));
  std::string text;
  for (const PlannedAxis& axis : axes) text += SayRules(axis, dictionary);
  return text;
}

}  // namespace ginnel::query
