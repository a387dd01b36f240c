// SPDX-License-Identifier: Apache-2.0
#include "node/command/folder_commands.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/command/json.h"
#include "base/rpc/tls_identity.h"
#include "base/status.h"
#include "crypto/keys.h"
#include "ginnel/v1/agreement.pb.h"
#include "governance/identifier.h"
#include "governance/register/register.h"
#include "node/command/node_folder.h"
#include "node/command/spine_facts.h"
#include "node/ingest/left_out_text.h"
#include "node/store/controllers.h"
#include "node/store/person_store.h"
#include "node/store/record_store.h"

namespace ginnel::node {
namespace {

constexpr absl::Duration kCertificateLifetime = absl::Hours(24 * 825);

struct Options {
  std::string folder, member, agreement, field;
  bool json = false;
};

absl::Status Init(const Options& options, Terminal& terminal) {
  if (!governance::IsPartyId(options.member)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "`", options.member, "` is no member id: use lower-case letters, digits and hyphens"));
  }
  ASSIGN_OR_RETURN(const NodeFolder folder,
                   NodeFolder::Create(options.folder, options.member, options.agreement));
  RETURN_IF_ERROR(crypto::StoreKey::Generate(terminal.random).Save(folder.KeyPath("store.key")));
  ASSIGN_OR_RETURN(const TlsIdentity tls, CreateTlsIdentity(options.member, terminal.random,
                                                            terminal.clock, kCertificateLifetime));
  RETURN_IF_ERROR(tls.Save(folder.KeyFolder()));
  RETURN_IF_ERROR(folder.MakeLinkKeys(terminal.random).status());
  RETURN_IF_ERROR(folder.OpenStore(/*must_exist=*/false).status());
  terminal.out << "Made " << folder.ConfigPath() << ", its keys and the encrypted store.\n"
               << "Its card, for operations/" << options.member << ".yaml of the agreement:\n"
               << "certificate_sha256: " << tls.pin() << "\n";
  ASSIGN_OR_RETURN(const LinkKeys keys, folder.LoadLinkKeys());
  terminal.out << "node_statement_key: " << keys.statement.verifying_key().ToHex() << "\n"
               << "node_sealing_key: " << keys.sealing.public_key().ToHex() << "\n"
               << "Keep " << folder.KeyPath("store.key")
               << " on other media than the store where you can: who has both has the data.\n";
  return absl::OkStatus();
}

// For a folder that was made before there were such keys.
absl::Status MakeLinkKeys(const Options& options, Terminal& terminal) {
  ASSIGN_OR_RETURN(const NodeFolder folder, NodeFolder::Load(options.folder));
  ASSIGN_OR_RETURN(const bool made, folder.MakeLinkKeys(terminal.random));
  ASSIGN_OR_RETURN(const LinkKeys keys, folder.LoadLinkKeys());
  terminal.out << (made ? "Made" : "There were already") << " the node's keys for the spine in "
               << folder.KeyFolder() << ".\nFor the next version of operations/"
               << folder.config().member() << ".yaml:\n"
               << "node_statement_key: " << keys.statement.verifying_key().ToHex() << "\n"
               << "node_sealing_key: " << keys.sealing.public_key().ToHex() << "\n";
  return absl::OkStatus();
}

