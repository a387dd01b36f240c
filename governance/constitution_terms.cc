// SPDX-License-Identifier: Apache-2.0
#include "governance/constitution_terms.h"

#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "crypto/digest.h"
#include "governance/identifier.h"

namespace ginnel::governance {
namespace {

constexpr uint32_t kLeastQuorum = 51;  // a minority never puts a majority out
constexpr uint32_t kMostEscalationDays = 366;

void CheckPrevious(const v1::Constitution& constitution, Problems& problems) {
  const std::string& previous = constitution.previous();
  if (constitution.version() == 1) {
    problems.AddUnless(previous.empty(), "version 1 is the first: it has no previous");
  } else if (!crypto::Digest::FromHex(previous).ok()) {
    // Otherwise a later version could pass for a first one, without the members before it.
    problems.Add(absl::StrCat(
        "previous must be the digest of the version before, 64 hex digits, in version ",
        constitution.version(), ": `ginnel agreement next` writes it"));
  }
}

void CheckExclusions(const v1::Constitution& constitution, Problems& problems) {
  problems.AddUnless(constitution.exclusions().empty() || constitution.version() != 1,
                     "exclusions: a first version puts nobody out");
  std::set<std::string> members;
  for (const v1::Member& member : constitution.members()) members.insert(member.id());
  std::set<std::string> excluded;
  for (const v1::Exclusion& exclusion : constitution.exclusions()) {
    const std::string of = absl::StrCat("the exclusion of '", exclusion.member(), "'");
    problems.AddUnless(IsPartyId(exclusion.member()), absl::StrCat(of, " names no member id"));
    problems.AddUnless(excluded.insert(exclusion.member()).second,
                       absl::StrCat(of, " is there twice"));
    problems.AddUnless(members.count(exclusion.member()) == 0,
                       absl::StrCat(of, ": it is still among the members"));
    problems.AddUnless(
        v1::Grounds_IsValid(exclusion.grounds()) && exclusion.grounds() != v1::GROUNDS_UNSPECIFIED,
        absl::StrCat(of,
                     " states no grounds: breach_of_agreement, loss_of_assurance, "
                     "unreachable or organisation_ended"));
  }
}

}  // namespace

void CheckTerms(const v1::Constitution& constitution, Problems& problems) {
  CheckPrevious(constitution, problems);
  CheckExclusions(constitution, problems);
  problems.AddUnless(v1::InFlight_IsValid(constitution.in_flight()),
                     "in_flight must be finish or stop");
  problems.AddUnless(v1::DepartedShares_IsValid(constitution.departure().shares()),
                     "departure.shares must be keep_30_days or wipe");
  const uint32_t quorum = constitution.reserved().quorum_percent();
  problems.AddUnless(quorum == 0 || (quorum >= kLeastQuorum && quorum <= 100),
                     absl::StrCat("reserved.quorum_percent is ", quorum, ": it must be ",
                                  kLeastQuorum, " to 100"));
  if (!constitution.has_escalation()) return;
  const v1::Escalation& escalation = constitution.escalation();
  problems.AddUnless(!absl::StripAsciiWhitespace(escalation.title()).empty(),
                     "escalation.title is missing: the body to which a refused author may turn");
  problems.AddUnless(escalation.days() >= 1 && escalation.days() <= kMostEscalationDays,
                     absl::StrCat("escalation.days is ", escalation.days(), ": it must be 1 to ",
                                  kMostEscalationDays));
}

}  // namespace ginnel::governance
