// SPDX-License-Identifier: Apache-2.0
#include "cli/register/quarter_report.h"

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/calendar.h"
#include "disclosure/text_grid.h"

namespace ginnel::cli {
namespace {

using Times = std::optional<absl::Time>;

// Signed by people, so it may be any text.
Times Parse(const std::string& text) {
  const absl::StatusOr<absl::Time> time = ParseRfc3339(text);
  return time.ok() ? Times(*time) : std::nullopt;
}

absl::Time StartOf(int year, int month) {
  return absl::FromCivil(absl::CivilMonth(year, month), absl::UTCTimeZone());
}

// What one member took, in days.
struct Taken {
  std::string organisation;
  uint32_t decisions = 0;
  std::vector<double> days;
};

class Counter {
 public:
  Counter(const Quarter& quarter, absl::Time now, v1::QuarterReport& report)
      : quarter_(quarter), now_(now), report_(report) {}

  void Take(const v1::PublicQuery& query) {
    const Times submitted = Parse(query.submitted_at());
    Times decided, refused, approved;
    std::map<std::string, absl::Time> yes;
    for (const v1::PublicWord& word : query.words()) {
      const Times at = Parse(word.at());
      if (!at) continue;
      if (word.kind() == v1::PublicWord::KIND_TOOK_BACK) {
        if (Inside(at)) report_.set_revocations(report_.revocations() + 1);
        yes.erase(word.member());
        continue;
      }
      if (word.kind() == v1::PublicWord::KIND_APPROVED_AHEAD) {
        yes[word.member()] = *at;  // nobody was asked, so nobody took time
        continue;
      }
      if (!decided) decided = at;
      Count(word, *at, submitted);
      if (word.kind() == v1::PublicWord::KIND_REFUSED) {
        if (!refused) refused = at;
        continue;
      }
      yes[word.member()] = *at;
      if (!approved) approved = Complete(query, yes);
    }
    const Times asked = submitted ? submitted : decided;
    if (!asked) report_.set_asked_undated(report_.asked_undated() + 1);
    if (Inside(asked)) report_.set_asked(report_.asked() + 1);
    if (Inside(approved)) report_.set_approved(report_.approved() + 1);
    if (Inside(refused)) report_.set_refused(report_.refused() + 1);
    TakeReleases(query);
    if (query.releases().empty() && !refused) TakeEnd(query);
  }

  void Take(const v1::PublicSuspension& suspension) {
    if (!Inside(Parse(suspension.at()))) return;
    if (suspension.lifted()) {
      report_.set_suspensions_lifted(report_.suspensions_lifted() + 1);
    } else {
      report_.set_suspensions(report_.suspensions() + 1);
    }
  }

  void Finish() {
    for (auto& [member, taken] : taken_) {
      v1::MemberTimes& times = *report_.add_members();
      times.set_member(member);
      times.set_organisation(taken.organisation);
      times.set_decisions(taken.decisions);
      times.set_timed(static_cast<uint32_t>(taken.days.size()));
      if (taken.days.empty()) continue;
      std::sort(taken.days.begin(), taken.days.end());
      const size_t middle = taken.days.size() / 2;
      const bool even = taken.days.size() % 2 == 0;
      times.set_median_days(even ? (taken.days[middle - 1] + taken.days[middle]) / 2
                                 : taken.days[middle]);
      times.set_longest_days(taken.days.back());
    }
  }

 private:
  bool Inside(const Times& at) const { return at && *at >= quarter_.first && *at < quarter_.end; }

  void Count(const v1::PublicWord& word, absl::Time at, const Times& submitted) {
    if (!Inside(at)) return;
    Taken& taken = taken_[word.member()];
    taken.organisation = word.organisation();
    ++taken.decisions;
    if (submitted) {
      taken.days.push_back(std::max(0.0, absl::ToDoubleHours(at - *submitted) / 24));
    }
  }

  // The last approval's time, if everybody on the roster has approved.
  static Times Complete(const v1::PublicQuery& query,
                        const std::map<std::string, absl::Time>& yes) {
    Times last;
    for (const std::string& member : query.members()) {
      const auto found = yes.find(member);
      if (found == yes.end()) return std::nullopt;
      last = last ? std::max(*last, found->second) : found->second;
    }
    return last;
  }

  void TakeReleases(const v1::PublicQuery& query) {
    for (const v1::PublicRelease& release : query.releases()) {
      if (!Inside(Parse(release.released_at()))) continue;
      report_.set_releases(report_.releases() + 1);
      if (release.shadow()) report_.set_shadow_releases(report_.shadow_releases() + 1);
    }
  }

  void TakeEnd(const v1::PublicQuery& query) {
    const absl::StatusOr<Day> day = ParseDay(query.not_after());
    if (!day.ok()) return;
    const absl::Time end = absl::UnixEpoch() +
                           absl::Hours(24) * (static_cast<int64_t>(day->value) + 1) -
                           absl::Seconds(1);
    if (end < now_ && Inside(end)) report_.set_expired(report_.expired() + 1);
  }

  const Quarter& quarter_;
  const absl::Time now_;
  v1::QuarterReport& report_;
  std::map<std::string, Taken> taken_;
};

}  // namespace

absl::StatusOr<Quarter> ParseQuarter(const std::string& text) {
  const absl::StatusOr<Month> year = ParseMonth(text.substr(0, 4) + "-01");
  const bool fits =
      text.size() == 7 && text[4] == '-' && text[5] == 'Q' && text[6] >= '1' && text[6] <= '4';
  if (!fits || !year.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--quarter `", text, "`: write it as 2026-Q2, which is April to June"));
  }
  const int number = 1970 + year->value / 12;
  const int month = 1 + 3 * (text[6] - '1');
  return Quarter{text, StartOf(number, month), StartOf(number, month + 3)};
}

v1::QuarterReport ReportQuarter(const v1::PublicRecord& record, const Quarter& quarter,
                                absl::Time now) {
  v1::QuarterReport report;
  report.set_quarter(quarter.name);
  Counter counter(quarter, now, report);
  for (const v1::PublicQuery& query : record.queries()) counter.Take(query);
  for (const v1::PublicSuspension& suspension : record.suspensions()) counter.Take(suspension);
  counter.Finish();
  return report;
}

void PrintQuarter(const v1::QuarterReport& report, std::ostream& out) {
  out << report.quarter() << "\n"
      << "  queries asked        " << report.asked() << "\n";
  if (report.asked_undated() > 0) {
    out << "  (at a time that nothing tells: " << report.asked_undated() << ")\n";
  }
  out << "  approved by all      " << report.approved() << "\n"
      << "  refused              " << report.refused() << "\n"
      << "  expired              " << report.expired() << "\n"
      << "  releases             " << report.releases() << ", of which shadow "
      << report.shadow_releases() << "\n"
      << "  approvals taken back " << report.revocations() << "\n"
      << "  suspensions          " << report.suspensions() << ", lifted "
      << report.suspensions_lifted() << "\n";
  if (!report.members().empty()) out << "  days to decide (median, longest):\n";
  for (const v1::MemberTimes& times : report.members()) {
    out << absl::StrFormat("    %-24s", disclosure::Printable(times.member()));
    if (times.timed() == 0) {
      out << "unknown";
    } else {
      out << absl::StrFormat("%.1f, %.1f", times.median_days(), times.longest_days());
    }
    out << " over " << times.decisions() << "\n";
  }
}

}  // namespace ginnel::cli