absl::Status Card(const Options& options, Terminal& terminal) {
  ASSIGN_OR_RETURN(const NodeFolder folder, NodeFolder::Load(options.folder));
  ASSIGN_OR_RETURN(const TlsIdentity tls, TlsIdentity::Load(folder.KeyFolder()));
  v1::Operations card;
  card.set_party(folder.config().member());
  card.set_version(1);
  card.set_certificate_sha256(tls.pin());
  if (folder.HasLinkKeys()) {
    ASSIGN_OR_RETURN(const LinkKeys keys, folder.LoadLinkKeys());
    card.set_node_statement_key(keys.statement.verifying_key().ToHex());
    card.set_node_sealing_key(keys.sealing.public_key().ToHex());
  }
  if (options.json) {
    ASSIGN_OR_RETURN(const std::string json, ToReadableJson(card));
    terminal.out << json;
  } else if (options.field.empty()) {
    terminal.out << "party: " << card.party()
                 << "\nversion: 1\ncertificate_sha256: " << card.certificate_sha256() << "\n";
    if (!card.node_statement_key().empty()) {
      terminal.out << "node_statement_key: " << card.node_statement_key()
                   << "\nnode_sealing_key: " << card.node_sealing_key() << "\n";
    }
  } else if (options.field == "certificate_sha256") {
    terminal.out << card.certificate_sha256() << "\n";
  } else if (options.field == "node_statement_key" && folder.HasLinkKeys()) {
    terminal.out << card.node_statement_key() << "\n";
  } else if (options.field == "node_sealing_key" && folder.HasLinkKeys()) {
    terminal.out << card.node_sealing_key() << "\n";
  } else if (options.field == "party") {
    terminal.out << card.party() << "\n";
  } else {
    return absl::InvalidArgumentError(absl::StrCat(
        "a node's card has `party`, `certificate_sha256` and, after `ginnel-node link-keys`, "
        "`node_statement_key` and `node_sealing_key`: it has no `",
        options.field, "`"));
  }
  return absl::OkStatus();
}

// Whom the member's operations leave out of the answers, by this node's copy of the register.
// Nothing where there is no agreement, no data or no controller to say it of.
absl::StatusOr<std::optional<LeftOut>> LeftOutBy(
    const absl::StatusOr<std::shared_ptr<const governance::Agreement>>& agreement,
    const NodeFolder& folder, store::Database& database, RecordStore& records) {
  if (!agreement.ok()) return std::nullopt;
  const std::string& member = folder.config().member();
  ASSIGN_OR_RETURN(const std::unique_ptr<governance::Register> on,
                   governance::Register::Open(database, *agreement, member));
  const absl::StatusOr<Controllers> controllers = ControllersOf(*on->agreement(), member);
  if (!controllers.ok() || !controllers->listed()) return std::nullopt;
  absl::StatusOr<LeftOut> left_out = records.CountLeftOut(*controllers);
  if (absl::IsNotFound(left_out.status())) return std::nullopt;
  RETURN_IF_ERROR(left_out.status());
  return *std::move(left_out);
}

