// SPDX-License-Identifier: Apache-2.0
#include "cli/query/draft.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/document.h"
#include "base/status.h"
#include "disclosure/profile.h"

namespace ginnel::cli {

absl::StatusOr<PlannedQuery> PlanKnownQuery(const v1::Query& query, const Person& person) {
  PlannedQuery planned;
  planned.query = query;
  const v1::Constitution& constitution = person.agreement->constitution();
  ASSIGN_OR_RETURN(planned.roster, query::RosterOf(query, constitution, *person.dictionary));
  ASSIGN_OR_RETURN(planned.coverage, governance::ResolveCoverage(query, planned.roster));
  ASSIGN_OR_RETURN(const uint32_t threshold, disclosure::ThresholdOf(query.profile()));
  ASSIGN_OR_RETURN(planned.plan, query::PlanQuery(query, constitution, *person.dictionary,
                                                  planned.roster, threshold));
  return planned;
}

absl::StatusOr<PlannedQuery> ReadQuery(const std::string& path, const Person& person) {
  ASSIGN_OR_RETURN(const v1::Query query, LoadYamlFile<v1::Query>(path));
  absl::StatusOr<PlannedQuery> planned = PlanKnownQuery(query, person);
  if (!planned.ok()) {
    return absl::Status(planned.status().code(),
                        absl::StrCat(path, ": ", planned.status().message()));
  }
  return planned;
}

std::string Explain(const PlannedQuery& planned, const Person& person) {
  return query::SayInEnglish(planned.query, planned.plan, person.agreement->constitution(),
                             *person.dictionary);
}

}  // namespace ginnel::cli
