// SPDX-License-Identifier: Apache-2.0
#include "governance/submitted_query.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "base/calendar.h"
#include "base/reason.h"
#include "base/status.h"
#include "crypto/dsse.h"
#include "governance/day_bounds.h"
#include "governance/entitlement.h"
#include "governance/refuse.h"
#include "governance/remark.h"

namespace ginnel::governance {
namespace {

constexpr char kAll[] = "all";

absl::Status Invalid(std::string why) {
  return ReasonedError(absl::StatusCode::kInvalidArgument, v1::REASON_QUERY_INVALID,
                       std::move(why));
}

bool AsksAll(const v1::Query& query) {
  return query.members_size() == 1 && query.members(0) == kAll;
}

absl::Status CheckMembers(const v1::Query& query, const Agreement& agreement) {
  if (query.members().empty()) return Invalid("members: name the members to ask, or write [all]");
  if (AsksAll(query)) return absl::OkStatus();
  std::set<std::string> seen;
  for (const std::string& member : query.members()) {
    if (agreement.FindMember(member) == nullptr) {
      return Invalid(absl::StrCat("members: the agreement has no member '", member, "'"));
    }
    if (!seen.insert(member).second)
      return Invalid(absl::StrCat("members: '", member, "' is there twice"));
  }
  return absl::OkStatus();
}

absl::Status CheckTerms(const v1::Query& query, const Agreement& agreement, absl::Time now) {
  if (const absl::Status named = CheckNamesNobody(query.title(), "title"); !named.ok()) {
    return Invalid(std::string(named.message()));  // the title is on the register for ever
  }
  if (agreement.FindPurpose(query.purpose()) == nullptr) {
    return Invalid(absl::StrCat("purpose: the agreement has no purpose '", query.purpose(), "'"));
  }
  if (query.profile().empty())
    return Invalid("profile: name a disclosure profile, such as nhs-1-7-round-5");
  const uint32_t most = agreement.constitution().floors().max_runs();
  if (RunsAskedFor(query) > most) {
    return Invalid(absl::StrCat("runs: ", query.runs(), " is more than the ", most,
                                " that the agreement allows"));
  }
  const absl::StatusOr<Day> last = ParseDay(query.not_after());
  if (!last.ok()) return Invalid(absl::StrCat("not_after: ", std::string(last.status().message())));
  if (now >= EndOf(*last)) {
    return Refuse(v1::REASON_APPROVAL_EXPIRED,
                  absl::StrCat("the query ended on ", query.not_after()));
  }
  return CheckMembers(query, agreement);
}

bool Supplies(const v1::Member& member, const std::vector<v1::Sector>& sectors) {
  return std::any_of(sectors.begin(), sectors.end(), [&member](v1::Sector sector) {
    return std::find(member.sectors().begin(), member.sectors().end(), sector) !=
           member.sectors().end();
  });
}

}  // namespace

uint32_t RunsAskedFor(const v1::Query& query) { return std::max<uint32_t>(query.runs(), 1); }

absl::StatusOr<SubmittedQuery> VerifySubmittedQuery(const v1::Envelope& envelope,
                                                    const Agreement& agreement, const Clock& clock,
                                                    const RunRegister* held) {
  RETURN_IF_ERROR(agreement.CheckInForce(clock.Now()));
  SubmittedQuery submitted;
  ASSIGN_OR_RETURN(submitted.query,
                   OpenOrHeld<v1::Query>(envelope, held, [&](const v1::Query& claimed) {
                     return AnalystKey(claimed.author(), agreement);
                   }));
  RETURN_IF_ERROR(CheckTerms(submitted.query, agreement, clock.Now()));
  submitted.digest = crypto::PayloadDigest(envelope);
  return submitted;
}

std::vector<v1::Sector> SectorsAskedFor(const v1::Query& query) {
  std::vector<v1::Sector> sectors;
  for (const int sector : query.across()) sectors.push_back(static_cast<v1::Sector>(sector));
  std::sort(sectors.begin(), sectors.end());
  return sectors;
}

absl::StatusOr<std::vector<std::string>> ResolveRoster(const v1::Query& query,
                                                       const std::vector<v1::Sector>& sectors,
                                                       const Agreement& agreement) {
  std::vector<std::string> roster;
  const bool all = AsksAll(query);
  for (const v1::Member& member : agreement.constitution().members()) {
    const bool named = std::find(query.members().begin(), query.members().end(), member.id()) !=
                       query.members().end();
    const bool supplies = Supplies(member, sectors);
    if (named && !supplies) {
      return Refuse(v1::REASON_ROSTER_MISMATCH,
                    absl::StrCat("the query names ", member.id(),
                                 ", which supplies none of the approved sectors"));
    }
    if (named || (all && supplies)) roster.push_back(member.id());
  }
  if (roster.empty())
    return Refuse(v1::REASON_ROSTER_MISMATCH, "no member supplies the approved sectors");
  return roster;
}

}  // namespace ginnel::governance
