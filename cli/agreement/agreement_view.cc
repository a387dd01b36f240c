// SPDX-License-Identifier: Apache-2.0
#include "cli/agreement/agreement_view.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/document.h"
#include "base/spaced.h"
#include "base/status.h"
#include "cli/agreement/document_signing.h"
#include "crypto/digest.h"
#include "governance/agreement.h"
#include "governance/agreement_folder.h"
#include "governance/constitution_terms.h"
#include "governance/linkage.h"
#include "governance/member_areas.h"

namespace ginnel::cli {
namespace {

// "SECTOR_GENERAL_PRACTICE" → "general practice", "ROLE_IG_LEAD" → "IG lead".
std::string Words(const std::string& enum_name, size_t prefix) {
  const std::string words = Spaced(absl::AsciiStrToLower(enum_name.substr(prefix)));
  if (words == "ig lead") return "IG lead";
  if (words == "it admin") return "IT administrator";
  return words;
}

std::string SectorsOf(const v1::Member& member) {
  std::vector<std::string> words;
  for (const int sector : member.sectors()) {
    words.push_back(Words(v1::Sector_Name(static_cast<v1::Sector>(sector)), sizeof("SECTOR_") - 1));
  }
  return absl::StrJoin(words, ", ");
}

std::string RolesOf(const v1::Person& person) {
  std::vector<std::string> words;
  for (const int role : person.roles()) {
    words.push_back(Words(v1::Role_Name(static_cast<v1::Role>(role)), sizeof("ROLE_") - 1));
  }
  return absl::StrJoin(words, ", ");
}

void PrintParties(const v1::Constitution& constitution, std::ostream& out) {
  out << "\nMembers\n";
  for (const v1::Member& member : constitution.members()) {
    out << "  " << member.id() << " (" << member.title() << "), "
        << (member.kind() == v1::MEMBER_KIND_FULL ? "full member" : "associate") << ", supplies "
        << SectorsOf(member) << ", expects to hold " << member.expected_people() << " people";
    if (member.has_areas()) out << ", registered " << governance::SayAreas(member);
    out << "\n";
  }
  out << "\nTrustees: each holds a part of every upload; no two may be run together\n";
  for (int i = 0; i < constitution.trustees_size(); ++i) {
    const v1::Trustee& trustee = constitution.trustees(i);
    out << "  " << i + 1 << ". " << trustee.id() << (i == 0 ? " (the coordinator)" : "")
        << ", run by " << trustee.organisation() << " on " << trustee.host() << ", administered by "
        << trustee.administrator() << "\n";
  }
}

void PrintPurposes(const v1::Constitution& constitution, std::ostream& out) {
  out << "\nPurposes for which a question may be asked\n";
  for (const v1::Purpose& purpose : constitution.purposes()) {
    out << "  " << purpose.id() << ": " << purpose.title()
        << "\n    legal basis: " << purpose.legal_basis() << "\n    opt-outs: ";
    if (purpose.opt_out_rule() == v1::OPT_OUT_RULE_ALLOW_LIST) {
      out << "only people on a list that is at most " << purpose.list_max_age_days()
          << " days old\n";
    } else {
      out << "not applicable\n";
    }
  }
}

void PrintFloors(const v1::Floors& floors, std::ostream& out) {
  out << "\nFloors: a query may be stricter, never looser\n"
      << "  disclosure profile " << floors.profile() << "\n  under " << floors.minimum_members()
      << " members, approvals must say that cells are attributable\n  at most " << floors.max_runs()
      << " runs of one query\n  an approval lives at most " << floors.max_approval_days()
      << " days\n  at most " << floors.queries_per_author_and_week()
      << " queries by one author in a week\n";
  if (floors.decision_days() > 0) {
    out << "  members decide within " << floors.decision_days() << " days, or a query expires\n";
  }
}

void PrintPanels(const v1::Constitution& constitution, std::ostream& out) {
  if (constitution.panels().empty()) return;
  out << "\nPanels: they decide for members that let them\n";
  for (const v1::Panel& panel : constitution.panels()) {
    out << "  " << panel.id() << ": " << panel.title() << "; " << panel.quorum() << " of "
        << absl::StrJoin(panel.people(), ", ") << "\n";
  }
}

void PrintLinkage(const v1::Constitution& constitution, std::ostream& out) {
  if (!constitution.has_linkage()) return;
  out << "\nLinkage: questions may link people across members\n  the spine is shared by the nodes "
      << "of " << absl::StrJoin(governance::LinkageMembers(constitution), ", ")
      << "\n  its people are those of "
      << absl::StrJoin(governance::SpineMembers(constitution), ", ")
      << ", with those who left or died in the " << governance::LookBackMonths(constitution)
      << " months before"
      << "\n  a new one at most every "
      << absl::ToInt64Hours(governance::TimeBetweenEpochs(constitution)) / 24
      << " days; it stops where more than " << constitution.linkage().most_dual_per_10000()
      << " in ten thousand people are on two lists\n";
}

void PrintTerms(const v1::Constitution& constitution, std::ostream& out) {
  out << "\nWhen this version changes or somebody leaves\n"
      << "  queries under the version before: "
      << (governance::LetsEarlierQueriesFinish(constitution) ? "finish, until their own last day"
                                                             : "stop")
      << "\n  kept shares of releases in which a departed member took part: "
      << (governance::WipesSharesOfDeparted(constitution) ? "wiped" : "kept for their 30 days")
      << "\n  to put a full member out: " << governance::QuorumPercent(constitution)
      << " % of the full members sign\n";
  for (const v1::Exclusion& exclusion : constitution.exclusions()) {
    out << "  put out by this version: " << exclusion.member() << ", "
        << Words(v1::Grounds_Name(exclusion.grounds()), sizeof("GROUNDS_") - 1) << "\n";
  }
  if (constitution.has_escalation()) {
    out << "  the author of a refused query may turn to: " << constitution.escalation().title()
        << ", which answers in " << constitution.escalation().days() << " days\n";
  }
}

void PrintPeople(const v1::AgreementView& view, std::ostream& out) {
  out << "\nPeople\n";
  bool any = false;
  for (const v1::Operations& operations : view.operations()) {
    for (const v1::Person& person : operations.people()) {
      out << "  " << person.id() << ": " << RolesOf(person) << "\n";
      any = true;
    }
  }
  if (!any) out << "  none yet: each party names its own in operations/PARTY.yaml\n";
}

// Members that list none act for themselves, and are not named.
void PrintPractices(const v1::AgreementView& view, std::ostream& out) {
  bool heading = false;
  for (const v1::Operations& operations : view.operations()) {
    if (operations.controllers().empty()) continue;
    if (!heading) out << "\nPractices: a member that lists any answers for their people alone\n";
    heading = true;
    for (const v1::Controller& controller : operations.controllers()) {
      out << "  " << operations.party() << ": " << controller.ods_code();
      if (!controller.title().empty()) out << " (" << controller.title() << ")";
      out << (controller.withdrawn() ? ", withdrawn" : "") << "\n";
    }
  }
}

}  // namespace

absl::StatusOr<v1::AgreementView> ViewAgreement(const std::string& folder, const Clock& clock) {
  v1::AgreementView view;
  const auto loaded = governance::Agreement::Load(folder, clock);
  view.set_in_force(loaded.ok());
  if (!loaded.ok()) {
    view.set_detail(std::string(loaded.status().message()));
    ASSIGN_OR_RETURN(*view.mutable_constitution(),
                     CurrentConstitution(governance::AgreementFolder(folder)));
    ASSIGN_OR_RETURN(const std::string payload, CanonicalJson(view.constitution()));
    view.set_digest(crypto::Sha256(std::string_view(payload)).ToHex());
    return view;
  }
  const governance::Agreement& agreement = **loaded;
  view.set_digest(agreement.digest().ToHex());
  *view.mutable_constitution() = agreement.constitution();
  const auto add = [&](const std::string& party) {
    if (const v1::Operations* operations = agreement.FindOperations(party))
      *view.add_operations() = *operations;
  };
  for (const v1::Member& member : agreement.constitution().members()) add(member.id());
  for (const v1::Trustee& trustee : agreement.constitution().trustees()) add(trustee.id());
  return view;
}

void PrintAgreement(const v1::AgreementView& view, std::ostream& out) {
  const v1::Constitution& constitution = view.constitution();
  out << constitution.title() << "\nversion " << constitution.version() << ", from "
      << constitution.starts() << " to " << constitution.ends() << "\ngateway "
      << (constitution.gateway() == v1::GATEWAY_LIVE
              ? "live: releases are for decisions"
              : "shadow: every release is marked as on trial")
      << "\nagreement digest " << view.digest() << "\n";
  if (!view.in_force()) out << "NOT IN FORCE: " << view.detail() << "\n";
  PrintParties(constitution, out);
  PrintPurposes(constitution, out);
  PrintFloors(constitution.floors(), out);
  PrintPanels(view.constitution(), out);
  PrintLinkage(constitution, out);
  PrintTerms(constitution, out);
  out << "\nWords: dictionary " << constitution.dictionary().name() << " version "
      << constitution.dictionary().version() << ", " << constitution.dictionary().variables_size()
      << " variables, " << constitution.models_size() << " segmentation models\n";
  PrintPeople(view, out);
  PrintPractices(view, out);
}

}  // namespace ginnel::cli
