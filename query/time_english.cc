// SPDX-License-Identifier: Apache-2.0
#include "query/time_english.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "query/phrases.h"

namespace ginnel::query {
namespace {

std::string SaySpan(DayRange days) {
  return absl::StrCat(SayDay(days.first), " to ", SayDay(Day{days.end.value - 1}));
}

std::string SayCohort(const Plan& plan) {
  const std::string day = SayDay(plan.baseline->index_date);
  if (plan.population == v1::POPULATION_BASE_REGISTERED) {
    return absl::StrCat("people registered with a practice, and alive, on ", day,
                        " (whoever has left or died since counts on)");
  }
  return absl::StrCat("people of whom a member holds a record, as they were on ", day);
}

std::string SayWho(const Plan& plan) {
  if (plan.baseline) return SayCohort(plan);
  const bool by_month = plan.by_month() && !plan.around;
  const std::string at = by_month ? "the day after each month" : SayDay(plan.index_date);
  switch (plan.population) {
    case v1::POPULATION_BASE_REGISTERED:
      return absl::StrCat("people registered with a practice, and alive, on ", at);
    case v1::POPULATION_BASE_REGISTERED_IN_PERIOD:
      return absl::StrCat(
          "people registered with a practice, and alive, on some day of ",
          by_month ? "each month" : "the period", " before ", at,
          plan.linked != nullptr ? "" : " (who moved from one member to another counts at both)");
    default:
      return absl::StrCat("people of whom a member holds a record, as at ", at);
  }
}

// When who is counted, and in which cell, is settled; nothing where that is each moment anew.
std::string SaySelection(const Plan& plan) {
  if (!plan.baseline && !plan.around) return "";
  const Moment settled = plan.Selection(plan.Moments().front());
  return absl::StrCat(" Who is counted, and in which cell, is settled as at ",
                      SayDay(settled.index_date),
                      "; activity, spend, deaths and time registered that decide it are those of ",
                      SaySpan(settled.period), ".");
}

// "emergency admissions", "heart failure recorded", "falls in the last 24 months recorded (of
// whatever window)".
std::string SayEvent(const Plan& plan, const Dictionary& dictionary) {
  const v1::Variable& variable = dictionary.variable(plan.around->variable);
  const v1::Derivation& from = variable.from();
  const bool window = from.condition().within_months() > 0 || from.events().within_months() > 0;
  return absl::StrCat(variable.title(), from.has_condition() ? " recorded" : "",
                      window ? " (its own window does not count here)" : "");
}

std::string SayOwnMonths(const Plan& plan, const Dictionary& dictionary) {
  return absl::StrCat(
      "Months are each person's own: \"1 after\" begins on their first day with ",
      SayEvent(plan, dictionary), " between ", SayDay(plan.period.first), " and ",
      SayDay(Day{plan.period.end.value - 1}),
      ", and \"1 before\" ends on the day before it. Activity and spend are those of "
      "each such month.");
}

}  // namespace

std::string SayBase(const Plan& plan, const Dictionary& dictionary) {
  if (!plan.around) return SayWho(plan);
  return absl::StrCat(SayWho(plan), ", with ", SayEvent(plan, dictionary), " from ",
                      SaySpan(plan.period));
}

std::string SayTime(const v1::Query& query, const Plan& plan, const Dictionary& dictionary) {
  if (plan.around) {
    return absl::StrCat(SayOwnMonths(plan, dictionary), SaySelection(plan));
  }
  const DayRange asked{plan.period.first, std::min(plan.period.end, plan.index_date)};
  return absl::StrCat("Activity, spend, deaths and time registered are those of ", SaySpan(asked),
                      " (", query.period(), ")",
                      plan.by_month()
                          ? ", month by month; all else is as at the day after each month."
                          : absl::StrCat("; all else is as at ", SayDay(plan.index_date), "."),
                      SaySelection(plan));
}

}  // namespace ginnel::query
