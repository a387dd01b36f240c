// SPDX-License-Identifier: Apache-2.0
#include "cli/indicators/series_command.h"

#include <CLI/CLI.hpp>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/command/json.h"
#include "base/status.h"
#include "cli/indicators/indicator_report.h"
#include "cli/indicators/indicator_set.h"
#include "cli/query/draft.h"
#include "governance/query_class.h"
#include "governance/statement.h"

namespace ginnel::cli {
namespace {

constexpr int kValidDays = 90;

struct Options {
  std::string file;
  std::string as;
  std::string at;
  bool submit = false;
  bool json = false;
};

struct Session {
  Person person;
  LoadedSet set;
  std::unique_ptr<CoordinatorClient> client;
};

absl::StatusOr<Session> Open(const Options& options, const Terminal& terminal, const Dial* dial) {
  Session session;
  ASSIGN_OR_RETURN(session.person, Person::Load(options.as, terminal.clock));
  ASSIGN_OR_RETURN(session.set, LoadIndicatorSet(options.file));
  if (dial != nullptr) {
    ASSIGN_OR_RETURN(session.client, (*dial)(session.person, terminal.clock));
  }
  return session;
}

// All are planned before the first is signed: a set is submitted whole or not at all.
absl::Status Ask(const Options& options, Terminal& terminal, const Dial& dial) {
  const absl::StatusOr<Day> at = ParseDay(options.at);
  if (!at.ok()) return absl::InvalidArgumentError(absl::StrCat("--at: ", at.status().message()));
  ASSIGN_OR_RETURN(const Session session,
                   Open(options, terminal, options.submit ? &dial : nullptr));
  std::vector<PlannedQuery> planned;
  for (size_t i = 0; i < session.set.queries.size(); ++i) {
    ASSIGN_OR_RETURN(const v1::Query query,
                     QueryAt(session.set.queries[i], *at, session.set.set.cadence(),
                             DayOf(terminal.clock.Now()), kValidDays));
    absl::StatusOr<PlannedQuery> plan = PlanKnownQuery(query, session.person);
    if (!plan.ok()) {
      return absl::Status(plan.status().code(),
                          absl::StrCat(session.set.set.queries(static_cast<int>(i)).file(), ": ",
                                       plan.status().message()));
    }
    planned.push_back(*std::move(plan));
  }
  for (const PlannedQuery& each : planned) {
    if (!options.submit) {
      terminal.out << Explain(each, session.person) << "\n";
      continue;
    }
    ASSIGN_OR_RETURN(const crypto::SigningKey key, session.person.SigningKey());
    ASSIGN_OR_RETURN(const v1::Envelope envelope, governance::SignStatement(each.query, key));
    ASSIGN_OR_RETURN(const v1::QueryStatus status, session.client->Submit(envelope));
    terminal.out << status.query_digest() << "  " << status.title() << "\n";
  }
  return absl::OkStatus();
}

// Which of the set's queries `found` is, by what it asks; empty for another. Its author's signature
// is checked as for `query show`.
absl::StatusOr<std::string> IdOf(const v1::GetQueryResponse& found, const Session& session,
                                 const std::map<std::string, std::string>& by_series) {
  ASSIGN_OR_RETURN(
      const v1::Query query,
      governance::OpenStatementBy<v1::Query>(found.query(), [&](const v1::Query& claimed) {
        return session.person.agreement->SigningKeyOf(claimed.author());
      }));
  ASSIGN_OR_RETURN(const crypto::Digest series, governance::SeriesDigest(query));
  const auto at = by_series.find(series.ToHex());
  return at == by_series.end() ? std::string() : at->second;
}

absl::Status Report(const Options& options, Terminal& terminal, const Dial& dial) {
  ASSIGN_OR_RETURN(const Session session, Open(options, terminal, &dial));
  std::map<std::string, std::string> by_series;
  for (size_t i = 0; i < session.set.queries.size(); ++i) {
    ASSIGN_OR_RETURN(const crypto::Digest series, governance::SeriesDigest(session.set.queries[i]));
    by_series[series.ToHex()] = session.set.set.queries(static_cast<int>(i)).id();
  }
  ASSIGN_OR_RETURN(
      const crypto::VerifyingKey coordinator,
      session.person.agreement->SigningKeyOf(session.person.agreement->trustee(1).id()));
  ASSIGN_OR_RETURN(const v1::ListQueriesResponse all, session.client->List());
  std::vector<SeriesRelease> releases;
  for (const v1::QueryStatus& status : all.queries()) {
    if (status.state() != v1::QUERY_STATE_RELEASED) continue;
    ASSIGN_OR_RETURN(const v1::GetQueryResponse found, session.client->Get(status.query_digest()));
    ASSIGN_OR_RETURN(const std::string id, IdOf(found, session, by_series));
    if (id.empty()) continue;
    const std::string digest = crypto::PayloadDigest(found.query()).ToHex();
    ASSIGN_OR_RETURN(const v1::Envelope envelope, session.client->GetRelease(digest, 0));
    ASSIGN_OR_RETURN(v1::Release release,
                     governance::OpenStatement<v1::Release>(envelope, coordinator));
    if (release.query_digest() != digest) {
      return absl::DataLossError("the coordinator answered with the release of another query");
    }
    releases.push_back({id, std::move(release)});
  }
  const config::IndicatorReport report = ReportOn(session.set, releases);
  if (options.json) {
    ASSIGN_OR_RETURN(const std::string json, ToReadableJson(report));
    terminal.out << json;
    return absl::OkStatus();
  }
  PrintReport(report, terminal.out);
  return absl::OkStatus();
}

}  // namespace

void AddSeriesCommand(CLI::App& query_group, Terminal& terminal, const Dial& dial) {
  CLI::App* command = query_group.add_subcommand(
      "series", "A set of indicators: ask its queries as at a day, or read what they gave so far");
  auto options = std::make_shared<Options>();
  command->add_option("FILE", options->file, "indicator set (YAML)")->required();
  command->add_option("--as", options->as,
                      "who you are: a person's folder (default: $GINNEL_PERSON)");
  CLI::Option* at = command->add_option(
      "--at", options->at,
      "ask as at this day, the first of a month of the cadence; shown in plain English");
  command->add_flag("--submit", options->submit, "with --at: sign the queries and hand them over")
      ->needs(at);
  command->add_flag("--json", options->json, "print JSON")->excludes(at);
  command->footer(
      "Each query's period moves with the day and keeps its length. Without --at: each indicator "
      "over\n"
      "time, with baseline, target and public benchmarks. Leads can approve a series ahead of it\n"
      "(`ginnel standing give`).\n\n"
      "Examples:\n"
      "  ginnel query series models/indicators/strategic.yaml --at 2026-07-01 --as people/analyst\n"
      "  ginnel query series models/indicators/strategic.yaml --at 2026-07-01 --submit --as "
      "people/analyst\n"
      "  ginnel query series models/indicators/strategic.yaml --as people/analyst");
  command->callback([options, &terminal, &dial] {
    terminal.outcome =
        options->at.empty() ? Report(*options, terminal, dial) : Ask(*options, terminal, dial);
  });
}

}  // namespace ginnel::cli