absl::Status Status(const Options& options, Terminal& terminal) {
  ASSIGN_OR_RETURN(const NodeFolder folder, NodeFolder::Load(options.folder));
  const auto agreement = folder.LoadAgreement(terminal.clock);
  ASSIGN_OR_RETURN(const std::unique_ptr<store::Database> database,
                   folder.OpenStore(/*must_exist=*/true));
  ASSIGN_OR_RETURN(const ObjectionMarker marker, folder.LoadMarker());
  RecordStore records(*database, marker);
  const absl::StatusOr<DataSetInfo> data = records.Info();
  if (!data.ok() && !absl::IsNotFound(data.status())) return data.status();
  ASSIGN_OR_RETURN(const int64_t objections, PersonStore(*database, marker).CountObjections());
  ASSIGN_OR_RETURN(const std::optional<LeftOut> left_out,
                   LeftOutBy(agreement, folder, *database, records));
  ASSIGN_OR_RETURN(const std::optional<SpineFacts> spine,
                   ReadSpineFacts(folder, terminal.clock, *database, records));
  if (options.json) {
    terminal.out << "{\"member\":\"" << folder.config().member() << "\",\"agreement_digest\":\""
                 << (agreement.ok() ? (*agreement)->digest().ToHex() : "")
                 << "\",\"objections\":" << objections;
    if (data.ok()) {
      terminal.out << ",\"generation\":" << data->generation << ",\"people\":" << data->people
                   << ",\"data_from\":\"" << data->data_from << "\",\"data_to\":\"" << data->data_to
                   << "\",\"loaded_at\":\"" << data->loaded_at << "\",\"opt_out_list_date\":\""
                   << data->opt_out_list_date << "\",\"offers\":" << data->offers.size();
    }
    if (left_out) terminal.out << ",\"left_out\":" << LeftOutAsJson(*left_out);
    if (spine) terminal.out << ",\"spine\":" << spine->ToJson();
    terminal.out << "}\n";
    return absl::OkStatus();
  }
  terminal.out << "member     " << folder.config().member() << "\nagreement  "
               << (agreement.ok() ? (*agreement)->digest().ToHex()
                                  : std::string(agreement.status().message()))
               << "\nobjections " << objections << "\n";
  if (spine) terminal.out << "spine      " << spine->ToText() << "\n";
  if (!data.ok()) {
    terminal.out << "data       none yet: `ginnel-node ingest --dir " << options.folder
                 << " MAPPING`\n";
    return absl::OkStatus();
  }
  terminal.out << "data       " << data->people << " people, " << data->data_from << " to "
               << data->data_to << ", loaded " << data->loaded_at << "\nopt-outs   "
               << (data->opt_out_list_date.empty() ? "no list applied"
                                                   : "list of " + data->opt_out_list_date)
               << "\noffers     " << absl::StrJoin(data->offers, ", ") << "\n";
  if (left_out && left_out->nothing_to_say()) {
    terminal.out << "left out   nobody: every practice is among this member's controllers\n";
  } else if (left_out) {
    terminal.out << "left out\n" << LeftOutAsText(*left_out, "  ");
  }
  return absl::OkStatus();
}

CLI::App* AddCommand(CLI::App& app, Terminal& terminal, const char* name, const char* description,
                     const std::shared_ptr<Options>& options,
                     absl::Status (*body)(const Options&, Terminal&)) {
  CLI::App* command = app.add_subcommand(name, description);
  command->add_option("--dir", options->folder, "the node's folder")->required();
  command->callback([options, body, &terminal] { terminal.outcome = body(*options, terminal); });
  return command;
}

}  // namespace

void AddFolderCommands(CLI::App& app, Terminal& terminal) {
  auto made = std::make_shared<Options>();
  CLI::App* init =
      AddCommand(app, terminal, "init", "Make the folder: configuration, keys, the encrypted store",
                 made, Init);
  init->add_option("--member", made->member, "id in the agreement")->required();
  init->add_option("--agreement", made->agreement,
                   "folder of the agreement's files (may not be there yet)")
      ->required();
  init->footer(
      "Examples:\n  ginnel-node init --member harness --dir /var/lib/ginnel/node "
      "--agreement /etc/ginnel/agreement");

  auto missing = std::make_shared<Options>();
  CLI::App* keys = AddCommand(app, terminal, "link-keys",
                              "Make the two keys for the spine where a folder lacks them", missing,
                              MakeLinkKeys);
  keys->footer(
      "`init` makes them; only folders that are older than linkage lack them. Changes no key that "
      "is there.\n\nExamples:\n  ginnel-node link-keys --dir node");

  auto shown = std::make_shared<Options>();
  CLI::App* card =
      AddCommand(app, terminal, "card", "The public half, for operations/MEMBER.yaml", shown, Card);
  card->add_option("--field", shown->field, "one field only");
  card->add_flag("--json", shown->json, "print JSON");
  card->footer("Examples:\n  ginnel-node card --dir node > agreement/operations/harness.yaml");

  auto asked = std::make_shared<Options>();
  CLI::App* status =
      AddCommand(app, terminal, "status", "What this node holds and offers", asked, Status);
  status->add_flag("--json", asked->json, "print JSON");
  status->footer("Examples:\n  ginnel-node status --dir node");
}

}  // namespace ginnel::node
