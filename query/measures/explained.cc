// SPDX-License-Identifier: Apache-2.0
//
// How much of the variance of a quantity lies between the cells: by it segmentation models are
// compared. In percent, in each total, over the cells that it adds up.
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "query/measures/quotient.h"
#include "query/measures/words.h"
#include "query/statistics/distribution.h"

namespace ginnel::query {
namespace {

using Family = PlannedMeasure::Family;
using State = Estimate::State;

constexpr char kUsage[] = "explained V";
enum Input : size_t { kPeopleInput, kMeanInput, kDeviationInput };

DerivedFigure ShareExplained(const ReleasedPlaces& places, size_t place) {
  const std::vector<size_t> cells = places.CellsOf(place);
  if (cells.size() < 2) return NotApplicable();
  std::vector<GroupMoments> groups;
  DerivedFigure figure;
  for (const size_t cell : cells) {
    const Estimate& people = places.At(kPeopleInput, cell);
    const Estimate& mean = places.At(kMeanInput, cell);
    const Estimate& deviation = places.At(kDeviationInput, cell);
    if (mean.state == State::kNobody) continue;
    if (people.state != State::kShown || mean.state != State::kShown ||
        deviation.state != State::kShown) {
      figure.partial = true;
      continue;
    }
    groups.push_back({people.value, mean.value, deviation.value});
  }
  if (groups.size() < 2) return Hidden();
  const std::optional<double> share = ExplainedShare(groups);
  if (!share) return NotApplicable();
  figure.state = State::kShown;
  figure.value = 100 * *share;
  return figure;
}

absl::StatusOr<DerivedMeasure> Parse(const MeasureWords& entry) {
  if (entry.words.size() != 1) return WrongUsage(kUsage);
  ASSIGN_OR_RETURN(const int variable, QuantityCalled(entry.words[0], entry.dictionary));
  if (entry.dictionary.variable(variable).absent() != v1::ABSENT_ZERO) {
    return WrongMeasure(absl::StrCat(
        "`", entry.words[0], "` may be missing: what is explained is of everybody's value"));
  }
  if (entry.axes.empty()) {
    return WrongMeasure("the table is not split: there is nothing that could explain anything");
  }
  const std::string noun = TitleOf(variable, entry.dictionary);
  DerivedMeasure measure;
  measure.title = absl::StrCat("Variance explained of ", noun);
  measure.english =
      absl::StrCat("the share of the variance of ", noun, " that lies between the cells");
  measure.inputs = {
      {Family::kPeople, -1}, {Family::kMean, variable}, {Family::kDeviation, variable}};
  measure.note =
      "Variance explained is worked out from released counts, means and standard deviations, "
      "in percent; cells that are not shown are left out, and it is partial then.";
  measure.formula = ShareExplained;
  return measure;
}

}  // namespace

extern const MeasureFamily kExplainedMeasure = {"explained", kUsage, Parse};

}  // namespace ginnel::query
