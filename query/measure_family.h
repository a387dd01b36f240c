// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "query/dictionary.h"
#include "query/plan.h"
#include "query/statistics/confidence.h"

// A derived measure is worked out from released figures alone: what it shows, anybody who holds the
// release could have worked out. So it needs no disclosure rule of its own, and a new one is one
// file in query/measures and one line of its registry (docs/extending.md).
namespace ginnel::query {

/// One released figure in one place of the table, as far as the release tells it.
struct Estimate {
  enum class State {
    kNobody,  // there is nobody to work it out over
    kHidden,  // nothing is told
    kFew,     // suppressed: it lies in its range
    kShown,
  };
  State state = State::kHidden;
  double value = 0;               // kShown
  std::optional<Interval> range;  // what the true figure may be; always there for kFew
  bool partial = false;           // parts of it are hidden
};

/// What a formula says of one place: kFew is shown as suppressed, with its range.
struct DerivedFigure {
  Estimate::State state = Estimate::State::kHidden;
  double value = 0;
  std::optional<Interval> range;
  std::optional<Interval> confidence;  // 95 %
  bool partial = false;
};

/// The released figures that a formula reads, in every cell and total of the table. Places are
/// numbered: cells row-major, then the totals.
class ReleasedPlaces {
 public:
  /// A place is, for each axis, the number of its label, or kAll where the axis is added up.
  using Place = std::vector<int>;
  static constexpr int kAll = -1;

  /// `estimates[i][p]` is input i in place p.
  ReleasedPlaces(std::vector<Place> places, std::vector<std::vector<Estimate>> estimates);

  size_t size() const { return places_.size(); }
  const Estimate& At(size_t input, size_t place) const { return estimates_[input][place]; }
  /// Whether `place` adds up `axis`.
  bool AddsUp(size_t place, size_t axis) const { return places_[place][axis] == kAll; }
  /// Whether `place` adds up any axis, or the table has none.
  bool IsTotal(size_t place) const;
  /// `place` with another label of one axis, or with all of them.
  size_t With(size_t place, size_t axis, int label) const;
  /// The places along the first `labels` labels of an axis that `place` adds up.
  std::vector<size_t> Along(size_t place, size_t axis, size_t labels) const;
  /// `place` with every axis added up that is added up anywhere (months are not).
  size_t WholeOf(size_t place) const;
  /// The cells that `place` is, or adds up.
  std::vector<size_t> CellsOf(size_t place) const;

 private:
  std::vector<Place> places_;
  std::map<Place, size_t> numbers_;
  std::vector<std::vector<Estimate>> estimates_;
};

/// A figure that a formula reads: a family other than kDerived, and its variable.
struct InputFigure {
  PlannedMeasure::Family family = PlannedMeasure::Family::kPeople;
  int variable = -1;
};

/// One measure of a query, parsed.
struct DerivedMeasure {
  std::string title;    // where the query gives none: "A&E attendances per 1,000 people"
  std::string english;  // after "shows": "the number of A&E attendances per 1,000 people"
  std::vector<InputFigure> inputs;
  std::function<DerivedFigure(const ReleasedPlaces&, size_t place)> formula;
  std::string note;  // one sentence for the release on how it was worked out
};

/// What a family's parser may look at. `words` are those after the family's own.
struct MeasureWords {
  absl::Span<const std::string> words;
  const Dictionary& dictionary;
  const std::vector<PlannedAxis>& axes;
};

/// A family of derived measures: the word by which it is asked for, and its parser.
struct MeasureFamily {
  std::string_view word;   // "rate"
  std::string_view usage;  // "rate V per 1000"
  absl::StatusOr<DerivedMeasure> (*parse)(const MeasureWords& entry);
};

/// Every family of derived measures (query/measures/registry.cc).
absl::Span<const MeasureFamily* const> DerivedFamilies();

}  // namespace ginnel::query
