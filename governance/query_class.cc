// SPDX-License-Identifier: Apache-2.0
#include "governance/query_class.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/calendar.h"
#include "base/document.h"
#include "base/reason.h"
#include "base/status.h"
#include "crypto/hash.h"
#include "governance/refuse.h"
#include "governance/remark.h"
#include "governance/submitted_query.h"

namespace ginnel::governance {
namespace {

constexpr size_t kLongestText = 1000;

absl::Status Malformed(std::string why) {
  return ReasonedError(absl::StatusCode::kInvalidArgument, v1::REASON_STATEMENT_MALFORMED,
                       absl::StrCat("query_class: ", why));
}

absl::Status Outside(std::string what) {
  return Refuse(v1::REASON_APPROVAL_OTHER_QUERY,
                absl::StrCat("the query is outside the class that was decided on: ", what));
}

template <typename List>
bool Holds(const List& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

template <typename List>
absl::Status CheckListed(const char* what, const List& asked, const List& listed) {
  for (const std::string& each : asked) {
    if (!Holds(listed, each)) return Outside(absl::StrCat(what, " '", each, "' is not listed"));
  }
  return absl::OkStatus();
}

// On the register for ever.
absl::Status CheckTexts(const v1::QueryClass& group) {
  std::vector<std::string> texts(group.by().begin(), group.by().end());
  texts.insert(texts.end(), group.measures().begin(), group.measures().end());
  texts.push_back(group.population().where());
  texts.push_back(group.profile());
  for (const std::string& text : texts) {
    if (text.size() > kLongestText) return Malformed("a text of it is too long");
    if (!CheckNamesNobody(text, "query_class").ok()) {
      return Malformed("a text of it holds what could be an NHS number");
    }
  }
  return absl::OkStatus();
}

// "month", "months around …", however it is spaced.
bool IsOfMonths(const std::string& entry) {
  return absl::StartsWith(absl::StripLeadingAsciiWhitespace(entry), "month");
}

bool SamePopulation(const v1::Population& one, const v1::Population& other) {
  return one.of() == other.of() && one.where() == other.where() && one.as_at() == other.as_at();
}

}  // namespace

absl::StatusOr<crypto::Digest> SeriesDigest(const v1::Query& query) {
  v1::Query asked = query;
  // How long the period is does not move on: by month it says how many tables there are.
  if (const absl::StatusOr<DayRange> period = ParsePeriod(query.period()); period.ok()) {
    asked.set_period(
        absl::StrCat(MonthOf(period->end).value - MonthOf(period->first).value, " months"));
  }
  asked.clear_index_date();
  asked.clear_not_after();
  ASSIGN_OR_RETURN(const std::string json, CanonicalJson(asked));
  return crypto::Sha256(json);
}

absl::Status ValidateQueryClass(const v1::QueryClass& group, const Agreement& agreement) {
  if (agreement.FindPurpose(group.purpose()) == nullptr) {
    return Malformed(absl::StrCat("the agreement has no purpose '", group.purpose(), "'"));
  }
  const bool population = group.population().of() != v1::POPULATION_BASE_UNSPECIFIED ||
                          !group.population().where().empty() ||
                          !group.population().as_at().empty();
  if (group.any_population() == population) {
    return Malformed("name a population, or any_population: true, and not both");
  }
  const std::string& as_at = group.population().as_at();
  if (!as_at.empty() && !ParseDay(as_at).ok()) {
    return Malformed("population.as_at is a day: 2026-04-01");
  }
  if (group.across().empty()) return Malformed("name the sectors: across");
  if (std::any_of(group.by().begin(), group.by().end(), IsOfMonths)) {
    return Malformed(
        "months in a class would be as many tables as somebody asks for: approve such "
        "queries one by one, or by `month` as a series");
  }
  if (group.measures().empty()) return Malformed("list the measures that may be asked for");
  if (group.profile().empty()) return Malformed("name the disclosure profile");
  if (group.members().empty()) return Malformed("list the members that are asked");
  int last = -1;
  for (const std::string& member : group.members()) {
    const int index = agreement.MemberIndex(member);
    if (index < 0) return Malformed(absl::StrCat("the agreement has no member '", member, "'"));
    if (index <= last) return Malformed("list each member once, in the agreement's order");
    last = index;
  }
  if (group.coverage() > static_cast<uint32_t>(group.members_size())) {
    return Malformed("coverage is more than the members that are asked");
  }
  return CheckTexts(group);
}

absl::Status CheckOfClass(const v1::Query& query, const Coverage& coverage,
                          const v1::QueryClass& group) {
  if (query.purpose() != group.purpose()) {
    return Outside(absl::StrCat("its purpose is '", query.purpose(), "'"));
  }
  if (!group.any_population() && !SamePopulation(query.population(), group.population())) {
    return Outside("it counts other people");
  }
  // As the query says them: one that leaves them open would leave to others whose data it reads.
  if (!std::equal(query.across().begin(), query.across().end(), group.across().begin(),
                  group.across().end())) {
    return Outside("it reads other sectors' data, or does not name its sectors");
  }
  // A model that is not the agreement's can say anything under any name.
  if (!query.draft_models().empty()) return Outside("it brings models of its own");
  RETURN_IF_ERROR(CheckListed("the axis", query.by(), group.by()));
  RETURN_IF_ERROR(CheckListed("the measure", query.measures(), group.measures()));
  if (!std::equal(coverage.members.begin(), coverage.members.end(), group.members().begin(),
                  group.members().end())) {
    return Outside(absl::StrCat("it asks ", absl::StrJoin(coverage.members, ", ")));
  }
  const uint32_t least =
      group.coverage() == 0 ? static_cast<uint32_t>(group.members_size()) : group.coverage();
  if (coverage.least < least) {
    return Outside(
        absl::StrCat("it may run over ", coverage.least, " members, not at least ", least));
  }
  if (query.profile() != group.profile()) {
    return Outside(absl::StrCat("its disclosure profile is '", query.profile(), "'"));
  }
  if (RunsAskedFor(query) > std::max<uint32_t>(group.runs(), 1)) {
    return Outside(absl::StrCat("it asks for ", RunsAskedFor(query), " runs"));
  }
  return absl::OkStatus();
}

}  // namespace ginnel::governance
