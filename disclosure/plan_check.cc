// SPDX-License-Identifier: Apache-2.0
#include "disclosure/plan_check.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "disclosure/decimal.h"
#include "disclosure/table_shape.h"
#include "query/measure_family.h"

namespace ginnel::disclosure {
namespace {

using Kind = query::Aggregate::Kind;
using Family = query::PlannedMeasure::Family;

constexpr size_t kMostAxes = 6;

absl::Status Unknown(const std::string& what) {
  return absl::InternalError(absl::StrCat("nothing is released: ", what));
}

bool IsSum(Kind kind) { return kind == Kind::kSum || kind == Kind::kSumOfSquares; }

absl::Status CheckAxes(const query::Plan& plan) {
  size_t cells = 1;
  std::set<std::string> names;
  for (const query::PlannedAxis& axis : plan.axes) {
    const std::set<std::string> labels(axis.labels.begin(), axis.labels.end());
    if (axis.labels.empty() || labels.size() != axis.labels.size() || labels.count(kAll) > 0 ||
        !names.insert(axis.name).second) {
      return Unknown(absl::StrCat("axis `", axis.name, "` is not one of distinct labels"));
    }
    cells *= axis.labels.size();
  }
  if (cells != plan.cells || plan.axes.size() > kMostAxes) {
    return Unknown("the plan's cells are not those of its axes");
  }
  return absl::OkStatus();
}

absl::Status CheckAggregate(const query::Aggregate& aggregate,
                            const query::Dictionary& dictionary) {
  switch (aggregate.kind) {
    case Kind::kPeople:
      return absl::OkStatus();
    case Kind::kTrue:
    case Kind::kKnown:
    case Kind::kContributors:
    case Kind::kSum:
    case Kind::kSumOfSquares:
      break;
    default:
      return Unknown("an aggregate of an unknown kind");
  }
  if (aggregate.variable < 0 || aggregate.variable >= dictionary.size() ||
      dictionary.decimals(aggregate.variable) > Decimal::kDecimals) {
    return Unknown("an aggregate of an unknown variable");
  }
  return absl::OkStatus();
}

bool IsAggregate(const query::Plan& plan, int index, Kind kind, int variable) {
  return index >= 0 && static_cast<size_t>(index) < plan.aggregates.size() &&
         plan.aggregates[static_cast<size_t>(index)] == query::Aggregate{kind, variable};
}

bool ReadsItsInputs(const query::PlannedMeasure& measure) {
  if (measure.derived == nullptr || !measure.derived->formula) return false;
  return std::equal(measure.inputs.begin(), measure.inputs.end(), measure.derived->inputs.begin(),
                    measure.derived->inputs.end(),
                    [](const query::PlannedMeasure& planned, const query::InputFigure& wanted) {
                      return planned.family == wanted.family && planned.variable == wanted.variable;
                    });
}

absl::Status CheckMeasure(const query::Plan& plan, const query::Dictionary& dictionary,
                          const query::PlannedMeasure& measure) {
  if (measure.family == Family::kDerived) {
    return ReadsItsInputs(measure)
               ? absl::OkStatus()
               : Unknown(absl::StrCat("measure `", measure.title, "` has no formula"));
  }
  const int variable = measure.variable;
  bool known = IsAggregate(plan, measure.people, Kind::kPeople, -1) &&
               (measure.known == -1 || IsAggregate(plan, measure.known, Kind::kKnown, variable));
  switch (measure.family) {
    case Family::kPeople:
      break;
    case Family::kWith:
    case Family::kPrevalence:
      known = known && IsAggregate(plan, measure.numerator, Kind::kTrue, variable) &&
              (measure.known >= 0 || dictionary.variable(variable).absent() == v1::ABSENT_FALSE);
      break;
    case Family::kMean:
    case Family::kDeviation:
    case Family::kSum:
    case Family::kPerPerson:
      known = known && IsAggregate(plan, measure.contributors, Kind::kContributors, variable) &&
              IsAggregate(plan, measure.sum, Kind::kSum, variable) &&
              IsAggregate(plan, measure.sum_of_squares, Kind::kSumOfSquares, variable);
      break;
    default:
      known = false;
  }
  if (!known) {
    return Unknown(absl::StrCat("measure `", measure.title,
                                "` is of a family that has no disclosure rule, or incomplete"));
  }
  return absl::OkStatus();
}

bool TestsItself(const query::SmallnessTest& test, size_t position) {
  return test.forms.size() == 1 && test.forms[0].without_member == -1 &&
         test.forms[0].terms.size() == 1 && test.forms[0].terms[0].first == position &&
         test.forms[0].terms[0].second == 1;
}

absl::Status CheckTests(const query::Plan& plan, const OpenedTable& opened) {
  if (plan.own_test.size() != plan.positions() || plan.guards.size() != plan.positions() ||
      opened.size() != plan.positions() || opened.tests() != plan.tests.size()) {
    return Unknown("the opened table is not the plan's");
  }
  for (size_t position = 0; position < plan.positions(); ++position) {
    const std::vector<int>& guards = plan.guards[position];
    const int own = plan.own_test[position];
    const bool inside = std::all_of(guards.begin(), guards.end(), [&plan](int guard) {
      return guard >= 0 && static_cast<size_t>(guard) < plan.tests.size();
    });
    // What is beside the table is counts (linked_plan.h), and checked as the table that it is, too.
    const bool sum =
        position < plan.table_positions() && IsSum(plan.aggregates[position / plan.cells].kind);
    const bool guarded =
        sum ? own == -1 : std::find(guards.begin(), guards.end(), own) != guards.end();
    if (guards.empty() || !inside || !guarded ||
        (!sum && !TestsItself(plan.tests[static_cast<size_t>(own)], position))) {
      return Unknown("a count or a sum without its small-count tests");
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckPlan(const query::Plan& plan, const Profile& profile,
                       const query::Dictionary& dictionary, const OpenedTable& opened) {
  if (plan.threshold < profile.threshold) {
    return Unknown(absl::StrCat("the run's threshold ", plan.threshold, " is below the ",
                                profile.threshold, " of profile ", profile.name));
  }
  RETURN_IF_ERROR(CheckAxes(plan));
  for (const query::Aggregate& aggregate : plan.aggregates) {
    RETURN_IF_ERROR(CheckAggregate(aggregate, dictionary));
  }
  std::set<std::string> titles;
  for (const query::PlannedMeasure& measure : plan.measures) {
    RETURN_IF_ERROR(CheckMeasure(plan, dictionary, measure));
    for (const query::PlannedMeasure& input : measure.inputs) {
      if (input.family == Family::kDerived) return Unknown("a derived measure reads another");
      RETURN_IF_ERROR(CheckMeasure(plan, dictionary, input));
    }
    if (measure.title.empty() || !titles.insert(measure.title).second) {
      return Unknown(absl::StrCat("two measures are called `", measure.title, "`"));
    }
  }
  if (plan.measures.empty()) {
    return Unknown("the plan has no measures");
  }
  return CheckTests(plan, opened);
}

}  // namespace ginnel::disclosure
