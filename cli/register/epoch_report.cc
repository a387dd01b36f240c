// SPDX-License-Identifier: Apache-2.0
#include "cli/register/epoch_report.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/calendar.h"
#include "base/reason.h"
#include "base/status.h"
#include "cli/register/speaker.h"
#include "disclosure/text_grid.h"
#include "governance/linkage.h"
#include "governance/register/epoch_query.h"
#include "governance/statement.h"

namespace ginnel::cli {
namespace {

using disclosure::Printable;
using governance::EpochOnRegister;

// Who started it, as organisation and role.
absl::Status AddStarter(const VerifiedRegister& verified, v1::EpochReport& report) {
  return verified.ForEach([&](const VerifiedRegister::Entry& entry) -> absl::Status {
    if (!governance::IsStatement<v1::Epoch>(entry.envelope)) return absl::OkStatus();
    ASSIGN_OR_RETURN(const v1::RegisterLine line, DescribeEntry(entry));
    report.set_organisation(line.organisation());
    report.set_role(line.role());
    return absl::OkStatus();
  });
}

uint64_t SlotsOf(const v1::Spine* word, const std::string& member) {
  if (word == nullptr) return 0;
  for (const v1::Spine::Part& part : word->parts()) {
    if (part.member() == member) return part.slots();
  }
  return 0;
}

void AddMembers(const EpochOnRegister& epoch, const governance::Agreement& agreement,
                v1::EpochReport& report) {
  const std::vector<std::string> members = governance::LinkageMembers(epoch.constitution);
  const std::vector<std::string> senders = governance::SpineMembers(epoch.constitution);
  const v1::Spine* common = epoch.CommonWord(members);
  for (const std::string& id : members) {
    v1::EpochMember& member = *report.add_members();
    member.set_member(id);
    member.set_organisation(TitleOf(id, agreement));
    const v1::Spine* word = epoch.WordOf(id);
    member.set_state(word == nullptr                         ? v1::EpochMember::STATE_WAITING
                     : governance::SameSpine(*word, *common) ? v1::EpochMember::STATE_STATED
                                                             : v1::EpochMember::STATE_DIFFERS);
    if (word != nullptr) member.set_stated_at(word->at());
    member.set_general_practice(std::find(senders.begin(), senders.end(), id) != senders.end());
    const v1::SpinePart* list = epoch.ListOf(id);
    member.set_listed(list != nullptr);
    if (list != nullptr) {
      member.set_people(list->people());
      member.set_former(list->former());
      member.set_registered_from(list->registered_from());
      member.set_registered_until(list->registered_until());
    }
    member.set_slots(SlotsOf(common, id));
  }
  report.set_detail(governance::MissingFor(epoch, members));
}

const char* Words(v1::EpochMember::State state) {
  if (state == v1::EpochMember::STATE_STATED) return "stated";
  return state == v1::EpochMember::STATE_DIFFERS ? "DIFFERS" : "waiting";
}

}  // namespace

absl::StatusOr<v1::EpochReport> ReportEpoch(const VerifiedRegister& verified, absl::Time now) {
  const auto agreement = verified.agreement();
  if (governance::LinkageMembers(agreement->constitution()).empty()) {
    return absl::FailedPreconditionError(
        "the agreement has no `linkage`, so there are no epochs: docs/linkage.md");
  }
  v1::EpochReport report;
  const absl::Duration between = governance::TimeBetweenEpochs(agreement->constitution());
  report.set_days_between_epochs(static_cast<uint32_t>(absl::ToInt64Hours(between) / 24));
  std::optional<v1::Epoch> last;
  EpochOnRegister epoch;
  RETURN_IF_ERROR(verified.on().Read([&](store::Snapshot& tx) -> absl::Status {
    ASSIGN_OR_RETURN(last, governance::LastEpoch(tx));
    if (!last) return absl::OkStatus();
    ASSIGN_OR_RETURN(epoch, governance::ReadEpoch(tx, *last));
    return absl::OkStatus();
  }));
  if (!last) return report;
  report.set_epoch(last->epoch());
  report.set_started_at(last->given_at());
  ASSIGN_OR_RETURN(const absl::Time started, ParseRfc3339(last->given_at()));
  if (started + between > now) report.set_next_from(ToRfc3339(started + between));
  RETURN_IF_ERROR(AddStarter(verified, report));
  AddMembers(epoch, *agreement, report);
  const absl::StatusOr<governance::AgreedSpine> agreed = verified.on().AgreedSpineNow();
  if (agreed.ok()) {
    report.set_agreed_epoch(agreed->epoch);
    report.set_spine_digest(agreed->digest.ToHex());
    report.set_slots(agreed->slots());
  } else if (absl::IsFailedPrecondition(agreed.status())) {
    report.set_detail(std::string(agreed.status().message()));
  } else {
    return agreed.status();
  }
  return report;
}

void PrintEpoch(const v1::EpochReport& report, std::ostream& out) {
  if (report.epoch() == 0) {
    out << "No epoch was started yet: `ginnel epoch start`\n";
    return;
  }
  out << "Epoch " << report.epoch() << ", started " << Printable(report.started_at()) << " by "
      << Printable(absl::StrCat(report.role(), ", ", report.organisation())) << "\n";
  for (const v1::EpochMember& member : report.members()) {
    out << absl::StrFormat("  %-24s %-8s", Printable(member.member()), Words(member.state()));
    if (member.general_practice() && member.listed()) {
      out << "  " << member.people() << " people listed (" << member.former()
          << " of them left or died since " << Printable(member.registered_from()) << "), as at "
          << Printable(member.registered_until());
      if (member.slots() > 0) out << ", " << member.slots() << " of them on the spine";
    } else if (member.general_practice()) {
      out << "  its list is awaited";
    }
    out << "\n";
  }
  if (!report.detail().empty()) out << "Missing: " << Printable(report.detail()) << "\n";
  if (report.agreed_epoch() > 0) {
    out << "Linked questions are asked over the spine of epoch " << report.agreed_epoch() << ": "
        << report.slots() << " people, digest " << report.spine_digest() << "\n";
  } else {
    out << "No linked question can be asked yet\n";
  }
  out << "The next epoch can be started "
      << (report.next_from().empty() ? std::string("now")
                                     : "from " + Printable(report.next_from()) + " on")
      << " (at most every " << report.days_between_epochs() << " days)\n";
}

}  // namespace ginnel::cli
