// SPDX-License-Identifier: Apache-2.0
#include "cli/register/register_commands.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>
#include <string_view>

#include "cli/register/epoch_actions.h"
#include "cli/register/mandate_actions.h"
#include "cli/register/pseudonym_actions.h"
#include "cli/register/register_actions.h"

namespace ginnel::cli {
namespace {

struct Command {
  const char* group;
  const char* name;
  const char* description;
  const char* subject;       // null: takes none
  const char* subject_help;  // "[…]": may be left out
  const char* takes;         // options besides --as and --json, with ! where it is needed
  const char* footer;
  RegisterAction action;
};

constexpr Command kCommands[] = {
    {"register", "list", "One line an entry: who said what, when, about which query", nullptr,
     nullptr, "from agreement",
     "Every entry is verified first.\n\nExamples:\n  ginnel register list --as people/analyst",
     ShowRegister},
    {"register", "fetch", "Keep a verified copy: register.jsonl and checkpoint.txt", nullptr,
     nullptr, "out!",
     "Into a folder that holds an earlier copy: the register must continue it.\n\n"
     "Examples:\n  ginnel register fetch --as people/auditor --out register",
     FetchRegister},
    {"register", "verify",
     "Judge every entry, the tree and both cosignatures; or one file of evidence", "DIR",
     "[a folder of `ginnel register fetch`; without it the coordinator's register]",
     "agreement evidence agreement-digest",
     "Needs no network with DIR or --evidence. Exits with 6 for any fault.\n\nExamples:\n"
     "  ginnel register verify register --agreement agreement\n"
     "  ginnel register verify --as people/auditor\n"
     "  ginnel register verify --evidence matrix.evidence.json --agreement-digest 9c41…",
     CheckRegister},
    {"register", "export", "The public page: index.html and register.csv, without any person",
     nullptr, nullptr, "from agreement out!",
     "Examples:\n  ginnel register export --as people/auditor --out public\n"
     "  ginnel register export --from register --agreement agreement --out public",
     ExportRegister},
    {"register", "report", "The numbers of a quarter", nullptr, nullptr, "from agreement quarter!",
     "Which times count is in docs/register.md.\n\nExamples:\n"
     "  ginnel register report --quarter 2026-Q2 --as people/auditor",
     ReportRegister},
    {"release", "evidence", "All that a release rests on, in one file that verifies by itself",
     "QUERY", "digest, or its first 8 or more digits", "run out!",
     "Examples:\n  ginnel release evidence 3f2a9c01 --as people/analyst --out "
     "matrix.evidence.json",
     WriteReleaseEvidence},
    {"agreement", "submit", "Hand signed operations, or a next constitution, to the register",
     "FILE", "a signed file, or the agreement's folder", "party",
     "Whoever hands it on: its own signature counts. Of a folder: the operations of --party, or "
     "without it the constitution.\n\nExamples:\n"
     "  ginnel agreement submit agreement --party harness --as people/it-admin@harness",
     SubmitAgreement},
    {"agreement", "fetch", "Bring the signed files of a folder up to the register", "DIR",
     "folder of the agreement", "from agreement",
     "Only higher versions are written. What people wrote (*.yaml) stays.\n\nExamples:\n"
     "  ginnel agreement fetch agreement --as people/analyst",
     FetchNewestAgreement},
    {"party", "suspend", "Stop one's own party's part in everything, at once", nullptr, nullptr,
     "reason!",
     "For IG leads and IT admins. What runs is voided.\n\nExamples:\n"
     "  ginnel party suspend --as people/ig-lead@harness --reason \"A fault in our extract\"",
     SuspendParty},
    {"party", "resume", "Take part again", nullptr, nullptr, "reason!",
     "Examples:\n  ginnel party resume --as people/ig-lead@harness --reason \"The extract is "
     "mended\"",
     ResumeParty},
    {"query", "go-ahead", "Let one's node answer, after a look at what it would contribute",
     "QUERY", "digest, or its first 8 or more digits", "loaded-at!",
     "For members whose policy is `hold`. The review card says when the data set was loaded: after "
     "another\ningest the word must be given anew.\n\nExamples:\n"
     "  ginnel query go-ahead 3f2a9c01 --loaded-at 2026-06-01T09:00:00Z --as "
     "people/ig-lead@harness",
     GoAhead},
    {"standing", "give", "Approve a recurring query, or a class of queries, ahead", "FILE",
     "[a query file: the same question for other periods and index dates; or use --class]",
     "class cadence! until! interest reason! yes",
     "Counts only while one's member's policy is `standing`; what does not match exactly is asked "
     "for as ever.\n\nExamples:\n"
     "  ginnel standing give matrix.yaml --cadence month --until 2027-03-31 --reason \"The monthly "
     "matrix\" --as people/ig-lead@harness",
     GiveStanding},
    {"standing", "list", "Standing approvals of all members", nullptr, nullptr, "from agreement",
     "Examples:\n  ginnel standing list --as people/ig-lead@harness", ShowStanding},
    {"standing", "revoke", "Take a standing approval back, at once", "DIGEST",
     "digest, or its first 8 or more digits", "reason!",
     "Examples:\n  ginnel standing revoke 9c41aa02 --reason \"The purpose has changed\" --as "
     "people/ig-lead@harness",
     RevokeMandate},
    {"panel", "delegate", "Let a panel of the agreement decide on a class of queries", "PANEL",
     "id of the panel", "class! until! reason! yes",
     "One's own leads can still decide, and their refusal counts.\n\nExamples:\n"
     "  ginnel panel delegate city-panel --class matrix-class.yaml --until 2027-03-31 --reason "
     "\"Routine figures\" --as people/ig-lead@harness",
     DelegateToPanel},
    {"panel", "list", "Delegations of all members", nullptr, nullptr, "from agreement",
     "Examples:\n  ginnel panel list --as people/ig-lead@harness", ShowDelegations},
    {"panel", "revoke", "Take a delegation back, at once", "DIGEST",
     "digest, or its first 8 or more digits", "reason!",
     "Examples:\n  ginnel panel revoke 9c41aa02 --reason \"We decide ourselves\" --as "
     "people/ig-lead@harness",
     RevokeMandate},
    {"policy", "publish", "Say how one's member tightens what the agreement allows", "FILE",
     "policy file (YAML): mode, profile, minimum_members, approvers", "",
     "In force at all nodes and trustees as soon as it is on the register. Looser than the "
     "agreement is refused.\n\nExamples:\n"
     "  ginnel policy publish policy.yaml --as people/ig-lead@harness",
     PublishPolicy},
    {"epoch", "start", "Have the nodes of all linkage members make a new spine", nullptr, nullptr,
     "yes",
     "For IG leads and IT admins of a full member that takes part in linkage. People are taken as "
     "they\nare registered when each practice's data end, or were in the months before. The "
     "agreement\nsays how soon after the last.\n\nExamples:\n"
     "  ginnel epoch start --as people/it-admin@harness",
     StartEpoch},
    {"epoch", "show", "How far the newest epoch is, and which spine questions are asked over",
     nullptr, nullptr, "from agreement",
     "The register is verified first. Counts are those that nodes stated on it.\n\nExamples:\n"
     "  ginnel epoch show --as people/analyst\n"
     "  ginnel epoch show --from register --agreement agreement --json",
     ShowEpoch},
    {"pseudonyms", "show", "How many pseudonyms each member's node has had, and may have", nullptr,
     nullptr, "from agreement",
     "By the trustees' words on the register, in whole thousands.\n\nExamples:\n"
     "  ginnel pseudonyms show --as people/ig-lead@harness",
     ShowPseudonyms},
    {"pseudonyms", "top-up", "Let another member's node have more pseudonyms", "MEMBER",
     "id of the member", "people! reason! yes",
     "For IG leads of full members, never for one's own. A node that lost its store, or whose "
     "extract has grown,\nneeds it; a node that tries numbers out needs it too: ask why first.\n\n"
     "Examples:\n  ginnel pseudonyms top-up harness --people 120000 --reason \"Their store was "
     "lost and is filled anew\" --as people/ig-lead@kilburn",
     TopUpPseudonyms},
    {"policy", "show", "Policies of all members", nullptr, nullptr, "from agreement",
     "Examples:\n  ginnel policy show --as people/analyst", ShowPolicies},
};

struct Option {
  const char* name;
  std::string RegisterOptions::*value;
  const char* help;
};

constexpr Option kOptions[] = {
    {"from", &RegisterOptions::from,
     "a folder of `ginnel register fetch`, in place of the coordinator"},
    {"agreement", &RegisterOptions::agreement,
     "folder of the agreement that a fetched folder is verified from (default: the person's)"},
    {"out", &RegisterOptions::out, "where to write"},
    {"evidence", &RegisterOptions::evidence, "a file of `ginnel release evidence`"},
    {"agreement-digest", &RegisterOptions::agreement_digest,
     "digest of the constitution that the evidence must rest on (64 hex digits)"},
    {"quarter", &RegisterOptions::quarter, "such as 2026-Q2"},
    {"party", &RegisterOptions::party, "whose operations"},
    {"class", &RegisterOptions::query_class, "file of a class of queries (YAML)"},
    {"cadence", &RegisterOptions::cadence,
     "at most one query in each calendar week, month, quarter or year"},
    {"until", &RegisterOptions::until, "last day, such as 2027-03-31"},
    {"interest", &RegisterOptions::interest,
     "your interest: none, professional, financial or personal (default: none)"},
    {"loaded-at", &RegisterOptions::loaded_at, "when the data set that was looked at was loaded"},
    {"people", &RegisterOptions::people, "how many more, such as 120000"},
    {"reason", &RegisterOptions::reason,
     "why; shown to everybody in the agreement, and no place for a person's details"},
};

CLI::App& Group(CLI::App& app, const std::string& name) {
  const auto found =
      app.get_subcommands([&name](CLI::App* each) { return each->get_name() == name; });
  if (!found.empty()) return *found.front();
  const std::string about = name == "party"      ? "One's own party: suspend, resume"
                            : name == "standing" ? "Approvals ahead of queries that recur"
                            : name == "panel"    ? "Panels, and who lets them decide"
                            : name == "policy" ? "How members tighten the agreement for themselves"
                            : name == "pseudonyms" ? "What members' nodes have had of the trustees"
                            : name == "epoch" ? "The spine that linked questions are asked over"
                                              : "The " + name;
  CLI::App* group = app.add_subcommand(name, about);
  group->require_subcommand(1);
  return *group;
}

// Whether `takes` names `option`, and whether with a mark that it is needed.
bool Takes(std::string_view takes, std::string_view option, bool& needed) {
  while (!takes.empty()) {
    const size_t end = std::min(takes.find(' '), takes.size());
    std::string_view word = takes.substr(0, end);
    takes.remove_prefix(std::min(end + 1, takes.size()));
    needed = word.ends_with('!');
    if (needed) word.remove_suffix(1);
    if (word == option) return true;
  }
  return false;
}

void Add(CLI::App& app, const Command& command, Terminal& terminal, const Dial& dial) {
  CLI::App* sub = Group(app, command.group).add_subcommand(command.name, command.description);
  auto options = std::make_shared<RegisterOptions>();
  if (command.subject != nullptr) {
    const std::string_view help = command.subject_help;
    const bool optional = help.front() == '[';
    sub->add_option(command.subject, options->subject,
                    std::string(optional ? help.substr(1, help.size() - 2) : help))
        ->required(!optional);
  }
  sub->add_option("--as", options->as, "who you are: a person's folder (default: $GINNEL_PERSON)");
  sub->add_flag("--json", options->json, "print JSON");
  bool needed = false;
  for (const Option& option : kOptions) {
    if (!Takes(command.takes, option.name, needed)) continue;
    sub->add_option(std::string("--") + option.name, (*options).*option.value, option.help)
        ->required(needed);
  }
  if (Takes(command.takes, "yes", needed)) {
    sub->add_flag("--yes", options->yes, "sign without being asked");
  }
  if (Takes(command.takes, "run", needed)) {
    sub->add_option("--run", options->run, "which run's release (default: the newest)");
  }
  sub->footer(command.footer);
  const RegisterAction action = command.action;
  sub->callback([options, action, &terminal, &dial] {
    terminal.outcome = action(*options, RegisterContext{terminal, dial});
  });
}

}  // namespace

void AddRegisterCommands(CLI::App& app, Terminal& terminal, const Dial& dial) {
  for (const Command& command : kCommands) Add(app, command, terminal, dial);
}

}  // namespace ginnel::cli
