// SPDX-License-Identifier: Apache-2.0
#include "governance/coverage.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/reason.h"
#include "base/status.h"
#include "governance/refuse.h"

namespace ginnel::governance {
namespace {

constexpr char kAll[] = "all";

absl::Status Invalid(std::string why) {
  return ReasonedError(absl::StatusCode::kInvalidArgument, v1::REASON_QUERY_INVALID,
                       std::move(why));
}

bool Holds(const std::vector<std::string>& list, const std::string& member) {
  return std::find(list.begin(), list.end(), member) != list.end();
}

// In agreement order.
absl::StatusOr<std::vector<std::string>> OptionalOf(const v1::Query& query,
                                                    const std::vector<std::string>& members) {
  if (query.optional_size() == 1 && query.optional(0) == kAll) return members;
  std::set<std::string> named;
  for (const std::string& member : query.optional()) {
    if (!Holds(members, member)) {
      return Invalid(absl::StrCat("optional: '", member, "' is not among the members asked"));
    }
    if (!named.insert(member).second) {
      return Invalid(absl::StrCat("optional: '", member, "' is there twice"));
    }
  }
  std::vector<std::string> optional;
  for (const std::string& member : members) {
    if (named.count(member) != 0) optional.push_back(member);
  }
  return optional;
}

}  // namespace

bool Coverage::IsOptional(const std::string& member) const { return Holds(optional, member); }

absl::StatusOr<Coverage> ResolveCoverage(const v1::Query& query,
                                         const std::vector<std::string>& members) {
  Coverage coverage;
  coverage.members = members;
  ASSIGN_OR_RETURN(coverage.optional, OptionalOf(query, members));
  const size_t required = members.size() - coverage.optional.size();
  if (coverage.optional.empty()) {
    if (query.coverage() != 0) return Invalid("coverage: only with `optional` members");
    coverage.least = static_cast<uint32_t>(members.size());
    return coverage;
  }
  const size_t lowest = std::max<size_t>(required, 1);
  if (query.coverage() < lowest || query.coverage() > members.size()) {
    return Invalid(absl::StrCat("coverage: ", query.coverage(), " of ", members.size(),
                                " members, of whom ", required,
                                " are not optional: say how many must take part at least, ", lowest,
                                " to ", members.size()));
  }
  coverage.least = query.coverage();
  return coverage;
}

absl::Status CheckCovers(const std::vector<std::string>& roster, const Coverage& coverage) {
  size_t at = 0;
  for (const std::string& member : coverage.members) {
    const bool here = at < roster.size() && roster[at] == member;
    if (here) ++at;
    if (!here && !coverage.IsOptional(member)) {
      return Refuse(v1::REASON_ROSTER_MISMATCH,
                    absl::StrCat("the roster ", absl::StrJoin(roster, ", "), " lacks ", member,
                                 ", without whom it may not run, or is not in the "
                                 "agreement's order"));
    }
  }
  if (at != roster.size()) {
    return Refuse(v1::REASON_ROSTER_MISMATCH,
                  absl::StrCat("the roster ", absl::StrJoin(roster, ", "),
                               " is not made of the members that were approved"));
  }
  if (roster.size() < coverage.least) {
    return Refuse(v1::REASON_ROSTER_MISMATCH,
                  absl::StrCat("the roster has ", roster.size(), " members, and at least ",
                               coverage.least, " must take part"));
  }
  return absl::OkStatus();
}

}  // namespace ginnel::governance
