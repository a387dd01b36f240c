// SPDX-License-Identifier: Apache-2.0
#include "governance/mandate.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "base/calendar.h"
#include "base/reason.h"
#include "base/status.h"
#include "governance/decision.h"
#include "governance/entitlement.h"
#include "governance/panel.h"
#include "governance/query_class.h"
#include "governance/refuse.h"

namespace ginnel::governance {
namespace {

absl::Status Malformed(std::string why) {
  return ReasonedError(absl::StatusCode::kInvalidArgument, v1::REASON_STATEMENT_MALFORMED,
                       std::move(why));
}

template <typename Mandate>
absl::Status ValidateLife(const Mandate& mandate) {
  const absl::StatusOr<absl::Time> given = ParseRfc3339(mandate.given_at());
  const absl::StatusOr<absl::Time> end = ParseRfc3339(mandate.not_after());
  if (!given.ok() || !end.ok()) {
    return Malformed("given_at and not_after must be RFC 3339 times in UTC");
  }
  if (*end <= *given || *end - *given > absl::Hours(24) * kMostMandateDays) {
    return Malformed(absl::StrCat("it must end after it is given, and at most ", kMostMandateDays,
                                  " days later: choose another last day (--until)"));
  }
  return absl::OkStatus();
}

template <typename Mandate>
absl::Status CheckStillStands(const Mandate& mandate, const char* what,
                              std::string_view agreement_digest, absl::Time now) {
  if (mandate.agreement_digest() != agreement_digest) {
    return Refuse(v1::REASON_AGREEMENT_MISMATCH,
                  absl::StrCat("the ", what, " of ", mandate.member(),
                               " was given under another version of the agreement, and ended with "
                               "it"));
  }
  ASSIGN_OR_RETURN(const absl::Time given, ParseRfc3339(mandate.given_at()));
  ASSIGN_OR_RETURN(const absl::Time end, ParseRfc3339(mandate.not_after()));
  if (given > now + kMaxClockSkew) {
    return Refuse(v1::REASON_CLOCK_SKEW,
                  absl::StrCat("the ", what, " of ", mandate.member(), " was given at ",
                               mandate.given_at(), ", which has not come yet"));
  }
  if (now < end) return absl::OkStatus();
  return Refuse(v1::REASON_APPROVAL_EXPIRED, absl::StrCat("the ", what, " of ", mandate.member(),
                                                          " ended at ", mandate.not_after()));
}

absl::Status CheckAsked(const std::string& member, const Coverage& coverage) {
  if (std::find(coverage.members.begin(), coverage.members.end(), member) !=
      coverage.members.end()) {
    return absl::OkStatus();
  }
  return Refuse(v1::REASON_ROSTER_MISMATCH, absl::StrCat(member, " is not a member of the query"));
}

}  // namespace

absl::Status ValidateStandingApproval(const v1::StandingApproval& standing,
                                      const Agreement& agreement) {
  RETURN_IF_ERROR(ValidateLife(standing));
  if (standing.cadence() == v1::CADENCE_UNSPECIFIED || !v1::Cadence_IsValid(standing.cadence())) {
    return Malformed("cadence: week, month, quarter or year: at most one run in each");
  }
  if (standing.interest() == v1::INTEREST_UNSPECIFIED) {
    return Malformed(
        "a standing approval declares the approver's interest, if only that there is "
        "none");
  }
  if (standing.series().empty() == !standing.has_query_class()) {
    return Malformed("a standing approval is for one series or for one class of queries");
  }
  if (!standing.has_query_class()) {
    return crypto::Digest::FromHex(standing.series()).ok() ? absl::OkStatus()
                                                           : Malformed("series: 64 hex digits");
  }
  return ValidateQueryClass(standing.query_class(), agreement);
}

absl::Status ValidateDelegation(const v1::Delegation& delegation, const Agreement& agreement) {
  RETURN_IF_ERROR(ValidateLife(delegation));
  if (FindPanel(agreement.constitution(), delegation.panel()) == nullptr) {
    return Malformed(absl::StrCat("the agreement has no panel '", delegation.panel(), "'"));
  }
  return ValidateQueryClass(delegation.query_class(), agreement);
}

absl::Status CheckStandingCovers(const v1::StandingApproval& standing, const SubmittedQuery& query,
                                 const Coverage& coverage, const Agreement& agreement,
                                 absl::Time now) {
  RETURN_IF_ERROR(CheckAsked(standing.member(), coverage));
  RETURN_IF_ERROR(CheckStillStands(standing, "standing approval", agreement.digest().ToHex(), now));
  if (standing.approver() == query.query.author()) {
    return Refuse(v1::REASON_AUTHOR_APPROVED,
                  absl::StrCat(query.query.author(), " wrote the query and may not approve it"));
  }
  // Otherwise nobody has said which data they mean.
  if (query.query.across().empty()) {
    return Refuse(v1::REASON_APPROVAL_OTHER_QUERY,
                  "a query under a standing approval names its sectors: across");
  }
  if (standing.attributable() != IsAttributable(coverage, query.query.across_size(), agreement)) {
    return Refuse(v1::REASON_APPROVAL_OTHER_QUERY,
                  absl::StrCat("the standing approval of ", standing.member(),
                               " says otherwise of whether cells are attributable to few members"));
  }
  if (RunsAskedFor(query.query) != 1) {
    return Refuse(v1::REASON_APPROVAL_OTHER_QUERY,
                  "a query under a standing approval runs once: submit it anew for each period");
  }
  if (standing.has_query_class()) {
    return CheckOfClass(query.query, coverage, standing.query_class());
  }
  ASSIGN_OR_RETURN(const crypto::Digest series, SeriesDigest(query.query));
  if (series.ToHex() == standing.series()) return absl::OkStatus();
  return Refuse(v1::REASON_APPROVAL_OTHER_QUERY,
                absl::StrCat("the standing approval of ", standing.member(),
                             " is for another series of queries"));
}

absl::Status CheckDelegationCovers(const v1::Delegation& delegation, const SubmittedQuery& query,
                                   const Coverage& coverage, const Agreement& agreement,
                                   std::string_view given_under, absl::Time now) {
  RETURN_IF_ERROR(CheckAsked(delegation.member(), coverage));
  RETURN_IF_ERROR(CheckStillStands(delegation, "delegation", given_under, now));
  // A delegation falls when its lead goes, as an approval does.
  RETURN_IF_ERROR(MandateKey(delegation.person(), delegation.member(), agreement).status());
  return CheckOfClass(query.query, coverage, delegation.query_class());
}

absl::Time StartOfCadence(v1::Cadence cadence, absl::Time time) {
  const absl::TimeZone utc = absl::UTCTimeZone();
  const absl::CivilDay day = absl::ToCivilDay(time, utc);
  absl::CivilDay start(day.year(), 1, 1);
  if (cadence == v1::CADENCE_WEEK) {
    start = absl::PrevWeekday(day + 1, absl::Weekday::monday);
  } else if (cadence == v1::CADENCE_MONTH) {
    start = absl::CivilDay(day.year(), day.month(), 1);
  } else if (cadence == v1::CADENCE_QUARTER) {
    start = absl::CivilDay(day.year(), (day.month() - 1) / 3 * 3 + 1, 1);
  }
  return absl::FromCivil(start, utc);
}

bool IsAttributable(const Coverage& coverage, int sectors, const Agreement& agreement) {
  return sectors > 1 || coverage.least < agreement.constitution().floors().minimum_members();
}

}  // namespace ginnel::governance
