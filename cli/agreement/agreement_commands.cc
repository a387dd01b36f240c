// SPDX-License-Identifier: Apache-2.0
#include "cli/agreement/agreement_commands.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/command/json.h"
#include "base/files.h"
#include "base/status.h"
#include "cli/agreement/agreement_difference.h"
#include "cli/agreement/agreement_view.h"
#include "cli/agreement/document_signing.h"
#include "cli/agreement/next_version.h"
#include "cli/agreement/standing.h"
#include "crypto/signing.h"

namespace ginnel::cli {
namespace {

struct ReadOptions {
  std::string folder;
  bool json = false;
};

struct DiffOptions {
  std::string older;
  std::string newer;
  bool json = false;
};

struct SignOptions {
  std::string folder;
  std::string party;
  std::string key;
  bool constitution = false;
  bool operations = false;
  bool start_over = false;
};

absl::Status Check(const ReadOptions& options, Terminal& terminal) {
  ASSIGN_OR_RETURN(const v1::AgreementReport report,
                   ReportStanding(options.folder, terminal.clock));
  if (options.json) {
    ASSIGN_OR_RETURN(const std::string json, ToReadableJson(report));
    terminal.out << json;
  } else {
    PrintStanding(report, terminal.out);
  }
  if (report.in_force()) return absl::OkStatus();
  return absl::FailedPreconditionError(report.detail());
}

absl::Status Show(const ReadOptions& options, Terminal& terminal) {
  ASSIGN_OR_RETURN(const v1::AgreementView view, ViewAgreement(options.folder, terminal.clock));
  if (options.json) {
    ASSIGN_OR_RETURN(const std::string json, ToReadableJson(view));
    terminal.out << json;
  } else {
    PrintAgreement(view, terminal.out);
  }
  return absl::OkStatus();
}

absl::Status Next(const ReadOptions& options, Terminal& terminal) {
  ASSIGN_OR_RETURN(const std::string done,
                   BeginNextVersion(governance::AgreementFolder(options.folder), terminal.clock));
  terminal.out << done;
  return absl::OkStatus();
}

absl::Status Diff(const DiffOptions& options, Terminal& terminal) {
  ASSIGN_OR_RETURN(
      const v1::AgreementDifference difference,
      CompareAgreements(options.older, options.newer.empty() ? options.older : options.newer));
  if (options.json) {
    ASSIGN_OR_RETURN(const std::string json, ToReadableJson(difference));
    terminal.out << json;
  } else {
    PrintDifference(difference, terminal.out);
  }
  return absl::OkStatus();
}

void Print(const SignedDocument& document, const std::string& party, std::ostream& out) {
  out << party << (document.already ? " had already signed the " : " signed the ") << document.what
      << ", version " << document.version << "\n  digest " << document.digest << "\n  in     "
      << document.path << "\n";
  if (!document.note.empty()) out << "  " << document.note << "\n";
}

absl::Status Sign(const SignOptions& options, Terminal& terminal) {
  ASSIGN_OR_RETURN(const crypto::SigningKey key, crypto::SigningKey::Load(options.key));
  const governance::AgreementFolder folder(options.folder);
  bool constitution = options.constitution;
  bool operations = options.operations;
  if (!constitution && !operations) {
    ASSIGN_OR_RETURN(constitution, IsSignerOfConstitution(folder, options.party));
    operations = FileExists(folder.OperationsPath(options.party));
    if (!constitution && !operations) {
      return absl::FailedPreconditionError(absl::StrCat(
          "there is nothing for ", options.party, " to sign: it is no full member, and ",
          folder.OperationsPath(options.party), " is not there"));
    }
  }
  if (constitution) {
    ASSIGN_OR_RETURN(
        const SignedDocument document,
        SignConstitution(folder, options.party, key, options.start_over, terminal.clock));
    Print(document, options.party, terminal.out);
  }
  if (operations) {
    ASSIGN_OR_RETURN(const SignedDocument document, SignOperations(folder, options.party, key));
    Print(document, options.party, terminal.out);
  }
  return absl::OkStatus();
}

void AddRead(CLI::App& group, Terminal& terminal, const std::string& name,
             const std::string& description, const std::string& footer,
             absl::Status (*run)(const ReadOptions&, Terminal&)) {
  CLI::App* command = group.add_subcommand(name, description);
  auto options = std::make_shared<ReadOptions>();
  command->add_option("DIR", options->folder, "folder of the agreement")->required();
  command->add_flag("--json", options->json, "print JSON");
  command->footer(footer);
  command->callback([options, run, &terminal] { terminal.outcome = run(*options, terminal); });
}

void AddSign(CLI::App& group, Terminal& terminal) {
  CLI::App* command =
      group.add_subcommand("sign", "Sign the constitution, one's own operations, or both");
  auto options = std::make_shared<SignOptions>();
  command->add_option("DIR", options->folder, "folder of the agreement")->required();
  command->add_option("--as", options->party, "id of the member or trustee that signs")->required();
  command->add_option("--key", options->key, "its signing.key")->required();
  command->add_flag("--constitution", options->constitution,
                    "only the constitution (full members)");
  command->add_flag("--operations", options->operations, "only operations/PARTY.yaml");
  command->add_flag("--start-over", options->start_over,
                    "drop the signatures under an earlier text that is not in force");
  command->footer(
      "Without --constitution or --operations: whichever of the two is this party's to sign.\n"
      "Read `ginnel agreement show DIR` first: a signature is under all of it.\n\n"
      "Examples:\n"
      "  ginnel agreement sign agreement --as harness --key harness/signing.key\n"
      "  ginnel agreement sign agreement --as trustee-two --key trustee-two/signing.key "
      "--operations");
  command->callback([options, &terminal] { terminal.outcome = Sign(*options, terminal); });
}

void AddNext(CLI::App& group, Terminal& terminal) {
  CLI::App* command = group.add_subcommand(
      "next",
      "Begin the next version of the constitution, or put a completely signed one in force");
  auto options = std::make_shared<ReadOptions>();
  command->add_option("DIR", options->folder, "folder of the agreement")->required();
  command->footer(
      "Keeps the version in force in previous/ and sets `version` and `previous` in\n"
      "constitution.yaml. The version in force stays so until all have signed the next one.\n\n"
      "Examples:\n  ginnel agreement next agreement");
  command->callback([options, &terminal] { terminal.outcome = Next(*options, terminal); });
}

void AddDiff(CLI::App& group, Terminal& terminal) {
  CLI::App* command = group.add_subcommand(
      "diff", "What changes from one version of the agreement to another, in plain words");
  auto options = std::make_shared<DiffOptions>();
  command->add_option("OLD", options->older, "folder of an agreement, or a .dsse.json file")
      ->required();
  command->add_option("NEW", options->newer, "the same (default: OLD)");
  command->add_flag("--json", options->json, "print JSON");
  command->footer(
      "Of a folder, OLD is the version in force and NEW the one that is being signed, if there is\n"
      "one. What allows more than before, or cannot be ranked, is marked LOOSER and comes first.\n"
      "Of folders operations too: which practices withdraw, come in or come back, and more.\n"
      "Compares texts: `ginnel agreement check` judges signatures.\n\n"
      "Examples:\n  ginnel agreement diff agreement\n"
      "  ginnel agreement diff agreement/previous/1.dsse.json agreement/constitution.dsse.json");
  command->callback([options, &terminal] { terminal.outcome = Diff(*options, terminal); });
}

}  // namespace

void AddAgreementCommands(CLI::App& app, Terminal& terminal) {
  CLI::App* group = app.add_subcommand(
      "agreement", "The partnership agreement: check, sign, show, next version, difference");
  group->require_subcommand(1);
  AddRead(
      *group, terminal, "check", "Is it valid and in force, who has signed, who must still do what",
      "Exits with 0 only if the agreement is in force, 4 if not, 2 if a file is invalid.\n\n"
      "Examples:\n  ginnel agreement check agreement\n  ginnel agreement check agreement --json",
      Check);
  AddSign(*group, terminal);
  AddNext(*group, terminal);
  AddDiff(*group, terminal);
  AddRead(*group, terminal, "show",
          "Members, trustees, purposes, floors and people, in plain words",
          "Examples:\n  ginnel agreement show agreement\n  ginnel agreement show agreement --json",
          Show);
}

}  // namespace ginnel::cli
