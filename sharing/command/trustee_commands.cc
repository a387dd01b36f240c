// SPDX-License-Identifier: Apache-2.0
#include "sharing/command/trustee_commands.h"

#include <CLI/CLI.hpp>
#include <map>
#include <memory>

#include "absl/strings/str_cat.h"
#include "base/command/json.h"
#include "base/rpc/tls_identity.h"
#include "base/status.h"
#include "crypto/oprf_key.h"
#include "crypto/signing.h"
#include "ginnel/v1/agreement.pb.h"
#include "sharing/command/trustee_folder.h"

namespace ginnel::sharing {
namespace {

struct InitOptions {
  std::string trustee, folder, agreement;
  std::string listen = "127.0.0.1:0";
};

struct CardOptions {
  std::string folder, field, organisation, host, administrator;
  bool json = false;
};

// The public half of a trustee: what the agreement needs to know.
struct Card {
  v1::Trustee trustee;        // for the constitution
  v1::Operations operations;  // for its operations
};

absl::StatusOr<Card> ReadCard(const TrusteeFolder& folder, RandomSource& random) {
  Card card;
  ASSIGN_OR_RETURN(const crypto::SigningKey signing,
                   crypto::SigningKey::Load(folder.KeyPath("signing.key")));
  ASSIGN_OR_RETURN(const crypto::OprfKeyPart oprf,
                   crypto::OprfKeyPart::Load(folder.KeyPath("oprf.key")));
  ASSIGN_OR_RETURN(const TlsIdentity tls, TlsIdentity::Load(folder.KeyPath("")));
  card.trustee.set_id(folder.config().trustee());
  card.trustee.set_signing_key(signing.verifying_key().ToHex());
  card.trustee.set_oprf_key(oprf.public_part().ToHex());
  card.trustee.set_oprf_proof(oprf.Prove(signing.verifying_key(), random).ToHex());
  card.operations.set_party(folder.config().trustee());
  card.operations.set_version(1);
  card.operations.set_certificate_sha256(tls.pin());
  card.operations.set_endpoint(folder.config().listen());
  return card;
}

absl::Status Init(const InitOptions& options, Terminal& terminal) {
  ASSIGN_OR_RETURN(const TrusteeFolder folder,
                   TrusteeFolder::Create(options.folder, options.trustee, options.agreement,
                                         options.listen, terminal.clock, terminal.random));
  terminal.out << "Made " << folder.ConfigPath() << " and its keys.\n"
               << "It will listen on " << folder.config().listen() << ".\n"
               << "Next: give the agreement this trustee's card (`card --dir " << options.folder
               << "`).\n"
               << "Keep an offline, encrypted copy of " << folder.KeyPath("oprf.key")
               << ": without it every person has to be enrolled again.\n";
  return absl::OkStatus();
}

absl::Status ShowCard(const CardOptions& options, Terminal& terminal) {
  ASSIGN_OR_RETURN(const TrusteeFolder folder, TrusteeFolder::Load(options.folder));
  ASSIGN_OR_RETURN(Card card, ReadCard(folder, terminal.random));
  card.trustee.set_organisation(options.organisation);
  card.trustee.set_host(options.host);
  card.trustee.set_administrator(options.administrator);
  const std::map<std::string, std::string> fields = {
      {"id", card.trustee.id()},
      {"signing_key", card.trustee.signing_key()},
      {"oprf_key", card.trustee.oprf_key()},
      {"oprf_proof", card.trustee.oprf_proof()},
      {"certificate_sha256", card.operations.certificate_sha256()},
      {"endpoint", card.operations.endpoint()},
  };
  if (!options.field.empty()) {
    const auto found = fields.find(options.field);
    if (found == fields.end()) {
      return absl::InvalidArgumentError(
          absl::StrCat("a trustee's card has no field `", options.field, "`"));
    }
    terminal.out << found->second << "\n";
    return absl::OkStatus();
  }
  if (options.json) {
    ASSIGN_OR_RETURN(const std::string trustee, ToReadableJson(card.trustee));
    ASSIGN_OR_RETURN(const std::string operations, ToReadableJson(card.operations));
    terminal.out << "{\"trustee\": " << trustee << ", \"operations\": " << operations << "}\n";
    return absl::OkStatus();
  }
  // One line of YAML, for the constitution's list of trustees.
  terminal.out << "{id: " << card.trustee.id() << ", organisation: \""
               << card.trustee.organisation() << "\", host: \"" << card.trustee.host()
               << "\", administrator: \"" << card.trustee.administrator()
               << "\", signing_key: " << card.trustee.signing_key()
               << ", oprf_key: " << card.trustee.oprf_key()
               << ", oprf_proof: " << card.trustee.oprf_proof() << "}\n";
  return absl::OkStatus();
}

}  // namespace

void AddTrusteeFolderCommands(CLI::App& app, const std::string& program, Terminal& terminal) {
  CLI::App* init = app.add_subcommand("init", "Make the folder: configuration, keys, nothing else");
  auto options = std::make_shared<InitOptions>();
  init->add_option("--trustee", options->trustee, "id in the agreement")->required();
  init->add_option("--dir", options->folder, "new folder")->required();
  init->add_option("--agreement", options->agreement,
                   "folder of the agreement's files (may not be there yet)")
      ->required();
  init->add_option("--listen", options->listen, "HOST:PORT; port 0 takes a free one");
  init->footer(
      "Examples:\n  " + program +
      " init --trustee trustee-two --dir /var/lib/ginnel/trustee --agreement /etc/ginnel/agreement "
      "--listen 192.0.2.7:7441");
  init->callback([options, &terminal] { terminal.outcome = Init(*options, terminal); });

  CLI::App* card = app.add_subcommand("card", "The public half, for the agreement");
  auto shown = std::make_shared<CardOptions>();
  card->add_option("--dir", shown->folder, "the trustee's folder")->required();
  card->add_option("--field", shown->field, "one field only");
  card->add_option("--organisation", shown->organisation, "who runs it");
  card->add_option("--host", shown->host, "the machine; no two trustees may share one");
  card->add_option("--administrator", shown->administrator,
                   "who administers it; no two may share one");
  card->add_flag("--json", shown->json, "print JSON");
  card->footer("Examples:\n  " + program +
               " card --dir trustee --organisation council --host host-three.example "
               "--administrator 'Council IT'\n  " +
               program + " card --dir trustee --field certificate_sha256");
  card->callback([shown, &terminal] { terminal.outcome = ShowCard(*shown, terminal); });
}

}  // namespace ginnel::sharing
