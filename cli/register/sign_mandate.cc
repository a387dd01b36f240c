// SPDX-License-Identifier: Apache-2.0
#include "cli/register/sign_mandate.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/calendar.h"
#include "base/document.h"
#include "base/status.h"
#include "disclosure/profile.h"
#include "governance/coverage.h"
#include "governance/day_bounds.h"
#include "governance/entitlement.h"
#include "governance/mandate.h"
#include "governance/member_policy.h"
#include "governance/query_class.h"
#include "governance/remark.h"
#include "governance/statement.h"
#include "query/plan.h"

namespace ginnel::cli {
namespace {

// The lead's own member; the error says who may instead.
absl::StatusOr<std::string> MandatingMember(const Person& person) {
  const std::string member = person.agreement->PartyOf(person.config.person());
  RETURN_IF_ERROR(
      governance::MandateKey(person.config.person(), member, *person.agreement).status());
  return member;
}

absl::StatusOr<std::string> EndOfDay(const std::string& until) {
  const absl::StatusOr<Day> day = ParseDay(until);
  if (!day.ok())
    return absl::InvalidArgumentError(absl::StrCat("--until: ", day.status().message()));
  return ToRfc3339(governance::EndOf(*day));
}

absl::StatusOr<v1::Cadence> ParseCadence(const std::string& word) {
  if (word == "week") return v1::CADENCE_WEEK;
  if (word == "month") return v1::CADENCE_MONTH;
  if (word == "quarter") return v1::CADENCE_QUARTER;
  if (word == "year") return v1::CADENCE_YEAR;
  return absl::InvalidArgumentError("--cadence: week, month, quarter or year");
}

std::string SayCadence(v1::Cadence cadence) {
  switch (cadence) {
    case v1::CADENCE_WEEK:
      return "week";
    case v1::CADENCE_MONTH:
      return "month";
    case v1::CADENCE_QUARTER:
      return "quarter";
    case v1::CADENCE_YEAR:
      return "year";
    default:
      return "?";
  }
}

absl::Status CheckClass(const v1::QueryClass& group, const std::string& path,
                        const Person& person) {
  const absl::Status valid = governance::ValidateQueryClass(group, *person.agreement);
  if (valid.ok()) return valid;
  return absl::InvalidArgumentError(absl::StrCat(path, ": ", valid.message()));
}

// Where fewer may take part than the agreement's minimum, or people are linked.
bool ClassIsAttributable(const v1::QueryClass& group, const Person& person) {
  governance::Coverage coverage;
  coverage.least =
      group.coverage() == 0 ? static_cast<uint32_t>(group.members_size()) : group.coverage();
  return governance::IsAttributable(coverage, group.across_size(), *person.agreement);
}

template <typename Statement>
absl::StatusOr<v1::Envelope> Sign(const Statement& statement, const Person& person) {
  ASSIGN_OR_RETURN(const crypto::SigningKey key, person.SigningKey());
  return governance::SignStatement(statement, key);
}

}  // namespace

absl::StatusOr<v1::StandingApproval> StandingForSeries(const std::string& path,
                                                       const Person& person) {
  ASSIGN_OR_RETURN(const v1::Query query, LoadYamlFile<v1::Query>(path));
  ASSIGN_OR_RETURN(const std::vector<std::string> roster,
                   query::RosterOf(query, person.agreement->constitution(), *person.dictionary));
  ASSIGN_OR_RETURN(const governance::Coverage coverage, governance::ResolveCoverage(query, roster));
  if (query.across().empty() || governance::RunsAskedFor(query) != 1) {
    return absl::InvalidArgumentError(absl::StrCat(
        path, ": a query under a standing approval names its sectors (across) and runs once"));
  }
  v1::StandingApproval standing;
  ASSIGN_OR_RETURN(const crypto::Digest series, governance::SeriesDigest(query));
  standing.set_series(series.ToHex());
  standing.set_attributable(
      governance::IsAttributable(coverage, query.across_size(), *person.agreement));
  return standing;
}

absl::StatusOr<v1::StandingApproval> StandingForClass(const std::string& path,
                                                      const Person& person) {
  v1::StandingApproval standing;
  ASSIGN_OR_RETURN(*standing.mutable_query_class(), LoadYamlFile<v1::QueryClass>(path));
  RETURN_IF_ERROR(CheckClass(standing.query_class(), path, person));
  standing.set_attributable(ClassIsAttributable(standing.query_class(), person));
  return standing;
}

absl::StatusOr<v1::Envelope> SignStanding(v1::StandingApproval standing, const std::string& cadence,
                                          v1::Interest interest, const MandateTerms& terms,
                                          const Person& person, const Clock& clock) {
  standing.set_agreement_digest(person.agreement->digest().ToHex());
  ASSIGN_OR_RETURN(*standing.mutable_member(), MandatingMember(person));
  standing.set_approver(person.config.person());
  ASSIGN_OR_RETURN(const v1::Cadence each, ParseCadence(cadence));
  standing.set_cadence(each);
  ASSIGN_OR_RETURN(*standing.mutable_not_after(), EndOfDay(terms.until));
  standing.set_given_at(ToRfc3339(clock.Now()));
  standing.set_remark_digest(governance::RemarkDigest(terms.remark));
  standing.set_interest(interest);
  RETURN_IF_ERROR(governance::ValidateStandingApproval(standing, *person.agreement));
  return Sign(standing, person);
}

absl::StatusOr<v1::Envelope> SignDelegation(const std::string& panel, const std::string& class_path,
                                            const MandateTerms& terms, const Person& person,
                                            const Clock& clock) {
  v1::Delegation delegation;
  ASSIGN_OR_RETURN(*delegation.mutable_query_class(), LoadYamlFile<v1::QueryClass>(class_path));
  RETURN_IF_ERROR(CheckClass(delegation.query_class(), class_path, person));
  delegation.set_agreement_digest(person.agreement->digest().ToHex());
  ASSIGN_OR_RETURN(*delegation.mutable_member(), MandatingMember(person));
  delegation.set_person(person.config.person());
  delegation.set_panel(panel);
  ASSIGN_OR_RETURN(*delegation.mutable_not_after(), EndOfDay(terms.until));
  delegation.set_given_at(ToRfc3339(clock.Now()));
  delegation.set_remark_digest(governance::RemarkDigest(terms.remark));
  RETURN_IF_ERROR(governance::ValidateDelegation(delegation, *person.agreement));
  return Sign(delegation, person);
}

absl::StatusOr<v1::Envelope> SignPolicy(const std::string& path, const v1::Policy& before,
                                        const Person& person, const Clock& clock) {
  ASSIGN_OR_RETURN(v1::Policy policy, LoadYamlFile<v1::Policy>(path));
  if (!policy.member().empty() || !policy.person().empty() || policy.version() != 0 ||
      !policy.given_at().empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        path, ": write mode, profile, minimum_members and approvers; the rest is filled in here"));
  }
  ASSIGN_OR_RETURN(*policy.mutable_member(), MandatingMember(person));
  policy.set_person(person.config.person());
  policy.set_version(before.version() + 1);
  policy.set_given_at(ToRfc3339(clock.Now()));
  RETURN_IF_ERROR(governance::ValidatePolicy(policy, *person.agreement));
  RETURN_IF_ERROR(
      governance::CheckPolicyTightens(policy, *person.agreement, disclosure::ThresholdOf));
  return Sign(policy, person);
}

