// SPDX-License-Identifier: Apache-2.0
#include "cli/query/status_view.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "base/calendar.h"
#include "cli/interest.h"
#include "disclosure/text_grid.h"

namespace ginnel::cli {
namespace {

std::string SayDuration(absl::Duration time) {
  const int64_t hours = std::max<int64_t>(absl::ToInt64Hours(time), 0);
  return hours < 48 ? absl::StrCat(hours, " h") : absl::StrCat(hours / 24, " days");
}

// A person, with the panel that they speak for; or what was decided ahead.
std::string WhoDecided(const v1::MemberDecision& decision) {
  if (decision.person().empty()) return decision.basis();
  if (decision.basis().empty()) return decision.person();
  return absl::StrCat(decision.person(), " for the ", decision.basis());
}

// Time to decision.
std::string HowLong(const v1::QueryStatus& status, const v1::MemberDecision& decision) {
  const auto submitted = ParseRfc3339(status.submitted_at());
  const auto decided = ParseRfc3339(decision.decided_at());
  if (!submitted.ok() || !decided.ok()) return "";
  return absl::StrCat(" after ", SayDuration(*decided - *submitted));
}

}  // namespace

// The coordinator's and other organisations' words: they may not steer this terminal.
using disclosure::Printable;

std::string StateInEnglish(v1::QueryState state) {
  switch (state) {
    case v1::QUERY_STATE_AWAITING_APPROVAL:
      return "awaiting approval";
    case v1::QUERY_STATE_APPROVED:
      return "approved";
    case v1::QUERY_STATE_RUNNING:
      return "running";
    case v1::QUERY_STATE_RELEASED:
      return "released";
    case v1::QUERY_STATE_WITHHELD:
      return "withheld";
    case v1::QUERY_STATE_REFUSED:
      return "refused";
    case v1::QUERY_STATE_EXPIRED:
      return "expired";
    case v1::QUERY_STATE_FAILED:
      return "failed";
    default:
      return "unknown";
  }
}

void PrintLine(const v1::QueryStatus& status, std::ostream& out) {
  out << absl::StrFormat("%s  %-17s  %s\n", Printable(status.query_digest().substr(0, 16)),
                         StateInEnglish(status.state()), Printable(status.title()));
}

void PrintReminder(const v1::QueryStatus& status, const std::string& member, absl::Time now,
                   std::ostream& out) {
  if (status.state() != v1::QUERY_STATE_AWAITING_APPROVAL) return;
  std::vector<std::string> waiting;
  bool own = false;
  for (const v1::MemberDecision& each : status.decisions()) {
    // One of two, or half a panel, is not a decision yet.
    const bool decided = each.decision() != v1::MemberDecision::DECISION_UNSPECIFIED;
    if (decided && each.detail().empty()) continue;
    own = own || each.member() == member;
    if (waiting.empty() || waiting.back() != each.member()) waiting.push_back(each.member());
  }
  out << "                    waits for "
      << (own ? "YOU" : Printable(absl::StrJoin(waiting, ", ")));
  if (const auto by = ParseRfc3339(status.decide_by()); by.ok()) {
    out << ", until " << Printable(status.decide_by()) << " (" << SayDuration(*by - now)
        << " left)";
  }
  out << "\n";
}

void PrintEscalation(const v1::QueryStatus& status, const v1::Constitution& constitution,
                     std::ostream& out) {
  const v1::Escalation& escalation = constitution.escalation();
  if (status.state() != v1::QUERY_STATE_REFUSED || escalation.title().empty()) return;
  out << "  Its author may turn to: " << Printable(escalation.title());
  if (escalation.days() > 0) out << ", which answers within " << escalation.days() << " days";
  out << "\n";
}

void PrintStatus(const v1::QueryStatus& status, std::ostream& out) {
  out << Printable(status.title()) << "\n"
      << "  query     " << Printable(status.query_digest()) << "\n"
      << "  state     " << StateInEnglish(status.state()) << "\n"
      << "  author    " << Printable(status.author()) << "\n"
      << "  submitted " << Printable(status.submitted_at()) << ", open until "
      << Printable(status.not_after()) << "\n"
      << "  runs      " << status.runs_used() << " of " << status.runs_allowed() << " used\n";
  if (!status.decide_by().empty()) {
    out << "  decide by " << Printable(status.decide_by()) << "\n";
  }
  if (status.coverage() > 0) {
    out << "  coverage  at least " << status.coverage() << " of " << status.members_size()
        << " members\n";
  }
  if (!status.detail().empty()) out << "  detail    " << Printable(status.detail()) << "\n";
  if (!status.step().empty()) out << "  step      " << Printable(status.step()) << "\n";
  for (const v1::MemberDecision& decision : status.decisions()) {
    out << "  " << absl::StrFormat("%-24s", Printable(decision.member()));
    switch (decision.decision()) {
      case v1::MemberDecision::DECISION_APPROVED:
        out << "approved by " << Printable(WhoDecided(decision)) << HowLong(status, decision);
        if (decision.person().empty()) break;
        out << " (interest: " << InterestInEnglish(decision.interest())
            << "): " << Printable(decision.reason());
        break;
      case v1::MemberDecision::DECISION_REFUSED:
        out << "refused by " << Printable(decision.person()) << HowLong(status, decision) << ": "
            << Printable(decision.reason());
        break;
      default:
        out << "has not decided" << (decision.optional() ? ", and may be left out" : "");
    }
    if (!decision.detail().empty()) out << "; " << Printable(decision.detail());
    out << "\n";
  }
  if (!status.timings().empty()) out << "  last run:\n";
  for (const v1::RunTiming& timing : status.timings()) {
    out << absl::StrFormat("  %8.1f ms  %s\n", static_cast<double>(timing.microseconds()) / 1000,
                           Printable(timing.step()));
  }
}

absl::Status OutcomeOf(const v1::QueryStatus& status) {
  switch (status.state()) {
    case v1::QUERY_STATE_REFUSED:
    case v1::QUERY_STATE_WITHHELD:
      return absl::PermissionDeniedError(
          absl::StrCat("the query was not released: ", Printable(status.detail())));
    case v1::QUERY_STATE_EXPIRED:
      return absl::FailedPreconditionError(
          absl::StrCat("the query expired on ", status.not_after(), ": submit it anew"));
    case v1::QUERY_STATE_FAILED:
      return absl::FailedPreconditionError(
          absl::StrCat("the run failed: ", Printable(status.detail())));
    default:
      return absl::OkStatus();
  }
}

}  // namespace ginnel::cli
