// SPDX-License-Identifier: Apache-2.0
#include "governance/panel.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "governance/identifier.h"
#include "governance/refuse.h"

namespace ginnel::governance {
namespace {

constexpr uint32_t kMostSeats = 50;
constexpr size_t kLeastOrganisations = 2;
constexpr uint32_t kLeastQuorum = 2;  // one person alone is no panel

bool IsParty(const v1::Constitution& constitution, std::string_view id) {
  const auto is = [id](const auto& party) { return party.id() == id; };
  return std::any_of(constitution.members().begin(), constitution.members().end(), is) ||
         std::any_of(constitution.trustees().begin(), constitution.trustees().end(), is);
}

}  // namespace

const v1::Panel* FindPanel(const v1::Constitution& constitution, std::string_view id) {
  for (const v1::Panel& panel : constitution.panels()) {
    if (panel.id() == id) return &panel;
  }
  return nullptr;
}

void CheckPanels(const v1::Constitution& constitution, Problems& problems) {
  std::set<std::string> ids;
  for (const v1::Panel& panel : constitution.panels()) {
    const std::string of = absl::StrCat("panel ", panel.id());
    problems.AddUnless(
        IsPartyId(panel.id()),
        absl::StrCat("panel id '", panel.id(), "' must be lower-case letters, digits and hyphens"));
    problems.AddUnless(ids.insert(panel.id()).second, absl::StrCat(of, " is there twice"));
    std::set<std::string> seats;
    for (const std::string& person : panel.people()) {
      const absl::StatusOr<PersonName> name = ParsePersonId(person);
      problems.AddUnless(
          name.ok() && IsParty(constitution, name->party),
          absl::StrCat(of, ": '", person, "' is nobody of a party of the agreement"));
      problems.AddUnless(seats.insert(person).second,
                         absl::StrCat(of, ": '", person, "' has two seats"));
    }
    problems.AddUnless(
        panel.quorum() >= kLeastQuorum && panel.quorum() <= seats.size() &&
            seats.size() <= kMostSeats,
        absl::StrCat(of, ": quorum is ", panel.quorum(), ": it must be ", kLeastQuorum, " to ",
                     seats.size(), ", its seats, of which there are at most ", kMostSeats));
  }
}

absl::StatusOr<crypto::VerifyingKey> PanelKey(const std::string& person, const v1::Panel& panel,
                                              const Agreement& agreement) {
  const bool sits =
      std::find(panel.people().begin(), panel.people().end(), person) != panel.people().end();
  const bool role = agreement.HasRole(person, v1::ROLE_IG_LEAD) ||
                    agreement.HasRole(person, v1::ROLE_IG_DEPUTY) ||
                    agreement.HasRole(person, v1::ROLE_AUDITOR) ||
                    agreement.HasRole(person, v1::ROLE_LAY_MEMBER);
  if (!sits || !role) {
    return Refuse(v1::REASON_APPROVER_NOT_ENTITLED,
                  absl::StrCat("'", person, "' does not sit on the panel ", panel.id(),
                               ", or has no role in the agreement that lets them"));
  }
  return agreement.SigningKeyOf(person);
}

absl::Status CheckQuorum(const std::set<std::string>& approvers, const v1::Panel& panel,
                         const Agreement& agreement) {
  if (approvers.size() < panel.quorum()) {
    return Refuse(v1::REASON_APPROVAL_MISSING,
                  absl::StrCat(approvers.size(), " of the panel ", panel.id(),
                               " have approved, and its quorum is ", panel.quorum()));
  }
  // One organisation's people, however many, are one voice: it gives them their keys. So the
  // author's organisation alone is no quorum either.
  std::set<std::string> organisations;
  for (const std::string& person : approvers) {
    ASSIGN_OR_RETURN(const PersonName name, ParsePersonId(person));
    organisations.insert(agreement.OrganisationOf(name.party));
  }
  if (organisations.size() >= kLeastOrganisations) return absl::OkStatus();
  return Refuse(v1::REASON_APPROVAL_MISSING,
                absl::StrCat("everybody of the panel ", panel.id(),
                             " who approved is of one organisation: another must too"));
}

}  // namespace ginnel::governance
