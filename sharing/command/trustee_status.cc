// SPDX-License-Identifier: Apache-2.0
#include "sharing/command/trustee_status.h"

#include <CLI/CLI.hpp>
#include <map>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/files.h"
#include "base/status.h"
#include "governance/register/register_store.h"
#include "sharing/command/trustee_folder.h"
#include "sharing/ledger.h"

namespace ginnel::sharing {
namespace {

constexpr int32_t kTrusteeStore = 0x47695432;  // "GiT2"

struct Options {
  std::string folder;
  bool json = false;
};

absl::Status Status(const Options& options, const store::Schema& schema, Terminal& terminal) {
  ASSIGN_OR_RETURN(const TrusteeFolder folder, TrusteeFolder::Load(options.folder));
  std::map<std::string, int64_t> attempts;
  if (FileExists(folder.StorePath())) {
    ASSIGN_OR_RETURN(const std::unique_ptr<store::Database> database,
                     folder.OpenStore(schema, /*must_exist=*/true));
    RETURN_IF_ERROR(database->Read("count the attempts", [&](store::Snapshot& tx) {
      return tx.Query("SELECT state, count(*) FROM ledger GROUP BY state",
                      [&](const store::Row& row) { attempts[row.Text(0)] = row.Int(1); });
    }));
  }
  const auto agreement = folder.LoadAgreement(terminal.clock, /*index=*/-1);
  const std::string digest = agreement.ok() ? (*agreement)->digest().ToHex() : "";
  if (options.json) {
    terminal.out << "{\"trustee\":\"" << folder.config().trustee() << "\",\"listen\":\""
                 << folder.config().listen() << "\",\"agreement_digest\":\"" << digest
                 << "\",\"attempts\":{"
                 << absl::StrJoin(attempts, ",",
                                  [](std::string* out, const auto& entry) {
                                    absl::StrAppend(out, "\"", entry.first, "\":", entry.second);
                                  })
                 << "}}\n";
    return absl::OkStatus();
  }
  terminal.out << "trustee   " << folder.config().trustee() << "\nlistens   "
               << folder.config().listen() << "\nagreement "
               << (agreement.ok() ? digest : std::string(agreement.status().message())) << "\n";
  if (attempts.empty()) terminal.out << "attempts  none yet\n";
  for (const auto& [state, count] : attempts) {
    terminal.out << "attempts  " << count << " " << state << "\n";
  }
  return absl::OkStatus();
}

}  // namespace

store::Schema TrusteeSchema() {
  return {{std::string(Ledger::kSchema), std::string(governance::RegisterStore::kSchema)},
          kTrusteeStore};
}

void AddTrusteeStatusCommand(CLI::App& app, const std::string& program, const store::Schema& schema,
                             Terminal& terminal) {
  CLI::App* status =
      app.add_subcommand("status", "What this folder holds, and the state of its runs");
  auto options = std::make_shared<Options>();
  status->add_option("--dir", options->folder, "the trustee's folder")->required();
  status->add_flag("--json", options->json, "print JSON");
  status->footer("Examples:\n  " + program + " status --dir trustee");
  status->callback(
      [options, schema, &terminal] { terminal.outcome = Status(*options, schema, terminal); });
}

}  // namespace ginnel::sharing
