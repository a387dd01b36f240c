// SPDX-License-Identifier: Apache-2.0
#include "query/plan.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status.h"
#include "base/suggest.h"
#include "query/disclosure_profiles.h"
#include "query/linkage/linkage_quality.h"
#include "query/linkage/linked_plan.h"
#include "query/linkage/linked_question.h"
#include "query/linkage/plan_linkage.h"
#include "query/model.h"
#include "query/names.h"
#include "query/question.h"
#include "query/smallness.h"

namespace ginnel::query {
namespace {

constexpr uint32_t kMaxThreshold = 100;

absl::Status Wrong(std::string what) { return absl::InvalidArgumentError(std::move(what)); }

absl::Status CheckPurpose(const v1::Query& query, const v1::Constitution& constitution) {
  std::vector<std::string> ids;
  for (const v1::Purpose& purpose : constitution.purposes()) {
    if (purpose.id() == query.purpose()) return absl::OkStatus();
    ids.push_back(purpose.id());
  }
  return Wrong(absl::StrCat("purpose: unknown purpose `", query.purpose().substr(0, 80), "`",
                            Suggest(query.purpose().substr(0, 80), ids),
                            " (the agreement's purposes are ", absl::StrJoin(ids, ", "), ")"));
}

absl::Status CheckRuns(const v1::Query& query, const v1::Floors& floors) {
  const uint32_t most = std::max(floors.max_runs(), 1u);
  if (query.runs() == 0) return Wrong("runs: say how often the query may run: `runs: 1`");
  if (query.runs() > most) {
    return Wrong(absl::StrCat("runs: ", query.runs(), " are more than the ", most,
                              " that the agreement allows"));
  }
  return absl::OkStatus();
}

absl::Status CheckDrafts(const v1::Query& query, const v1::Constitution& constitution,
                         const Dictionary& dictionary) {
  for (const v1::SegmentationModel& draft : query.draft_models()) {
    for (const v1::SegmentationModel& model : constitution.models()) {
      if (model.model() == draft.model() && model.version() == draft.version()) {
        return Wrong(absl::StrCat("draft_models: `", draft.model(), "` version ", draft.version(),
                                  " is the agreement's own: use that, or another name"));
      }
    }
    if (absl::Status status = AxesOfModel(draft, dictionary).status(); !status.ok()) {
      return Wrong(absl::StrCat("draft_models: ", status.message()));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckFrame(const v1::Query& query, const v1::Constitution& constitution) {
  if (!IsLine(query.title())) return Wrong("title: write one line of at most 200 characters");
  RETURN_IF_ERROR(CheckPurpose(query, constitution));
  if (!IsLine(query.author()))
    return Wrong("author: name a person of the agreement with the role analyst");
  if (const absl::Status status = ParseDay(query.not_after()).status(); !status.ok()) {
    return Wrong(absl::StrCat("not_after: ", status.message()));
  }
  RETURN_IF_ERROR(CheckRuns(query, constitution.floors()));
  RETURN_IF_ERROR(CheckProfile(query.profile(), constitution.floors().profile()));
  const v1::PopulationBase base = query.population().of();
  if (base == v1::POPULATION_BASE_UNSPECIFIED || !v1::PopulationBase_IsValid(base)) {
    return Wrong(
        "population.of: say who is counted: `registered`, `registered_in_period` or `held`");
  }
  if (!v1::Totals_IsValid(query.totals())) return Wrong("totals: `derived` or `audited`");
  return absl::OkStatus();
}

absl::Status SetTime(const v1::Query& query, Plan& plan) {
  const absl::StatusOr<Day> index_date = ParseDay(query.index_date());
  if (!index_date.ok()) return Wrong(absl::StrCat("index_date: ", index_date.status().message()));
  const absl::StatusOr<DayRange> period = ParsePeriod(query.period());
  if (!period.ok()) return Wrong(absl::StrCat("period: ", period.status().message()));
  plan.index_date = *index_date;
  plan.period = *period;
  ASSIGN_OR_RETURN(plan.baseline, BaselineOf(query));
  if (query.population().of() == v1::POPULATION_BASE_REGISTERED_IN_PERIOD &&
      plan.index_date <= plan.period.first) {
    return Wrong("index_date: nobody was registered in the period before it: choose one after " +
                 ToString(plan.period.first));
  }
  return absl::OkStatus();
}

absl::Status CheckMonths(const Plan& plan) {
  if (!plan.by_month() || plan.around || plan.index_date == plan.period.end) {
    return absl::OkStatus();
  }
  return Wrong(
      absl::StrCat("index_date: by month, each month is asked as at the day after it: write ",
                   ToString(plan.period.end), ", the day after the period"));
}

// Records say of nobody since when they have been held.
absl::Status CheckBaseline(const Plan& plan) {
  const bool everybody = plan.where.op == Expression::Op::kBoolLiteral && plan.where.value != 0;
  if (!plan.baseline || plan.population != v1::POPULATION_BASE_HELD || !everybody) {
    return absl::OkStatus();
  }
  return Wrong(
      "population.as_at: of everybody of whom a record is held, nobody can say whether it was held "
      "that day: give a condition that was true of them (`where`), or leave it out");
}

// What can be told of a month of somebody's own: what happened in it.
bool IsOfThePeriod(const v1::Variable& variable) {
  const v1::Derivation& from = variable.from();
  return from.has_events() && from.events().within_months() == 0 &&
         from.events().sum() != v1::Derivation::Events::SUM_LATEST;
}

// Nobody joins a cohort, so that a mean of 30.7 days of 31 over a hundred people is one who has
// left. Asked of a year, or of a single month at a time, it tells the same.
absl::Status CheckNobodyIsSeenLeaving(const Plan& plan, const Dictionary& dictionary) {
  if (!plan.baseline) return absl::OkStatus();
  for (const Aggregate& aggregate : plan.aggregates) {
    if (aggregate.variable < 0) continue;
    const v1::Variable& variable = dictionary.variable(aggregate.variable);
    if (!variable.from().has_registered_days()) continue;
    return Wrong(absl::StrCat("measures: `", variable.name(),
                              "` of a cohort would tell when single people left or died: it, and "
                              "what is per person-year, can be asked without `population.as_at`"));
  }
  return absl::OkStatus();
}

absl::Status CheckAround(const Plan& plan, const Dictionary& dictionary) {
  if (!plan.around) return absl::OkStatus();
  if (plan.population == v1::POPULATION_BASE_REGISTERED && !plan.baseline) {
    return Wrong(
        "population.of: who has died since the event is not registered at the index date, and "
        "would "
        "be left out: write `registered_in_period`, or say `as_at` which day");
  }
  const Day needed = MonthsBefore(plan.period.end, -plan.around->months);
  if (plan.index_date < needed) {
    return Wrong(absl::StrCat(
        "index_date: the months after an event of the period's last day end on ", ToString(needed),
        ": write that day, or a later one; or an earlier period, or fewer months"));
  }
  for (const Aggregate& aggregate : plan.aggregates) {
    if (aggregate.variable < 0) continue;
    const v1::Variable& variable = dictionary.variable(aggregate.variable);
    if (IsOfThePeriod(variable)) continue;
    return Wrong(absl::StrCat(
        "measures: around an event, figures are of what happened in each month, and `",
        variable.name(), "` is not counted over a period: ask it as a condition or an axis"));
  }
  return absl::OkStatus();
}

// Where some may be away, who and how many is judged with the approvals (governance/coverage.h).
absl::Status CheckRoster(const v1::Query& query, const std::vector<std::string>& roster,
                         const std::vector<std::string>& members) {
  if (roster == members) return absl::OkStatus();
  size_t at = 0;
  for (const std::string& member : members) {
    if (at < roster.size() && roster[at] == member) ++at;
  }
  if (!query.optional().empty() && !roster.empty() && at == roster.size()) return absl::OkStatus();
  return Wrong(absl::StrCat("members: a run over ", absl::StrJoin(roster, ", "),
                            " is not the query's own over ", absl::StrJoin(members, ", "),
                            ": other members need a query and approvals of their own"));
}

}  // namespace

size_t Plan::positions() const {
  size_t all = table_positions();
  if (linked == nullptr) return all;
  for (const QualityTable& beside : linked->quality) all += beside.table.table_positions();
  return all;
}

std::vector<Moment> Plan::Moments() const {
  if (!by_month()) return {{index_date, period}};
  std::vector<Moment> moments;
  if (around) {
    for (int month = -around->months; month < around->months; ++month) {
      moments.push_back({index_date, period, month});
    }
    return moments;
  }
  for (Month month = MonthOf(period.first); FirstDayOf(month) < period.end; ++month.value) {
    const Day next = FirstDayOf(Month{month.value + 1});
    moments.push_back({next, {FirstDayOf(month), next}});
  }
  return moments;
}

absl::StatusOr<std::optional<Moment>> BaselineOf(const v1::Query& query) {
  const std::string& text = query.population().as_at();
  if (text.empty()) return std::nullopt;
  const absl::StatusOr<Day> day = ParseDay(text);
  if (!day.ok()) return Wrong(absl::StrCat("population.as_at: ", day.status().message()));
  if (query.population().of() == v1::POPULATION_BASE_REGISTERED_IN_PERIOD) {
    return Wrong(
        "population.as_at: people who were registered in a period are not those of one day: write "
        "`of: registered`; those who have left or died since count on");
  }
  const absl::StatusOr<Day> index_date = ParseDay(query.index_date());
  if (index_date.ok() && *day > *index_date) {
    return Wrong(absl::StrCat("population.as_at: ", text, " is after the index date, ",
                              query.index_date(), ": who is counted is settled before"));
  }
  const absl::StatusOr<DayRange> period = ParsePeriod(query.period());
  if (!period.ok()) return Wrong(absl::StrCat("period: ", period.status().message()));
  const int months = MonthOf(period->end).value - MonthOf(period->first).value;
  return Moment{*day, {MonthsBefore(*day, months), *day}};
}

absl::StatusOr<Plan> PlanQuery(const v1::Query& query, const v1::Constitution& constitution,
                               const Dictionary& dictionary, const std::vector<std::string>& roster,
                               uint32_t threshold, uint64_t people_limit) {
  if (threshold < 2 || threshold > kMaxThreshold) {
    return Wrong(absl::StrCat("threshold: ", threshold, " is not between 2 and ", kMaxThreshold));
  }
  RETURN_IF_ERROR(CheckFrame(query, constitution));
  RETURN_IF_ERROR(CheckDrafts(query, constitution, dictionary));
  Plan plan;
  RETURN_IF_ERROR(SetTime(query, plan));
  ASSIGN_OR_RETURN(Question question, ParseQuestion(query, constitution, dictionary));
  ASSIGN_OR_RETURN(plan.sectors, SectorsOf(query, question, constitution, dictionary));
  ASSIGN_OR_RETURN(const std::vector<std::string> members,
                   MembersOf(query, plan.sectors, constitution));
  RETURN_IF_ERROR(CheckRoster(query, roster, members));
  RETURN_IF_ERROR(CheckTotals(question.figures, dictionary, people_limit));
  plan.axes = std::move(question.table.axes);
  plan.cells = question.table.cells;
  plan.around = question.table.around;
  RETURN_IF_ERROR(CheckMonths(plan));
  plan.population = query.population().of();
  plan.where = std::move(question.where);
  plan.zero_may_be_shown = !question.where_is_free && question.table.all_of_agreement;
  plan.aggregates = std::move(question.figures.aggregates);
  plan.measures = std::move(question.figures.measures);
  plan.threshold = threshold;
  if (plan.sectors.size() == 1) {
    RETURN_IF_ERROR(CheckBaseline(plan));
    RETURN_IF_ERROR(CheckNobodyIsSeenLeaving(plan, dictionary));
    RETURN_IF_ERROR(CheckAround(plan, dictionary));
    RETURN_IF_ERROR(PlanTests(plan, dictionary, roster.size()));
    return plan;
  }
  RETURN_IF_ERROR(CheckLinkedQuestion(query, constitution, dictionary));
  ASSIGN_OR_RETURN(LinkedPlan linked,
                   PlanLinkage(plan, roster, constitution, dictionary, people_limit));
  // A member's part of a total is its range of slots, and only general practice has ranges.
  RETURN_IF_ERROR(PlanTests(plan, dictionary, linked.practices()));
  AppendQualityTests(linked, plan);
  plan.linked = std::make_shared<const LinkedPlan>(std::move(linked));
  return plan;
}

}  // namespace ginnel::query
