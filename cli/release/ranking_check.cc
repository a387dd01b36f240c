// SPDX-License-Identifier: Apache-2.0
#include "cli/release/ranking_check.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status.h"
#include "base/suggest.h"
#include "disclosure/table_shape.h"

namespace ginnel::cli {
namespace {

using Names = std::vector<std::string>;
using config::Criterion;

absl::Status Wrong(std::string what) { return absl::InvalidArgumentError(std::move(what)); }

bool Has(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string Quoted(const std::string& name) { return absl::StrCat("`", name.substr(0, 80), "`"); }

absl::StatusOr<int> AxisOf(const config::Ranking& ranking, const v1::Release& release) {
  const Names axes(release.axes().begin(), release.axes().end());
  if (ranking.axis().empty() && axes.size() == 1) return 0;
  if (axes.empty()) return Wrong("the release has no axis: there is nothing to rank");
  const auto found = std::find(axes.begin(), axes.end(), ranking.axis());
  if (found != axes.end()) return static_cast<int>(found - axes.begin());
  return Wrong(
      absl::StrCat("axis: the release has ", absl::StrJoin(axes, ", "),
                   ranking.axis().empty() ? ": name one of them" : Suggest(ranking.axis(), axes)));
}

// The labels along an axis, in the release's order.
Names LabelsAlong(const v1::Release& release, int axis) {
  Names labels;
  for (const v1::ReleasedCell& cell : release.cells()) {
    const std::string& label = cell.labels(axis);
    if (label != disclosure::kAll && !Has(labels, label)) labels.push_back(label);
  }
  return labels;
}

// Whether `release` tells `measure` of some label along `axis`, over everybody else.
bool Tells(const v1::Release& release, int axis, const std::string& measure) {
  return std::any_of(release.cells().begin(), release.cells().end(),
                     [&](const v1::ReleasedCell& cell) {
                       if (cell.measure() != measure || cell.labels(axis) == disclosure::kAll)
                         return false;
                       for (int i = 0; i < cell.labels_size(); ++i) {
                         if (i != axis && cell.labels(i) != disclosure::kAll) return false;
                       }
                       return true;
                     });
}

absl::Status CheckMeasure(const std::string& field, const std::string& measure,
                          const v1::Release& release, int axis) {
  const Names measures(release.measures().begin(), release.measures().end());
  if (!Has(measures, measure)) {
    return Wrong(absl::StrCat(field, ": the release has no measure ", Quoted(measure),
                              Suggest(measure, measures)));
  }
  if (Tells(release, axis, measure)) return absl::OkStatus();
  return Wrong(absl::StrCat(field, ": the release has no total of ", Quoted(measure),
                            " over its other axes (months have none): rank one without them"));
}

absl::Status CheckCriterion(const std::string& field, const Criterion& criterion,
                            const config::Ranking& ranking, const v1::Release& release,
                            const v1::Release* earlier, int axis) {
  switch (criterion.of_case()) {
    case Criterion::kMeasure:
      return CheckMeasure(absl::StrCat(field, ".measure"), criterion.measure(), release, axis);
    case Criterion::kGrowth:
      if (earlier == nullptr) {
        return Wrong(
            absl::StrCat(field, ".growth: since when? Name the earlier release (--since)"));
      }
      if (!std::equal(release.axes().begin(), release.axes().end(), earlier->axes().begin(),
                      earlier->axes().end())) {
        return Wrong(absl::StrCat(field, ".growth: the earlier release has other axes"));
      }
      RETURN_IF_ERROR(
          CheckMeasure(absl::StrCat(field, ".growth"), criterion.growth(), release, axis));
      return CheckMeasure(absl::StrCat(field, ".growth, earlier"), criterion.growth(), *earlier,
                          axis);
    case Criterion::kJudgement:
      if (ranking.judged_out_of() == 0) {
        return Wrong("judged_out_of: say how high judgements go, such as 5");
      }
      break;
    case Criterion::kVotes:
      if (!criterion.votes()) return Wrong(absl::StrCat(field, ".votes: write true"));
      break;
    case Criterion::OF_NOT_SET:
      return Wrong(absl::StrCat(field, ": write measure, growth, judgement or votes"));
  }
  if (criterion.lower_is_better()) {
    return Wrong(absl::StrCat(field, ".lower_is_better: of measures and growth only"));
  }
  return absl::OkStatus();
}

absl::Status CheckCandidate(const config::Candidate& candidate, const Names& judged,
                            uint32_t most) {
  const std::string of = absl::StrCat("candidates: ", Quoted(candidate.name()), ": ");
  Names given;
  for (const config::Judgement& judgement : candidate.judgements()) {
    if (!Has(judged, judgement.of())) {
      return Wrong(absl::StrCat(of, "no criterion is the judgement ", Quoted(judgement.of()),
                                Suggest(judgement.of(), judged)));
    }
    if (Has(given, judgement.of())) {
      return Wrong(absl::StrCat(of, Quoted(judgement.of()), " is judged twice"));
    }
    if (judgement.score() > most) {
      return Wrong(absl::StrCat(of, Quoted(judgement.of()), " is ", judgement.score(),
                                ", and judgements are 0 to ", most));
    }
    given.push_back(judgement.of());
  }
  for (const std::string& judgement : judged) {
    if (!Has(given, judgement)) {
      return Wrong(absl::StrCat(of, Quoted(judgement), " is not judged: give it a score"));
    }
  }
  return absl::OkStatus();
}

// Every label is a candidate or left out, so that nobody goes missing by an oversight.
absl::Status CheckNames(const config::Ranking& ranking, const Names& labels) {
  Names named;
  const auto take = [&](const std::string& name) -> absl::Status {
    if (!Has(labels, name)) {
      return Wrong(
          absl::StrCat("candidates: the release has no ", Quoted(name), Suggest(name, labels)));
    }
    if (Has(named, name)) {
      return Wrong(absl::StrCat("candidates: ", Quoted(name), " is named twice"));
    }
    named.push_back(name);
    return absl::OkStatus();
  };
  for (const config::Candidate& candidate : ranking.candidates()) {
    RETURN_IF_ERROR(take(candidate.name()));
  }
  for (const std::string& name : ranking.left_out()) RETURN_IF_ERROR(take(name));
  for (const std::string& label : labels) {
    if (!Has(named, label)) {
      return Wrong(absl::StrCat("candidates: ", Quoted(label),
                                " is in the release: make it a candidate, or name it under "
                                "`left_out`"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<int> CheckRanking(const config::Ranking& ranking, const v1::Release& release,
                                 const v1::Release* earlier) {
  ASSIGN_OR_RETURN(const int axis, AxisOf(ranking, release));
  if (ranking.candidates_size() < 2) return Wrong("candidates: name at least two");
  RETURN_IF_ERROR(CheckNames(ranking, LabelsAlong(release, axis)));
  Names judged;
  uint64_t weights = 0;
  for (int i = 0; i < ranking.criteria_size(); ++i) {
    const Criterion& criterion = ranking.criteria(i);
    RETURN_IF_ERROR(CheckCriterion(absl::StrCat("criteria[", i + 1, "]"), criterion, ranking,
                                   release, earlier, axis));
    if (criterion.has_judgement()) judged.push_back(criterion.judgement());
    weights += criterion.weight();
  }
  if (weights == 0) return Wrong("criteria: give at least one of them a weight");
  if (std::set<std::string>(judged.begin(), judged.end()).size() < judged.size()) {
    return Wrong("criteria: a judgement is there twice");
  }
  for (const config::Candidate& candidate : ranking.candidates()) {
    RETURN_IF_ERROR(CheckCandidate(candidate, judged, ranking.judged_out_of()));
  }
  return axis;
}

}  // namespace ginnel::cli