absl::StatusOr<v1::Envelope> SignGoAhead(const std::string& query_digest,
                                         const std::string& loaded_at, const Person& person,
                                         const Clock& clock) {
  if (!ParseRfc3339(loaded_at).ok()) {
    return absl::InvalidArgumentError(
        "--loaded-at: the time that the review card says its data set was loaded at");
  }
  v1::GoAhead word;
  word.set_query_digest(query_digest);
  word.set_member(person.agreement->PartyOf(person.config.person()));
  word.set_person(person.config.person());
  RETURN_IF_ERROR(governance::LeadKey(word.person(), word.member(), *person.agreement).status());
  word.set_loaded_at(loaded_at);
  word.set_given_at(ToRfc3339(clock.Now()));
  return Sign(word, person);
}

absl::StatusOr<v1::Envelope> SignMandateRevocation(const std::string& digest,
                                                   const v1::Remark& remark, const Person& person,
                                                   const Clock& clock) {
  v1::Revocation revocation;
  revocation.set_approval_digest(digest);
  revocation.set_member(person.agreement->PartyOf(person.config.person()));
  revocation.set_person(person.config.person());
  RETURN_IF_ERROR(
      governance::LeadKey(revocation.person(), revocation.member(), *person.agreement).status());
  revocation.set_given_at(ToRfc3339(clock.Now()));
  revocation.set_remark_digest(governance::RemarkDigest(remark));
  return Sign(revocation, person);
}

std::string SayClass(const v1::QueryClass& group) {
  const std::string whom = group.any_population() ? "any population"
                           : group.population().where().empty()
                               ? "everybody"
                               : absl::StrCat("people where ", group.population().where());
  const std::string& as_at = group.population().as_at();
  return absl::StrCat(
      "purpose ", group.purpose(), ", ", whom,
      as_at.empty() ? "" : absl::StrCat(" as they were on ", as_at), ", split by any of [",
      absl::StrJoin(group.by(), ", "), "], figures any of [", absl::StrJoin(group.measures(), ", "),
      "], members ", absl::StrJoin(group.members(), ", "), ", of whom at least ",
      group.coverage() == 0 ? static_cast<uint32_t>(group.members_size()) : group.coverage(),
      " take part, profile ", group.profile(), ", at most ", std::max<uint32_t>(group.runs(), 1),
      " runs",
      group.across_size() < 2
          ? ""
          : ", people matched over the sectors; beside each table, roughly, how "
            "many of each member's people are matched, and what the others "
            "come to in its sums");
}

std::string SayStanding(const v1::StandingApproval& standing) {
  const std::string what = standing.has_query_class()
                               ? SayClass(standing.query_class())
                               : absl::StrCat("series ", standing.series().substr(0, 16));
  return absl::StrCat("once a ", SayCadence(standing.cadence()), ": ", what,
                      standing.attributable() ? "; cells are attributable to few members" : "");
}

}  // namespace ginnel::cli
