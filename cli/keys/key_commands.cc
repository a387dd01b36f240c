// SPDX-License-Identifier: Apache-2.0
#include "cli/keys/key_commands.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/command/json.h"
#include "base/status.h"
#include "cli/keys/key_card.h"
#include "cli/keys/key_folder.h"
#include "governance/identifier.h"

namespace ginnel::cli {
namespace {

struct KeyOptions {
  std::string person;
  std::string organisation;
  std::string folder;
  std::string agreement;
  std::vector<std::string> roles;
  bool json = false;
};

absl::Status PrintCard(const PublicKeys& keys, const KeyOptions& options, Terminal& terminal) {
  v1::Person person;
  person.set_id(keys.person);
  person.set_signing_key(keys.signing_key);
  person.set_certificate_sha256(keys.certificate_sha256);
  if (!keys.person.empty()) {
    ASSIGN_OR_RETURN(const std::vector<v1::Role> roles, RolesFor(keys.person, options.roles));
    for (const v1::Role role : roles) person.add_roles(role);
  }
  if (options.json) {
    ASSIGN_OR_RETURN(const std::string json, ToReadableJson(person));
    terminal.out << json;
  } else {
    terminal.out << (keys.person.empty() ? OrganisationCardLine(keys.signing_key)
                                         : CardLine(person))
                 << "\n";
  }
  return absl::OkStatus();
}

absl::Status CreateForPerson(const KeyOptions& options, Terminal& terminal) {
  ASSIGN_OR_RETURN(const governance::PersonName name, governance::ParsePersonId(options.person));
  RETURN_IF_ERROR(RolesFor(options.person, options.roles).status());
  ASSIGN_OR_RETURN(const PublicKeys keys,
                   CreatePersonKeys(options.folder, options.person, options.agreement,
                                    terminal.random, terminal.clock));
  terminal.err << "Made the keys of " << options.person << " in " << options.folder
               << ". Keep the folder to yourself; put this line under people: in operations/"
               << name.party << ".yaml:\n";
  return PrintCard(keys, options, terminal);
}

absl::Status CreateForOrganisation(const KeyOptions& options, Terminal& terminal) {
  if (!governance::IsPartyId(options.organisation)) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", options.organisation,
                     "' is no id of an organisation: lower-case letters, digits and hyphens"));
  }
  ASSIGN_OR_RETURN(const PublicKeys keys, CreateOrganisationKey(options.folder, terminal.random));
  terminal.err << "Made the signing key of " << options.organisation << " in " << options.folder
               << ". Keep it offline; put this line under " << options.organisation
               << " in constitution.yaml:\n";
  return PrintCard(keys, options, terminal);
}

absl::Status Card(const KeyOptions& options, Terminal& terminal) {
  ASSIGN_OR_RETURN(const PublicKeys keys, ReadPublicKeys(options.folder));
  return PrintCard(keys, options, terminal);
}

void AddShared(CLI::App& command, KeyOptions& options) {
  command.add_option("--dir", options.folder, "folder of the keys")->required();
  command.add_option("--role", options.roles,
                     "ig-lead, analyst, auditor, lay-member, it-admin; may be repeated (default: "
                     "as the id begins)");
  command.add_flag("--json", options.json, "print JSON");
}

void AddCreate(CLI::App& group, Terminal& terminal) {
  CLI::App* command = group.add_subcommand(
      "create", "Make the keys of a person, or the signing key of an organisation");
  auto options = std::make_shared<KeyOptions>();
  CLI::Option* person =
      command->add_option("--person", options->person, "id of the person: NAME@PARTY");
  CLI::Option* organisation =
      command->add_option("--organisation", options->organisation, "id of the member");
  person->excludes(organisation);
  command
      ->add_option("--agreement", options->agreement,
                   "folder of the agreement, for the person's profile")
      ->needs(person);
  AddShared(*command, *options);
  command->footer(
      "Prints the public half as the line that goes into the agreement.\n\nExamples:\n"
      "  ginnel keys create --organisation harness --dir harness/keys\n"
      "  ginnel keys create --person ig-lead@harness --dir lead --agreement agreement\n"
      "  ginnel keys create --person data-officer@harness --role analyst --dir data-officer");
  command->callback([options, &terminal] {
    if (options->person.empty() == options->organisation.empty()) {
      throw CLI::RequiredError(
          "one of --person and --organisation");  // CLI11's own way to report wrong usage
    }
    terminal.outcome = options->person.empty() ? CreateForOrganisation(*options, terminal)
                                               : CreateForPerson(*options, terminal);
  });
}

void AddCard(CLI::App& group, Terminal& terminal) {
  CLI::App* command = group.add_subcommand(
      "card", "Print the public half of a key folder, as it goes into the agreement");
  auto options = std::make_shared<KeyOptions>();
  AddShared(*command, *options);
  command->footer("Examples:\n  ginnel keys card --dir lead\n  ginnel keys card --dir lead --json");
  command->callback([options, &terminal] { terminal.outcome = Card(*options, terminal); });
}

}  // namespace

void AddKeysCommands(CLI::App& app, Terminal& terminal) {
  CLI::App* group = app.add_subcommand(
      "keys", "Keys of people and organisations: create them, print their public half");
  group->require_subcommand(1);
  AddCreate(*group, terminal);
  AddCard(*group, terminal);
}

}  // namespace ginnel::cli
