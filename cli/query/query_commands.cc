// SPDX-License-Identifier: Apache-2.0
#include "cli/query/query_commands.h"

#include <CLI/CLI.hpp>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/command/json.h"
#include "base/status.h"
#include "cli/confirm.h"
#include "cli/interest.h"
#include "cli/query/decision.h"
#include "cli/query/draft.h"
#include "cli/query/explanation.h"
#include "cli/query/status_view.h"
#include "cli/rehearsal/rehearse.h"
#include "cli/rehearsal/survival_text.h"
#include "governance/remark.h"
#include "governance/statement.h"
#include "query/linkage/linkage_cost.h"

namespace ginnel::cli {
namespace {

struct Options {
  std::string subject;  // a query file, or a digest
  std::string as;
  std::string reason;
  std::string interest = "none";
  std::string panel;
  bool json = false;
  bool yes = false;
  bool wait = false;
  bool rehearse = false;
  uint64_t people = query::kAssumedPeople;
};

struct Context {
  Terminal& terminal;
  const Dial& dial;
};

using Body = absl::Status (*)(const Options&, const Context&);

struct Session {
  Person person;
  std::unique_ptr<CoordinatorClient> client;
};

absl::StatusOr<Session> Open(const Options& options, const Context& context) {
  Session session;
  ASSIGN_OR_RETURN(session.person, Person::Load(options.as, context.terminal.clock));
  ASSIGN_OR_RETURN(session.client, context.dial(session.person, context.terminal.clock));
  return session;
}

absl::Status Print(const v1::QueryStatus& status, const Options& options, const Context& context) {
  if (options.json) {
    ASSIGN_OR_RETURN(const std::string json, ToReadableJson(status));
    context.terminal.out << json;
  } else {
    PrintStatus(status, context.terminal.out);
  }
  return absl::OkStatus();
}

absl::Status Check(const Options& options, const Context& context) {
  ASSIGN_OR_RETURN(const Person person, Person::Load(options.as, context.terminal.clock));
  ASSIGN_OR_RETURN(const PlannedQuery planned, ReadQuery(options.subject, person));
  context.terminal.out << options.subject << ": valid. " << planned.plan.cells << " cells × "
                       << planned.plan.measures.size() << " measures, from "
                       << planned.roster.size() << " members\n";
  if (!options.rehearse) return absl::OkStatus();
  RehearsalWish wish{planned.query, person.agreement->constitution()};
  wish.advise = true;
  ASSIGN_OR_RETURN(const config::RehearsalReport report, Rehearse(std::move(wish)));
  context.terminal.out << "On a synthetic city: ";
  PrintSurvival(report, context.terminal.out);
  return absl::OkStatus();
}

absl::Status ExplainFile(const Options& options, const Context& context) {
  ASSIGN_OR_RETURN(const Person person, Person::Load(options.as, context.terminal.clock));
  ASSIGN_OR_RETURN(const PlannedQuery planned, ReadQuery(options.subject, person));
  const config::QueryExplanation explanation = ExplainPlan(planned, person, options.people);
  if (options.json) {
    ASSIGN_OR_RETURN(const std::string json, ToReadableJson(explanation));
    context.terminal.out << json;
  } else {
    PrintExplanation(explanation, context.terminal.out);
  }
  return absl::OkStatus();
}

absl::Status Submit(const Options& options, const Context& context) {
  ASSIGN_OR_RETURN(const Session session, Open(options, context));
  ASSIGN_OR_RETURN(const PlannedQuery planned, ReadQuery(options.subject, session.person));
  ASSIGN_OR_RETURN(const crypto::SigningKey key, session.person.SigningKey());
  ASSIGN_OR_RETURN(const v1::Envelope envelope, governance::SignStatement(planned.query, key));
  ASSIGN_OR_RETURN(const v1::QueryStatus status, session.client->Submit(envelope));
  return Print(status, options, context);
}

absl::Status List(const Options& options, const Context& context) {
  ASSIGN_OR_RETURN(const Session session, Open(options, context));
  ASSIGN_OR_RETURN(const v1::ListQueriesResponse all, session.client->List());
  if (options.json) {
    ASSIGN_OR_RETURN(const std::string json, ToReadableJson(all));
    context.terminal.out << json;
    return absl::OkStatus();
  }
  if (all.queries().empty()) context.terminal.out << "No queries yet.\n";
  const std::string member = session.person.agreement->PartyOf(session.person.config.person());
  for (const v1::QueryStatus& status : all.queries()) {
    PrintLine(status, context.terminal.out);
    PrintReminder(status, member, context.terminal.clock.Now(), context.terminal.out);
  }
  return absl::OkStatus();
}

// The digest of what the coordinator sent, which must be the query that was asked for: it could
// answer with another one, and `--yes` would sign that unread.
absl::StatusOr<std::string> DigestOf(const v1::GetQueryResponse& found, const Options& options) {
  const std::string digest = crypto::PayloadDigest(found.query()).ToHex();
  if (absl::StartsWith(digest, options.subject)) return digest;
  return absl::DataLossError(absl::StrCat("the coordinator answered with the query ", digest,
                                          ", which is not the one asked for"));
}

// What the coordinator says a query is counts only if its author signed exactly those bytes.
absl::StatusOr<PlannedQuery> VerifiedQueryOf(const v1::GetQueryResponse& found,
                                             const Person& person) {
  ASSIGN_OR_RETURN(
      const v1::Query query,
      governance::OpenStatementBy<v1::Query>(found.query(), [&](const v1::Query& claimed) {
        return person.agreement->SigningKeyOf(claimed.author());
      }));
  return PlanKnownQuery(query, person);
}

absl::Status Show(const Options& options, const Context& context) {
  ASSIGN_OR_RETURN(const Session session, Open(options, context));
  ASSIGN_OR_RETURN(const v1::GetQueryResponse found, session.client->Get(options.subject));
  RETURN_IF_ERROR(DigestOf(found, options).status());
  if (!options.json) {
    ASSIGN_OR_RETURN(const PlannedQuery planned, VerifiedQueryOf(found, session.person));
    context.terminal.out << Explain(planned, session.person) << "\n";
  }
  RETURN_IF_ERROR(Print(found.status(), options, context));
  if (!options.json) {
    PrintEscalation(found.status(), session.person.agreement->constitution(), context.terminal.out);
  }
  return absl::OkStatus();
}

absl::Status Approve(const Options& options, const Context& context) {
  ASSIGN_OR_RETURN(const Session session, Open(options, context));
  ASSIGN_OR_RETURN(const v1::GetQueryResponse found, session.client->Get(options.subject));
  ASSIGN_OR_RETURN(const PlannedQuery planned, VerifiedQueryOf(found, session.person));
  ASSIGN_OR_RETURN(const std::string digest, DigestOf(found, options));
  if (!options.json) context.terminal.out << Explain(planned, session.person) << "\n";
  ASSIGN_OR_RETURN(const v1::Interest interest, ParseInterest(options.interest));
  ASSIGN_OR_RETURN(const v1::Remark remark,
                   governance::MakeRemark(options.reason, context.terminal.random));
  ASSIGN_OR_RETURN(const std::vector<OnBehalf> members,
                   SpeaksFor(session.person, found, digest, options.panel));
  RETURN_IF_ERROR(Confirm(options.yes,
                          absl::StrCat("Approve exactly this for ", NamesOf(members),
                                       ", declaring as your interest: ", options.interest, "?"),
                          context.terminal));
  v1::QueryStatus status;
  for (const OnBehalf& each : members) {
    ASSIGN_OR_RETURN(const v1::Envelope approval,
                     SignApproval(session.person, planned, digest, each, interest, remark,
                                  context.terminal.clock));
    ASSIGN_OR_RETURN(status, session.client->Decide(approval, remark));
  }
  return Print(status, options, context);
}

absl::Status Refuse(const Options& options, const Context& context) {
  ASSIGN_OR_RETURN(const Session session, Open(options, context));
  ASSIGN_OR_RETURN(const v1::GetQueryResponse found, session.client->Get(options.subject));
  ASSIGN_OR_RETURN(const std::string digest, DigestOf(found, options));
  ASSIGN_OR_RETURN(const PlannedQuery planned, VerifiedQueryOf(found, session.person));
  RETURN_IF_ERROR(
      Confirm(options.yes, "Refuse \"" + planned.query.title() + "\"?", context.terminal));
  ASSIGN_OR_RETURN(const v1::Remark remark,
                   governance::MakeRemark(options.reason, context.terminal.random));
  ASSIGN_OR_RETURN(const v1::Envelope refusal,
                   SignRefusal(session.person, digest, remark, context.terminal.clock));
  ASSIGN_OR_RETURN(const v1::QueryStatus status, session.client->Decide(refusal, remark));
  return Print(status, options, context);
}

// The approvals of the person's own member among what the coordinator sent: as long as one of
// several stands, the member may still be taken to have said yes.
absl::StatusOr<std::vector<v1::Envelope>> OwnApprovals(const v1::GetQueryResponse& found,
                                                       const Person& person,
                                                       const std::string& digest) {
  const std::string member = person.agreement->PartyOf(person.config.person());
  std::vector<v1::Envelope> own;
  for (const v1::Envelope& decision : found.decisions()) {
    if (!governance::IsStatement<v1::Approval>(decision)) continue;
    ASSIGN_OR_RETURN(const v1::Approval approval,
                     governance::ReadUnverifiedStatement<v1::Approval>(decision));
    // Of this query: what is signed is the digest of whatever the coordinator sent.
    if (approval.member() == member && approval.query_digest() == digest) own.push_back(decision);
  }
  if (!own.empty()) return own;
  return absl::FailedPreconditionError(
      absl::StrCat(member.empty() ? "this person's member" : member,
                   " has no approval of this query that it could take back; what it approved ahead "
                   "of queries: ginnel standing revoke"));
}

absl::Status Revoke(const Options& options, const Context& context) {
  ASSIGN_OR_RETURN(const Session session, Open(options, context));
  ASSIGN_OR_RETURN(const v1::GetQueryResponse found, session.client->Get(options.subject));
  ASSIGN_OR_RETURN(const std::string digest, DigestOf(found, options));
  ASSIGN_OR_RETURN(const PlannedQuery planned, VerifiedQueryOf(found, session.person));
  ASSIGN_OR_RETURN(const std::vector<v1::Envelope> approvals,
                   OwnApprovals(found, session.person, digest));
  RETURN_IF_ERROR(Confirm(options.yes,
                          "Take back the approval of \"" + planned.query.title() + "\"?",
                          context.terminal));
  ASSIGN_OR_RETURN(const v1::Remark remark,
                   governance::MakeRemark(options.reason, context.terminal.random));
  for (const v1::Envelope& approval : approvals) {
    ASSIGN_OR_RETURN(const v1::Envelope revocation,
                     SignRevocation(session.person, approval, remark, context.terminal.clock));
    RETURN_IF_ERROR(session.client->AddStatement(revocation, remark).status());
  }
  ASSIGN_OR_RETURN(const v1::GetQueryResponse now, session.client->Get(digest));
  return Print(now.status(), options, context);
}

absl::Status WaitFor(const std::string& digest, const Session& session, const Options& options,
                     const Context& context) {
  v1::QueryStatus last;
  std::string step;
  RETURN_IF_ERROR(session.client->Watch(digest, [&](const v1::QueryStatus& status) {
    last = status;
    const std::string now = status.step().empty() ? StateInEnglish(status.state()) : status.step();
    if (!options.json && now != step) context.terminal.err << now << "…\n";
    step = now;
    return true;
  }));
  RETURN_IF_ERROR(Print(last, options, context));
  return OutcomeOf(last);
}

absl::Status Run(const Options& options, const Context& context) {
  ASSIGN_OR_RETURN(const Session session, Open(options, context));
  ASSIGN_OR_RETURN(const v1::QueryStatus status, session.client->StartRun(options.subject));
  if (options.wait) return WaitFor(status.query_digest(), session, options, context);
  return Print(status, options, context);
}

absl::Status Wait(const Options& options, const Context& context) {
  ASSIGN_OR_RETURN(const Session session, Open(options, context));
  return WaitFor(options.subject, session, options, context);
}

struct Command {
  const char* name;
  const char* description;
  const char* subject;  // null: takes none
  const char* footer;
  Body body;
};

constexpr Command kCommands[] = {
    {"check", "Is a query file valid under the agreement? Needs no network", "FILE",
     "Examples:\n  ginnel query check query.yaml --as people/analyst\n  ginnel query check "
     "query.yaml "
     "--as people/analyst --rehearse",
     Check},
    {"explain", "A query file in plain English, and what each party would do for it", "FILE",
     "Examples:\n  ginnel query explain query.yaml --as people/analyst\n  ginnel query explain "
     "query.yaml --as people/analyst --people 1500000 --json",
     ExplainFile},
    {"submit", "Sign a query file and hand it to the coordinator", "FILE",
     "Prints the digest by which the query is known from now on.\n\nExamples:\n"
     "  ginnel query submit query.yaml --as people/analyst",
     Submit},
    {"list", "All queries and their states", nullptr,
     "Examples:\n  ginnel query list --as people/analyst --json", List},
    {"show", "One query in plain English, who decided, how its run went", "QUERY",
     "Examples:\n  ginnel query show 3f2a9c01 --as people/ig-lead@harness", Show},
    {"approve",
     "Read a query, then sign an approval of exactly it, for one's own member or as one of a panel",
     "QUERY",
     "Examples:\n  ginnel query approve 3f2a9c01 --as people/ig-lead@harness --reason \"Within the "
     "plan\"\n  ginnel query approve 3f2a9c01 --panel city-panel --as people/lay-member@office "
     "--reason \"Within the plan\"",
     Approve},
    {"refuse", "Sign a refusal, with the reason", "QUERY",
     "Examples:\n  ginnel query refuse 3f2a9c01 --as people/ig-lead@harness --reason \"No need "
     "shown\"",
     Refuse},
    {"revoke", "Take one's own member's approval back: nothing runs on it from now on", "QUERY",
     "What has been released stays released.\n\nExamples:\n"
     "  ginnel query revoke 3f2a9c01 --as people/ig-lead@harness --reason \"The purpose has "
     "changed\"",
     Revoke},
    {"run", "Run an approved query (its author)", "QUERY",
     "Examples:\n  ginnel query run 3f2a9c01 --as people/analyst --wait", Run},
    {"wait", "Wait until a query is released, refused, expired or failed", "QUERY",
     "Examples:\n  ginnel query wait 3f2a9c01 --as people/analyst", Wait},
};

}  // namespace

void AddQueryCommands(CLI::App& app, Terminal& terminal, const Dial& dial) {
  CLI::App* group = app.add_subcommand("query", "Ask, approve, run");
  group->require_subcommand(1);
  for (const Command& command : kCommands) {
    CLI::App* sub = group->add_subcommand(command.name, command.description);
    auto options = std::make_shared<Options>();
    if (command.subject != nullptr) {
      sub->add_option(command.subject, options->subject,
                      std::string(command.subject) == "FILE"
                          ? "query file (YAML)"
                          : "digest, or its first 8 or more digits")
          ->required();
    }
    sub->add_option("--as", options->as,
                    "who you are: a person's folder (default: $GINNEL_PERSON)");
    sub->add_flag("--json", options->json, "print JSON");
    const std::string name = command.name;
    if (name == "approve") {
      sub->add_option("--panel", options->panel,
                      "approve as one of this panel, for every member that delegated it");
      sub->add_option("--interest", options->interest,
                      "your interest in this query: none, professional, financial or personal "
                      "(default: none); it stands on the register");
    }
    if (name == "approve" || name == "refuse" || name == "revoke") {
      sub->add_option(
             "--reason", options->reason,
             "why; shown to everybody in the agreement, and no place for a person's details")
          ->required();
      sub->add_flag("--yes", options->yes, "sign without being asked");
    }
    if (name == "check") {
      sub->add_flag("--rehearse", options->rehearse,
                    "say too how much would be shown on a synthetic city, and which coarser cuts "
                    "mostly survive (a few seconds)");
    }
    if (name == "explain") {
      sub->add_option("--people", options->people,
                      "linked queries: for how many people registered (default: 800000)")
          ->check(CLI::Range(uint64_t{1}, query::kPeopleLimit));
    }
    if (name == "run") sub->add_flag("--wait", options->wait, "wait for the release");
    sub->footer(command.footer);
    const Body body = command.body;
    sub->callback([options, body, &terminal, &dial] {
      terminal.outcome = body(*options, Context{terminal, dial});
    });
  }
}

}  // namespace ginnel::cli
