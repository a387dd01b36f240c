// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/federation.h"

#include <unistd.h>
#include <chrono>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/files.h"
#include "base/status.h"
#include "google/protobuf/util/json_util.h"

namespace ginnel::integration {
namespace {

namespace fs = std::filesystem;

constexpr const char* kTrustees[] = {Federation::kCoordinator, Federation::kTrusteeTwo,
                                     Federation::kTrusteeThree};

std::string Program(const std::string& party) {
  if (party == Federation::kCoordinator) return "ginnel-coordinator";
  const bool trustee = party == Federation::kTrusteeTwo || party == Federation::kTrusteeThree;
  return trustee ? "ginnel-trustee" : "ginnel-node";
}

// What a command printed, without the line's end; its error if it failed.
absl::StatusOr<std::string> Output(const std::vector<std::string>& command) {
  const Outcome outcome = Run(command);
  if (outcome.exit_code == 0) {
    return std::string(absl::StripTrailingAsciiWhitespace(outcome.out));
  }
  return absl::FailedPreconditionError(absl::StrCat(absl::StrJoin(command, " "), " ended with ",
                                                    outcome.exit_code, ": ", outcome.err));
}

absl::Status MakeFolder(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  return error ? absl::ErrnoToStatus(error.value(), path) : absl::OkStatus();
}

absl::Status CopyFolder(const std::string& from, const std::string& to, const std::string& suffix) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(from, error)) {
    if (!entry.is_regular_file() || entry.path().extension() != suffix) continue;
    fs::copy_file(entry.path(), to + "/" + entry.path().filename().string(), error);
    if (error) break;
  }
  return error ? absl::ErrnoToStatus(error.value(), from) : absl::OkStatus();
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::string name = (fs::temp_directory_path() / "ginnel-XXXXXX").string();
  if (mkdtemp(name.data()) != nullptr) path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  if (path_.empty()) return;
  const char* keep = std::getenv("GINNEL_KEEP");
  if (keep != nullptr && *keep == '1') {
    std::cerr << "kept: " << path_ << "\n";
    return;
  }
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

absl::StatusOr<std::unique_ptr<Federation>> Federation::Make(FederationOptions options) {
  std::unique_ptr<Federation> federation(new Federation(std::move(options)));
  if (federation->dir().empty()) return absl::InternalError("no temporary folder");
  for (const char* folder : {"log", "agreement/operations", "agreement/models"}) {
    RETURN_IF_ERROR(MakeFolder(federation->Path(folder)));
  }
  RETURN_IF_ERROR(federation->MakeKeys());
  RETURN_IF_ERROR(federation->WriteAgreement());
  for (const MemberSetup& member : federation->options_.members) {
    RETURN_IF_ERROR(federation->Sign(member.id));
  }
  for (const char* trustee : kTrustees) RETURN_IF_ERROR(federation->Sign(trustee));
  return federation;
}

absl::StatusOr<std::unique_ptr<Federation>> Federation::Open(FederationOptions options) {
  ASSIGN_OR_RETURN(std::unique_ptr<Federation> federation, Make(std::move(options)));
  RETURN_IF_ERROR(federation->Begin());
  return federation;
}

absl::Status Federation::Begin() {
  RETURN_IF_ERROR(StartTrustees());
  for (const MemberSetup& member : options_.members) {
    if (member.mapping.empty()) continue;
    const Outcome ingest = Ingest(member.id, member.mapping);
    if (ingest.exit_code != 0) return absl::FailedPreconditionError(ingest.err);
  }
  RETURN_IF_ERROR(StartNodes());
  // Who speaks before the first checkpoint is told to try again: no test means that.
  const Outcome verified = OnceCosigned(
      {"register", "verify", "--as", PersonFolder(absl::StrCat("analyst@", kCoordinator))});
  if (verified.exit_code != 0) return absl::FailedPreconditionError(verified.err);
  return absl::OkStatus();
}

absl::Status Federation::MakeKeys() {
  const std::string agreement = Path("agreement");
  const auto person = [&](const std::string& id) {
    return Output({"ginnel", "keys", "create", "--person", id, "--dir", PersonFolder(id),
                   "--agreement", agreement});
  };
  for (const MemberSetup& member : options_.members) {
    RETURN_IF_ERROR(Output({"ginnel", "keys", "create", "--organisation", member.id, "--dir",
                            Path("keys/" + member.id)})
                        .status());
    RETURN_IF_ERROR(person("ig-lead@" + member.id).status());
    RETURN_IF_ERROR(Output({"ginnel-node", "init", "--member", member.id, "--dir",
                            NodeFolder(member.id), "--agreement", agreement})
                        .status());
  }
  RETURN_IF_ERROR(person(absl::StrCat("analyst@", kCoordinator)).status());
  for (const std::string& id : options_.people) RETURN_IF_ERROR(person(id).status());
  for (const std::string trustee : kTrustees) {
    RETURN_IF_ERROR(
        Output({Program(trustee), "init", "--trustee", trustee, "--dir", TrusteeFolder(trustee),
                "--agreement", agreement, "--listen", "127.0.0.1:0"})
            .status());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> Federation::Constitution() const {
  std::string text =
      absl::StrCat("title: Agreement of a federation under test\nplace: Test\n",
                   "version: 1\nstarts: ", DayFromToday(-30), "\nends: ", DayFromToday(1000), R"(
gateway: live
purposes:
  - id: population-health-planning
    title: Population health planning
    legal_basis: "UK GDPR Article 6(1)(e) and 9(2)(h); aggregate results only"
    opt_out_rule: not_applicable
floors:
  profile: nhs-1-7-round-5
  minimum_members: 3
  max_runs: 12
  max_approval_days: 366
  queries_per_author_and_week: 1000
members:
)");
  for (const MemberSetup& member : options_.members) {
    ASSIGN_OR_RETURN(const std::string card,
                     Output({"ginnel", "keys", "card", "--dir", Path("keys/" + member.id)}));
    absl::StrAppend(&text, "  - {id: ", member.id, ", title: ", member.id, ", kind: ", member.kind,
                    ", sectors: [", absl::StrJoin(member.sectors, ", "),
                    "], expected_people: ", member.expected_people,
                    member.areas.empty() ? "" : absl::StrCat(", areas: ", member.areas), ", ", card,
                    "}\n");
  }
  text += "trustees:\n";
  for (const std::string trustee : kTrustees) {
    ASSIGN_OR_RETURN(const std::string card,
                     Output({Program(trustee), "card", "--dir", TrusteeFolder(trustee),
                             "--organisation", "Office of " + trustee, "--host",
                             trustee + ".example", "--administrator", "IT of " + trustee}));
    absl::StrAppend(&text, "  - ", card, "\n");
  }
  if (options_.linkage) {
    std::vector<std::string> ids;
    for (const MemberSetup& member : options_.members) ids.push_back(member.id);
    absl::StrAppend(&text, "linkage:\n  members: [", absl::StrJoin(ids, ", "),
                    "]\n  days_between_epochs: 28\n  most_dual_per_10000: 100\n");
  }
  return text + options_.constitution;
}

absl::Status Federation::WriteAgreement() {
  const std::string models = GINNEL_SOURCE_DIR "/models";
  RETURN_IF_ERROR(CopyFolder(models, Path("agreement/models"), ".yaml"));
  // dictionary.yaml stands beside the models in the source, above them in an agreement.
  std::error_code ignored;
  fs::remove(Path("agreement/models/dictionary.yaml"), ignored);
  ASSIGN_OR_RETURN(
      std::string dictionary,
      ReadFile(options_.dictionary.empty() ? models + "/dictionary.yaml" : options_.dictionary));
  if (!options_.geography.empty()) {
    ASSIGN_OR_RETURN(const std::string geography, ReadFile(options_.geography));
    dictionary.resize(std::min(dictionary.size(), dictionary.find("\ngeographies:")));
    dictionary += "\ngeographies:\n";
    for (const auto line : absl::StrSplit(geography, '\n')) {
      absl::StrAppend(&dictionary, "  ", line, "\n");
    }
  }
  RETURN_IF_ERROR(WriteFileAtomically(Path("agreement/dictionary.yaml"), dictionary));
  ASSIGN_OR_RETURN(const std::string constitution, Constitution());
  RETURN_IF_ERROR(WriteFileAtomically(Path("agreement/constitution.yaml"), constitution));
  return WriteOperations();
}

absl::Status Federation::WriteOperations() {
  const auto write = [&](const std::string& party, const std::string& card,
                         const std::string& person) -> absl::Status {
    std::vector<std::string> people = options_.people;
    if (!person.empty()) people.insert(people.begin(), person);
    std::string lines;
    for (const std::string& each : people) {
      if (!absl::EndsWith(each, "@" + party)) continue;
      ASSIGN_OR_RETURN(const std::string line,
                       Output({"ginnel", "keys", "card", "--dir", PersonFolder(each)}));
      absl::StrAppend(&lines, "  - ", line, "\n");
    }
    const std::string text = absl::StrCat(card, "\n", lines.empty() ? "" : "people:\n", lines);
    return WriteFileAtomically(Path("agreement/operations/" + party + ".yaml"), text);
  };
  for (const MemberSetup& member : options_.members) {
    ASSIGN_OR_RETURN(const std::string card,
                     Output({"ginnel-node", "card", "--dir", NodeFolder(member.id)}));
    RETURN_IF_ERROR(write(member.id, card, "ig-lead@" + member.id));
  }
  for (const std::string trustee : kTrustees) {
    std::string card = "party: " + trustee + "\nversion: 1\n";
    for (const char* field : {"certificate_sha256", "endpoint"}) {
      ASSIGN_OR_RETURN(const std::string value, Output({Program(trustee), "card", "--dir",
                                                        TrusteeFolder(trustee), "--field", field}));
      absl::StrAppend(&card, field, ": ", value, "\n");
    }
    RETURN_IF_ERROR(
        write(trustee, card, trustee == kCoordinator ? "analyst@" + trustee : std::string()));
  }
  return absl::OkStatus();
}

absl::Status Federation::Sign(const std::string& party) {
  const std::string key = Program(party) == "ginnel-node"
                              ? Path("keys/" + party + "/signing.key")
                              : TrusteeFolder(party) + "/keys/signing.key";
  return Output({"ginnel", "agreement", "sign", Path("agreement"), "--as", party, "--key", key})
      .status();
}

absl::Status Federation::Start(const std::string& party,
                               const std::map<std::string, std::string>& environment) {
  processes_.erase(party);
  const bool node = Program(party) == "ginnel-node";
  Launch launch;
  launch.command = {Program(party), "serve", "--dir",
                    node ? NodeFolder(party) : TrusteeFolder(party)};
  launch.keep_as = Path("log/" + party);
  launch.environment = environment;
  ASSIGN_OR_RETURN(processes_[party], Process::Start(launch, node ? "connected" : "listening"));
  return absl::OkStatus();
}

absl::Status Federation::StartTrustees() {
  for (const char* trustee : kTrustees) RETURN_IF_ERROR(Start(trustee));
  return absl::OkStatus();
}

absl::Status Federation::StartNodes() {
  for (const MemberSetup& member : options_.members) {
    if (!member.mapping.empty()) RETURN_IF_ERROR(Start(member.id));
  }
  return absl::OkStatus();
}

bool Federation::Runs(const std::string& party) {
  const auto found = processes_.find(party);
  return found != processes_.end() && found->second != nullptr && !found->second->ended();
}

Outcome Federation::Ingest(const std::string& member, const std::string& mapping,
                           const std::map<std::string, std::string>& environment) {
  Launch launch;
  launch.command = {"ginnel-node", "ingest", "--dir", NodeFolder(member), mapping};
  launch.keep_as = Path("log/ingest-" + member);
  launch.environment = environment;
  return Run(launch);
}

Outcome Federation::Ginnel(std::vector<std::string> words) const {
  words.insert(words.begin(), "ginnel");
  return Run(words);
}

absl::StatusOr<v1::QueryStatus> Federation::StatusFrom(std::vector<std::string> words,
                                                       bool even_if_failed) const {
  words.push_back("--json");
  const Outcome outcome = Ginnel(words);
  v1::QueryStatus status;
  if (ParseStatus(outcome.out, status) && (outcome.exit_code == 0 || even_if_failed)) return status;
  return absl::FailedPreconditionError(absl::StrCat("ginnel ", absl::StrJoin(words, " "),
                                                    " ended with ", outcome.exit_code, ": ",
                                                    outcome.err, outcome.out));
}

Outcome Federation::OnceCosigned(const std::vector<std::string>& words) const {
  Outcome outcome = Ginnel(words);
  const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (absl::StrContains(outcome.err, "no checkpoint of the register") &&
         std::chrono::steady_clock::now() < end) {
    outcome = Ginnel(words);
  }
  return outcome;
}

Outcome Federation::StartEpoch(const std::string& person) const {
  return OnceCosigned({"epoch", "start", "--as", PersonFolder(person), "--yes"});
}

absl::Status Federation::AgreeOnSpine() {
  const Outcome started = StartEpoch("ig-lead@" + options_.members.front().id);
  if (started.exit_code != 0) return absl::InternalError(started.err);
  Outcome shown;
  const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(3);
  while (std::chrono::steady_clock::now() < end) {
    shown = Ginnel({"epoch", "show", "--json", "--as", LeadFolder(options_.members.front().id)});
    if (absl::StrContains(shown.out, "\"agreed_epoch\"")) return absl::OkStatus();
  }
  return absl::DeadlineExceededError(absl::StrCat("no spine: ", shown.out, shown.err));
}

absl::StatusOr<v1::QueryStatus> Federation::Submit(const std::string& text) {
  const std::string file = Path("query.yaml");
  RETURN_IF_ERROR(WriteFileAtomically(file, text));
  return StatusFrom({"query", "submit", file, "--as", PersonFolder("analyst@place-office")});
}

absl::StatusOr<v1::QueryStatus> Federation::Approve(const std::string& digest,
                                                    const std::string& member) {
  return StatusFrom({"query", "approve", digest, "--as", LeadFolder(member), "--reason",
                     "within the plan", "--yes"});
}

absl::StatusOr<v1::QueryStatus> Federation::ApproveByAll(const v1::QueryStatus& query) {
  v1::QueryStatus status = query;
  for (const std::string& member : query.members()) {
    ASSIGN_OR_RETURN(status, Approve(query.query_digest(), member));
  }
  return status;
}

absl::StatusOr<v1::QueryStatus> Federation::Show(const std::string& digest) const {
  return StatusFrom({"query", "show", digest, "--as", PersonFolder("analyst@place-office")});
}

absl::StatusOr<v1::QueryStatus> Federation::StartRun(const std::string& digest) const {
  return StatusFrom({"query", "run", digest, "--as", PersonFolder("analyst@place-office")});
}

absl::StatusOr<v1::QueryStatus> Federation::RunToEnd(const std::string& digest) const {
  return StatusFrom(
      {"query", "run", digest, "--as", PersonFolder("analyst@place-office"), "--wait"},
      /*even_if_failed=*/true);
}

absl::StatusOr<v1::QueryStatus> Federation::WaitToEnd(const std::string& digest) const {
  return StatusFrom({"query", "wait", digest, "--as", PersonFolder("analyst@place-office")},
                    /*even_if_failed=*/true);
}

absl::StatusOr<std::string> Federation::Release(const std::string& digest,
                                                const std::string& format, int run) const {
  const Outcome outcome =
      Ginnel({"release", "show", digest, "--as", PersonFolder("analyst@place-office"), "--format",
              format, "--run", absl::StrCat(run)});
  if (outcome.exit_code == 0) return outcome.out;
  return absl::FailedPreconditionError(outcome.err);
}

bool ParseStatus(const std::string& json, v1::QueryStatus& status) {
  return google::protobuf::util::JsonStringToMessage(json, &status).ok() &&
         !status.query_digest().empty();
}

std::string DayFromToday(int days) {
  return absl::FormatTime("%Y-%m-%d", RealClock().Now() + days * absl::Hours(24),
                          absl::UTCTimeZone());
}

std::string CountsByAge(const std::string& title) {
  return absl::StrCat("title: ", title, "\nnot_after: ", DayFromToday(90), R"(
purpose: population-health-planning
period: 2025/26
author: analyst@place-office
index_date: 2026-04-01
population: {of: registered}
by: [model age-complexity]
measures:
  - people as Population
  - prevalence diabetes as Diabetes
across: [general_practice]
members: [all]
profile: nhs-1-7-round-5
runs: 3
totals: audited
)");
}

}  // namespace ginnel::integration
