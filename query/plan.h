// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "base/calendar.h"
#include "ginnel/v1/agreement.pb.h"
#include "ginnel/v1/query.pb.h"
#include "query/bands.h"
#include "query/dictionary.h"
#include "query/expression.h"

namespace ginnel::query {

/// One dimension of the table: a first-match rule list. The last rule is literally true, so
/// everyone falls in exactly one. Or months, of the period or around an event of each person: then
/// there are no rules, and each label is a moment at which the whole question is asked anew
/// (Plan::Moments).
struct PlannedAxis {
  std::string name;  // "age_band"
  std::vector<std::string>
      labels;  // "0-17", …; "not known" last where the rules are not exhaustive
  std::vector<Expression> rules;  // one for each label
  // Where the labels are ranges of one number, which, and the ranges; the rest is "not known".
  int banded_variable = -1;
  std::vector<Band> bands = {};
};

/// One number that each node computes for each cell.
struct Aggregate {
  enum class Kind {
    kPeople,        // people in the cell
    kTrue,          // … for whom a flag is true
    kKnown,         // … for whom the variable is known
    kContributors,  // … for whom it is known and not zero
    kSum,           // sum in stored units (pence)
    kSumOfSquares,  // sum of squares of whole `unit`s (pounds): rounded half up before squaring, so
                    // that it cannot wrap
  };
  Kind kind = Kind::kPeople;
  int variable = -1;  // dictionary index; −1 for kPeople
  friend bool operator==(const Aggregate&, const Aggregate&) = default;
};

struct DerivedMeasure;  // query/measure_family.h
struct LinkedPlan;      // query/linkage/linked_plan.h

struct PlannedMeasure {
  // Each of the first has a disclosure rule of its own (disclosure/measure_table.h). What is
  // derived is worked out from their released figures, and knows nothing else.
  enum class Family {
    kPeople,
    kWith,        // how many with a flag
    kPrevalence,  // their share
    kMean,
    kDeviation,  // standard deviation
    kSum,
    kPerPerson,
    kDerived,
  };
  Family family = Family::kPeople;
  int variable = -1;
  std::string title;
  // Indices into Plan::aggregates; −1 where the family does not need it.
  int people = -1;          // all but kDerived
  int numerator = -1;       // kWith, kPrevalence: kTrue
  int known = -1;           // kMean, kDeviation; kWith, kPrevalence where absent is missing
  int contributors = -1;    // kMean, kDeviation, kSum, kPerPerson
  int sum = -1;             // the same
  int sum_of_squares = -1;  // the same: dominance, and the deviation
  // kDerived: its formula, and the figures that it reads, none of them derived.
  std::shared_ptr<const DerivedMeasure> derived = nullptr;
  std::vector<PlannedMeasure> inputs = {};
};

/// Σ coefficient · total[position] over the roster, or over all but one member.
struct LinearForm {
  std::vector<std::pair<uint32_t, int64_t>> terms;
  int without_member = -1;  // index in the roster
  bool zero_is_small = false;
};

/// One bit of the opening: passes if no form is in 1 … k−1 (or 0 … k−1 where zero is small).
struct SmallnessTest {
  std::vector<LinearForm> forms;
};

/// A point in time at which the question is asked: what its variables are derived as at, and over.
struct Moment {
  Day index_date;
  DayRange period;
  // Around an event: which of each person's own months, 0 the one from the day of the event on, −1
  // the one before it. `period` is then where the event is looked for.
  int own_month = 0;
  friend bool operator==(const Moment&, const Moment&) = default;
};

/// Months counted from a day of each person's own: that of the first event in the period which
/// `variable` counts, or on which its condition is recorded. People without one are not counted.
struct EventMonths {
  int variable = -1;  // dictionary index; events or a condition derive it
  int months = 0;     // so many before it, and as many from it on
};

/// What every party computes alike from query, dictionary and models. The shared vector begins with
/// aggregates × cells elements; element (a, c) is at position a · cells + c; cells are row-major
/// over the axes, the last axis fastest.
struct Plan {
  std::vector<PlannedAxis> axes;  // may be empty: one cell
  size_t cells = 1;
  v1::PopulationBase population = v1::POPULATION_BASE_UNSPECIFIED;
  Expression where;  // literally true where the query has none
  bool zero_may_be_shown =
      false;  // all conditions of the cells are bandings or models of the agreement
  Day index_date;
  DayRange period;
  // When it was settled who is counted and in which cell, where that is not each moment anew.
  std::optional<Moment> baseline = std::nullopt;
  std::optional<EventMonths> around = std::nullopt;  // then the first axis is of these months
  std::vector<Aggregate> aggregates;
  std::vector<PlannedMeasure> measures;
  uint32_t threshold = 0;  // k
  // Tests 0 … n−1; `own_test[p]` says of count position p whether it is small (−1 for sums);
  // `guards[p]` are all tests that must pass before position p is opened, its own included.
  std::vector<SmallnessTest> tests;
  std::vector<int> own_test;
  std::vector<std::vector<int>> guards;
  std::vector<v1::Sector> sectors;
  // How the members' rows are joined, where the question needs several sources; null where each
  // member answers the whole of it for its own people.
  std::shared_ptr<const LinkedPlan> linked = nullptr;

