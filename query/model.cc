// SPDX-License-Identifier: Apache-2.0
#include "query/model.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "query/names.h"
#include "query/regions.h"

namespace ginnel::query {
namespace {

constexpr char kOtherwise[] = "otherwise";

using Segments = google::protobuf::RepeatedPtrField<v1::Segment>;

absl::Status Wrong(std::string what) { return absl::InvalidArgumentError(std::move(what)); }

absl::Status InSegment(const v1::Segment& segment, std::string_view what) {
  return Wrong(absl::StrCat("segment `", segment.name().substr(0, 80), "`: ", std::string(what)));
}

absl::Status CheckNames(const Segments& segments) {
  if (segments.empty()) return Wrong("there are no segments");
  if (segments.size() > 1000) return Wrong("there are more than 1,000 segments");
  absl::flat_hash_set<std::string> names;
  for (const v1::Segment& segment : segments) {
    if (!IsLine(segment.name())) return InSegment(segment, "the name is empty or not one line");
    if (!names.insert(segment.name()).second) return InSegment(segment, "the name is there twice");
  }
  return absl::OkStatus();
}

absl::StatusOr<Expression> RuleOf(const v1::Segment& segment, bool last,
                                  const Dictionary& dictionary) {
  if (segment.when() == kOtherwise) {
    if (last) return LiterallyTrue();
    return InSegment(segment,
                     "`otherwise` belongs to the last segment only: nobody reaches those after it");
  }
  if (last) {
    return InSegment(
        segment,
        "the last segment must say `when: otherwise`, so that everyone falls in exactly one");
  }
  absl::StatusOr<Expression> rule = ParseExpression(segment.when(), dictionary);
  if (!rule.ok()) return InSegment(segment, std::string(rule.status().message()));
  return rule;
}

// Whether some person could reach each rule but the last: it is neither empty nor covered by those
// before it.
absl::Status CheckReachable(const Segments& segments, const std::vector<Expression>& rules,
                            const Dictionary& dictionary) {
  std::vector<Region> taken;
  for (size_t i = 0; i + 1 < rules.size(); ++i) {
    const std::optional<Selection> selection = SelectionOf(rules[i], dictionary);
    if (!selection) continue;
    const v1::Segment& segment = segments[static_cast<int>(i)];
    if (selection->outer.empty()) {
      return InSegment(segment, "nobody can meet its condition within the dictionary's bounds");
    }
    const bool covered =
        std::all_of(selection->outer.begin(), selection->outer.end(),
                    [&](const Region& region) { return IsCovered(region, taken); });
    if (covered) {
      return InSegment(segment,
                       "nobody can reach it: the segments before it already take everyone who "
                       "meets its condition");
    }
    taken.insert(taken.end(), selection->inner.begin(), selection->inner.end());
  }
  const bool everyone =
      std::any_of(taken.begin(), taken.end(), [](const Region& region) { return region.empty(); });
  if (everyone) {
    return InSegment(segments[segments.size() - 1],
                     "nobody can reach it: a segment before it takes everyone");
  }
  return absl::OkStatus();
}

absl::StatusOr<PlannedAxis> PlanAxis(const std::string& name, const Segments& segments,
                                     const Dictionary& dictionary) {
  RETURN_IF_ERROR(CheckNames(segments));
  PlannedAxis axis;
  axis.name = name;
  for (int i = 0; i < segments.size(); ++i) {
    ASSIGN_OR_RETURN(Expression rule, RuleOf(segments[i], i + 1 == segments.size(), dictionary));
    axis.labels.push_back(segments[i].name());
    axis.rules.push_back(std::move(rule));
  }
  RETURN_IF_ERROR(CheckReachable(segments, axis.rules, dictionary));
  return axis;
}

absl::StatusOr<std::vector<PlannedAxis>> PlanAxes(const v1::SegmentationModel& model,
                                                  const Dictionary& dictionary) {
  if (!IsDocumentName(model.model())) {
    return Wrong(
        "the name is not usable: lower case letters, digits and hyphens, starting with a letter");
  }
  if (model.version() == 0) return Wrong("there is no `version`: start with 1");
  if (!IsLine(model.title())) return Wrong("there is no `title` of one line");
  if (model.segments().empty() == model.axes().empty()) {
    return Wrong("a model has either `segments` or `axes`");
  }
  if (!model.segments().empty()) {
    ASSIGN_OR_RETURN(PlannedAxis axis, PlanAxis("segment", model.segments(), dictionary));
    return std::vector<PlannedAxis>{std::move(axis)};
  }
  if (model.axes_size() != 2) return Wrong("a model with `axes` has two");
  std::vector<PlannedAxis> axes;
  for (const v1::Axis& axis : model.axes()) {
    if (!IsVariableName(axis.name())) {
      return Wrong(
          absl::StrCat("axis `", axis.name().substr(0, 80), "` is not a lower_snake name"));
    }
    if (!axes.empty() && axes[0].name == axis.name()) {
      return Wrong(absl::StrCat("axis `", axis.name(), "` is there twice"));
    }
    absl::StatusOr<PlannedAxis> planned = PlanAxis(axis.name(), axis.segments(), dictionary);
    if (!planned.ok()) {
      return Wrong(absl::StrCat("axis `", axis.name(), "`, ", planned.status().message()));
    }
    axes.push_back(*std::move(planned));
  }
  return axes;
}

}  // namespace

absl::StatusOr<std::vector<PlannedAxis>> AxesOfModel(const v1::SegmentationModel& model,
                                                     const Dictionary& dictionary) {
  absl::StatusOr<std::vector<PlannedAxis>> axes = PlanAxes(model, dictionary);
  if (axes.ok()) return axes;
  return Wrong(
      absl::StrCat("model `", model.model().substr(0, 80), "`: ", axes.status().message()));
}

absl::Status CheckModel(const v1::SegmentationModel& model, const Dictionary& dictionary) {
  return AxesOfModel(model, dictionary).status();
}

Expression LiterallyTrue() {
  Expression always;
  always.value = 1;
  return always;
}

}  // namespace ginnel::query
