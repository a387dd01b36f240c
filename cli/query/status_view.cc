// SPDX-License-Identifier: Apache-2.0
#include "cli/query/status_view.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/interest.h"
#include "disclosure/text_grid.h"

namespace ginnel::cli {

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

void PrintStatus(const v1::QueryStatus& status, std::ostream& out) {
  out << Printable(status.title()) << "\n"
      << "  query     " << Printable(status.query_digest()) << "\n"
      << "  state     " << StateInEnglish(status.state()) << "\n"
      << "  author    " << Printable(status.author()) << "\n"
      << "  submitted " << Printable(status.submitted_at()) << ", open until "
      << Printable(status.not_after()) << "\n"
      << "  runs      " << status.runs_used() << " of " << status.runs_allowed() << " used\n";
  if (!status.detail().empty()) out << "  detail    " << Printable(status.detail()) << "\n";
  if (!status.step().empty()) out << "  step      " << Printable(status.step()) << "\n";
  for (const v1::MemberDecision& decision : status.decisions()) {
    out << "  " << absl::StrFormat("%-24s", Printable(decision.member()));
    switch (decision.decision()) {
      case v1::MemberDecision::DECISION_APPROVED:
        out << "approved by " << Printable(decision.person())
            << " (interest: " << InterestInEnglish(decision.interest())
            << "): " << Printable(decision.reason());
        break;
      case v1::MemberDecision::DECISION_REFUSED:
        out << "refused by " << Printable(decision.person()) << ": "
            << Printable(decision.reason());
        break;
      default:
        out << "has not decided";
    }
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
