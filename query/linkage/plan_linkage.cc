// SPDX-License-Identifier: Apache-2.0
#include "query/linkage/plan_linkage.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "query/linkage/cheapest_change.h"
#include "query/linkage/linkage_quality.h"
#include "query/linkage/linked_terms.h"
#include "query/linkage/pooled_figure.h"
#include "query/linkage/source_codes.h"
#include "query/linkage/suppliers.h"

namespace ginnel::query {
namespace {

absl::Status Wrong(std::string what) { return absl::InvalidArgumentError(std::move(what)); }

absl::Status CheckKind(const Plan& plan) {
  if (plan.population == v1::POPULATION_BASE_HELD) {
    return Wrong(
        "population.of: a linked query counts people registered with a practice, because only "
        "they have a place in the common order of rows: write `registered` or "
        "`registered_in_period`");
  }
  if (plan.baseline) {
    return Wrong(
        "population.as_at: a linked query counts people by their place in the common order of "
        "rows, and who has moved to another practice member since that day has theirs there, where "
        "nothing is known of that day: a cohort would lose them unseen. Ask it of one sector");
  }
  if (plan.by_month()) {
    return Wrong(
        "by: `month` is not offered for linked queries yet: every month would be a join of its "
        "own. Ask for the period as a whole, or one query a month");
  }
  return absl::OkStatus();
}

absl::Status CheckAllAreNeeded(const LinkedPlan& linked) {
  for (const LinkedSource& source : linked.sources) {
    const bool joined =
        std::any_of(linked.terms.begin(), linked.terms.end(),
                    [&](const LinkedTerm& term) { return linked.IsOver(term, source); });
    if (joined || !source.sums.empty() || source.has_ranges()) continue;
    return Wrong(absl::StrCat("across: nothing that this query asks needs ", source.name,
                              ": leave out its sector from `across`, or the member"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<LinkedPlan> PlanLinkage(const Plan& plan, const std::vector<std::string>& roster,
                                       const v1::Constitution& constitution,
                                       const Dictionary& dictionary, uint64_t people_limit) {
  RETURN_IF_ERROR(CheckKind(plan));
  ASSIGN_OR_RETURN(const Suppliers suppliers,
                   Suppliers::Create(plan.sectors, roster, constitution, dictionary));
  ASSIGN_OR_RETURN(std::vector<SourceCodes> codes, CodesOf(plan, suppliers, dictionary));
  if (Widest(codes).combinations > kMaxCombinations) {
    return TooManyCombinations(plan, Widest(codes), suppliers, constitution, dictionary);
  }
  std::vector<std::vector<FigureProduct>> figures;
  for (size_t a = 0; a < plan.aggregates.size(); ++a) {
    ASSIGN_OR_RETURN(
        std::vector<FigureProduct> figure,
        PooledFigureOf(plan, static_cast<int>(a), suppliers, dictionary, people_limit));
    figures.push_back(std::move(figure));
  }
  std::vector<LinkedPlan> groups;
  for (SourceCodes& of_group : codes) {
    ASSIGN_OR_RETURN(LinkedPlan group, TermsOf(plan, std::move(of_group), figures));
    groups.push_back(std::move(group));
  }
  LinkedPlan linked = TogetherOf(std::move(groups));
  RETURN_IF_ERROR(CheckAllAreNeeded(linked));
  RETURN_IF_ERROR(AddQualityTables(plan, suppliers, dictionary, linked));
  return linked;
}

}  // namespace ginnel::query
