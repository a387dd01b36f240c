// SPDX-License-Identifier: Apache-2.0
#include "node/command/person_commands.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/command/secret_line.h"
#include "base/rpc/tls_identity.h"
#include "base/status.h"
#include "governance/pseudonyms.h"
#include "governance/register/register.h"
#include "node/command/node_folder.h"
#include "node/command/person_text.h"
#include "node/service/trustee_pseudonymiser.h"
#include "node/store/person_store.h"

namespace ginnel::node {
namespace {

constexpr char kNoArguments[] =
    "an argument that is not an option of this command: an NHS number is never one, because every "
    "user of the machine can read arguments. Leave it out and you are asked for it";

struct Options {
  std::string folder;
  bool yes = false;
  bool json = false;
};

// What a command does once it knows of whom.
struct Request {
  const LinkageId& id;
  PersonStore& store;
  const query::Dictionary& dictionary;
  const Options& options;
  Terminal& terminal;
  EventLog& log;
};
using Body = absl::Status (*)(const Request&);

absl::Status Show(const Request& request);

absl::Status Confirm(const Options& options, Terminal& terminal, std::string_view question) {
  if (options.yes) return absl::OkStatus();
  terminal.err << question << " [y/N] " << std::flush;
  std::string answer;
  std::getline(std::cin, answer);
  if (answer == "y" || answer == "yes") return absl::OkStatus();
  return absl::CancelledError("nothing was changed");
}

// The one place where a number becomes an id: the number goes when this returns.
absl::StatusOr<LinkageId> IdOf(Pseudonymiser& pseudonymiser, Terminal& terminal) {
  PersonNumbers people;
  {
    ASSIGN_OR_RETURN(const crypto::NhsNumber number, AskNhsNumber(STDIN_FILENO, terminal.err));
    people.Add(number);
  }
  ASSIGN_OR_RETURN(const std::vector<LinkageId> ids, pseudonymiser.Pseudonymise(people, {}));
  if (ids.size() != 1)
    return absl::InternalError("the pseudonymiser did not answer for one person");
  return ids[0];
}

absl::Status WithPerson(const Options& options, Terminal& terminal, Body body) {
  if (body != Show && !options.yes && isatty(STDIN_FILENO) == 0)
    return absl::InvalidArgumentError("not a terminal: give --yes to go ahead without being asked");
  ASSIGN_OR_RETURN(const NodeFolder folder, NodeFolder::Load(options.folder));
  ASSIGN_OR_RETURN(const auto agreement, folder.LoadAgreement(terminal.clock));
  ASSIGN_OR_RETURN(const query::Dictionary dictionary,
                   query::Dictionary::Create(agreement->constitution().dictionary()));
  ASSIGN_OR_RETURN(const TlsIdentity identity, TlsIdentity::Load(folder.KeyFolder()));
  ASSIGN_OR_RETURN(const std::unique_ptr<store::Database> database,
                   folder.OpenStore(/*must_exist=*/true));
  ASSIGN_OR_RETURN(const ObjectionMarker marker, folder.LoadMarker());
  const std::string& member = folder.config().member();
  EventLog log("node " + member);
  const RpcRuntime runtime;
  // The register may know a trustee's newer endpoint or certificate.
  ASSIGN_OR_RETURN(const std::unique_ptr<governance::Register> on,
                   governance::Register::Open(*database, agreement, folder.config().member()));
  ASSIGN_OR_RETURN(const TrusteeChannels channels,
                   DialTrustees([&on] { return on->reachable(); }, member, identity, runtime,
                                terminal.clock, log));
  ASSIGN_OR_RETURN(const OprfPublicParts keys,
                   governance::OprfPublicParts(on->agreement()->constitution()));
  TrusteePseudonymiser pseudonymiser(channels, keys, PseudonymUse::kOutsideQuota, terminal.random);
  ASSIGN_OR_RETURN(const LinkageId id, IdOf(pseudonymiser.Get(), terminal));
  PersonStore store(*database, marker);
  return body({id, store, dictionary, options, terminal, log});
}

absl::Status Show(const Request& request) {
  ASSIGN_OR_RETURN(const HeldPerson held, request.store.Find(request.id));
  request.terminal.out << (request.options.json ? HeldAsJson(held, request.dictionary)
                                                : HeldAsText(held, request.dictionary));
  request.log.Write(Event::kPersonShown);
  return absl::OkStatus();
}

absl::Status Erase(const Request& request) {
  RETURN_IF_ERROR(Confirm(request.options, request.terminal, "Erase what is held?"));
  ASSIGN_OR_RETURN(const bool erased, request.store.Erase(request.id));
  if (!erased) {
    request.terminal.out << "Nothing is held of this person: nothing was changed.\n";
    return absl::OkStatus();
  }
  request.log.Write(Event::kPersonErased);
  request.terminal.out
      << "Erased: nothing is held of this person, and a running node computes no further answer "
         "with them.\nThe next ingest brings them back unless its files leave them out, or they "
         "object (`ginnel-node person object`).\n";
  return absl::OkStatus();
}

absl::Status Object(const Request& request) {
  RETURN_IF_ERROR(Confirm(request.options, request.terminal, "Keep the objection?"));
  ASSIGN_OR_RETURN(const PersonStore::Objected objected,
                   request.store.Object(request.id, DayOf(request.terminal.clock.Now())));
  if (objected.is_new || objected.erased) request.log.Write(Event::kObjectionKept);
  if (objected.is_new) {
    request.terminal.out
        << "The objection is kept: this person is in no later ingest of this node.\n";
  } else {
    request.terminal.out << "An objection of this person stands already: it was not changed.\n";
  }
  request.terminal.out << (objected.erased
                               ? "What was held of them is erased, and a running node computes no "
                                 "further answer with them.\n"
                               : "Nothing is held of them.\n");
  return absl::OkStatus();
}

absl::Status Withdraw(const Request& request) {
  RETURN_IF_ERROR(Confirm(request.options, request.terminal, "Withdraw the objection?"));
  ASSIGN_OR_RETURN(const bool stood, request.store.WithdrawObjection(request.id));
  if (!stood) {
    request.terminal.out << "No objection of this person stands: nothing was changed.\n";
    return absl::OkStatus();
  }
  request.log.Write(Event::kObjectionWithdrawn);
  request.terminal.out << "The objection is withdrawn. Nothing is held of this person until the "
                          "next ingest whose files have them.\n";
  return absl::OkStatus();
}

CLI::App* AddCommand(CLI::App& app, Terminal& terminal, const char* name, const char* description,
                     const std::shared_ptr<Options>& options, Body body) {
  CLI::App* command = app.add_subcommand(name, description);
  command->add_option("--dir", options->folder, "the node's folder")->required();
  // Taken here and refused, because CLI11 would repeat what it does not expect.
  command->allow_extras();
  command->callback([command, options, body, &terminal] {
    terminal.outcome = command->remaining_size() == 0 ? WithPerson(*options, terminal, body)
                                                      : absl::InvalidArgumentError(kNoArguments);
  });
  command->footer(absl::StrCat(
      "The NHS number is asked for, and not shown, or read as one line of standard input. It is "
      "pseudonymised\nby the three trustees, who must be running and do not see it, and forgotten."
      "\n\nExamples:\n  ginnel-node person ",
      name, " --dir node", body == Show ? "" : " --yes"));
  return command;
}

}  // namespace

absl::StatusOr<crypto::NhsNumber> AskNhsNumber(int input, std::ostream& err) {
  ASSIGN_OR_RETURN(const SecretBytes line, ReadSecretLine(input, "NHS number: ", err));
  const std::span<const uint8_t> text = line.view();
  return crypto::NhsNumber::Parse({reinterpret_cast<const char*>(text.data()), text.size()});
}

void AddPersonCommands(CLI::App& app, Terminal& terminal) {
  CLI::App* person =
      app.add_subcommand("person", "What one person can ask: to see, to object, to be erased");
  person->require_subcommand(1);
  auto shown = std::make_shared<Options>();
  AddCommand(*person, terminal, "show", "What this node holds of a person, in words", shown, Show)
      ->add_flag("--json", shown->json, "print JSON");
  struct Change {
    const char* name;
    const char* description;
    Body body;
  };
  for (const Change& change :
       {Change{"object", "Erase a person, and leave them out of every later ingest", Object},
        Change{"erase", "Erase a person; the next ingest brings back who is in its files", Erase},
        Change{"withdraw-objection", "Let later ingests take a person up again", Withdraw}}) {
    auto options = std::make_shared<Options>();
    AddCommand(*person, terminal, change.name, change.description, options, change.body)
        ->add_flag("--yes", options->yes, "go ahead without being asked");
  }
}

}  // namespace ginnel::node
