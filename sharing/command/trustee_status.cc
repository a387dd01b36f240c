// SPDX-License-Identifier: Apache-2.0
#include "sharing/command/trustee_status.h"

#include <CLI/CLI.hpp>
#include <map>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/files.h"
#include "base/status.h"
#include "governance/register/register.h"
#include "governance/register/register_store.h"
#include "sharing/command/trustee_folder.h"
#include "sharing/ledger.h"
#include "sharing/pseudonym_quota.h"

namespace ginnel::sharing {
namespace {

constexpr int32_t kTrusteeStore = 0x47695432;  // "GiT2"

struct Options {
  std::string folder;
  bool json = false;
};

absl::StatusOr<std::vector<PseudonymQuota::Use>> UsesOf(
    const std::string& trustee, store::Database& database,
    const std::shared_ptr<const governance::Agreement>& base) {
  ASSIGN_OR_RETURN(const auto on, governance::Register::Open(database, base, trustee));
  return PseudonymQuota(database, trustee).Uses(*on->agreement());
}

absl::Status Status(const Options& options, const store::Schema& schema, Terminal& terminal) {
  ASSIGN_OR_RETURN(const TrusteeFolder folder, TrusteeFolder::Load(options.folder));
  const auto agreement = folder.LoadAgreement(terminal.clock, /*index=*/-1);
  std::map<std::string, int64_t> attempts;
  absl::StatusOr<std::vector<PseudonymQuota::Use>> counted = std::vector<PseudonymQuota::Use>();
  if (FileExists(folder.StorePath())) {
    ASSIGN_OR_RETURN(const std::unique_ptr<store::Database> database,
                     folder.OpenStore(schema, /*must_exist=*/true));
    RETURN_IF_ERROR(database->Read("count the attempts", [&](store::Snapshot& tx) {
      return tx.Query("SELECT state, count(*) FROM ledger GROUP BY state",
                      [&](const store::Row& row) { attempts[row.Text(0)] = row.Int(1); });
    }));
    if (agreement.ok()) {
      counted = UsesOf(folder.config().trustee(), *database, *agreement);
    }
  }
  const auto uses = counted.value_or(std::vector<PseudonymQuota::Use>());
  const std::string digest = agreement.ok() ? (*agreement)->digest().ToHex() : "";
  if (options.json) {
    terminal.out << "{\"trustee\":\"" << folder.config().trustee() << "\",\"listen\":\""
                 << folder.config().listen() << "\",\"agreement_digest\":\"" << digest
                 << "\",\"attempts\":{"
                 << absl::StrJoin(attempts, ",",
                                  [](std::string* out, const auto& entry) {
                                    absl::StrAppend(out, "\"", entry.first, "\":", entry.second);
                                  })
                 << "},\"pseudonyms\":{"
                 << absl::StrJoin(uses, ",",
                                  [](std::string* out, const PseudonymQuota::Use& use) {
                                    absl::StrAppend(out, "\"", use.member,
                                                    "\":{\"people\":", use.people,
                                                    ",\"allowed\":", use.allowed, "}");
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
  if (!counted.ok()) {
    terminal.out << "pseudonyms cannot be counted: " << counted.status().message() << "\n";
  }
  for (const PseudonymQuota::Use& use : uses) {
    terminal.out << "pseudonyms of " << use.member << "  " << use.people << " of " << use.allowed
                 << "\n";
  }
  return absl::OkStatus();
}

}  // namespace

store::Schema TrusteeSchema() {
  return {{std::string(Ledger::kSchema), std::string(governance::RegisterStore::kSchema),
           std::string(PseudonymQuota::kSchema)},
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