  /// Whether the first axis is of months.
  bool by_month() const { return !axes.empty() && axes.front().rules.empty(); }
  /// One, the query's own; or by month one for each, over that month and as at the day after it; or
  /// one for each month around an event. The cells of one moment lie together, in the order of the
  /// moments.
  std::vector<Moment> Moments() const;
  /// As at when it is settled who is counted at `moment`, and in which cell.
  Moment Selection(const Moment& moment) const { return baseline.value_or(moment); }
  /// Elements of the vector that nodes share and trustees open: those of the table, and of a linked
  /// plan those of the tables beside it (linked_plan.h).
  size_t positions() const;
  size_t table_positions() const { return aggregates.size() * cells; }
  size_t Position(int aggregate, size_t cell) const {
    return static_cast<size_t>(aggregate) * cells + cell;
  }
};

/// Most people of one run, all members together: more than twice the largest integrated care
/// system. The square of £350,000 fits 2^60 this many times, the square of £400,000 would not.
inline constexpr uint64_t kPeopleLimit = 8'000'000;

/// Validates `query` against the agreement's constitution and plans it for `roster`, which must be
/// the query's own (RosterOf), or of those where the query lets some be away. Every error is
/// InvalidArgument with the query's field and the remedy. Proves from the dictionary's bounds that
/// no sum over `people_limit` people reaches 2^60 (protocols.md 3), or refuses. `threshold` is the
/// run's k.
absl::StatusOr<Plan> PlanQuery(const v1::Query& query, const v1::Constitution& constitution,
                               const Dictionary& dictionary, const std::vector<std::string>& roster,
                               uint32_t threshold, uint64_t people_limit = kPeopleLimit);

/// When `query` settles who is counted and in which cell: what its population's `as_at` says,
/// events there being those of as many months before it as its period has. Nothing where it says
/// none. InvalidArgument, with the field, for a day that cannot be.
absl::StatusOr<std::optional<Moment>> BaselineOf(const v1::Query& query);

/// The members that `query` names, in agreement order: "all" is every member that supplies the
/// sector.
absl::StatusOr<std::vector<std::string>> RosterOf(const v1::Query& query,
                                                  const v1::Constitution& constitution,
                                                  const Dictionary& dictionary);

/// The figures that are made of opened totals: the measures that are not derived, and what the
/// derived ones read.
std::vector<const PlannedMeasure*> OpenedMeasuresOf(const std::vector<PlannedMeasure>& measures);

/// The dictionary indices that `plan` reads, sorted, without repeats: what a member must offer.
std::vector<int> VariablesOf(const Plan& plan);

/// Whom the plan counts, for a release: "people registered with …, aged 75 or over".
std::string SayPopulation(const Plan& plan, const Dictionary& dictionary);

/// Several lines of plain English for an IG lead: who is counted, split by what, which figures, for
/// which purpose, from whom.
std::string SayInEnglish(const v1::Query& query, const Plan& plan,
                         const v1::Constitution& constitution, const Dictionary& dictionary);

}  // namespace ginnel::query
