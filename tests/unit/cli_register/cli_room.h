// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <array>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "base/command/exit_codes.h"
#include "base/files.h"
#include "cli/register/register_commands.h"
#include "governance/register/enter_folder.h"
#include "governance/remark.h"
#include "governance/run_id.h"
#include "governance/statement.h"
#include "tests/unit/cli_register/fake_coordinator.h"

namespace ginnel::cli {

/// What a command line did.
struct CommandResult {
  int exit_code = 0;
  std::string out;
  std::string error;  // message of the outcome
};

/// People of the sample agreement with their folders, before a coordinator that holds its register.
class CliRoom : public testing::Test {
 protected:
  using Sample = governance::SampleAgreement;

  CliRoom() : folder_(governance::FreshFolder()), package_(nullptr) {
    std::filesystem::permissions(folder_, std::filesystem::perms::owner_all);
    v1::Variable& age = *sample_.constitution.mutable_dictionary()->mutable_variables(0);
    age.set_title("age");
    age.set_type(v1::VARIABLE_TYPE_INTEGER);
    age.add_sectors(v1::SECTOR_GENERAL_PRACTICE);
    age.set_lower(0);
    age.set_upper(120);
    age.mutable_from()->mutable_age();
    sample_.Write(AgreementPath());
    agreement_ = *governance::Agreement::Load(AgreementPath(), clock_);
    package_ = governance::SamplePackage(agreement_);
    database_ = *store::Database::Open(folder_ + "/office.db", std::array<uint8_t, 32>{},
                                       {{std::string(governance::RegisterStore::kSchema)}, 9});
    on_ = *governance::Register::Open(*database_, agreement_, "office");
    office_.on = on_.get();
    EXPECT_TRUE(governance::EnterFolder(governance::AgreementFolder(AgreementPath()), *on_).ok());
    Publish();
  }
  ~CliRoom() override {
    on_.reset();
    database_.reset();
    std::filesystem::remove_all(folder_);
  }

  std::string AgreementPath() const { return folder_ + "/agreement"; }
  std::string Path(const std::string& name) const { return folder_ + "/" + name; }
  std::string Read(const std::string& name) const { return *ReadFile(Path(name)); }
  void Write(const std::string& name, const std::string& text) const {
    std::ofstream(Path(name), std::ios::binary) << text;
  }

  /// The folder of a person with their key.
  std::string Person(const std::string& id) const {
    const std::string path = Path("people/" + id);
    if (std::filesystem::exists(path)) return path;
    std::filesystem::create_directories(path);
    std::ofstream(path + "/person.yaml")
        << "person: " << id << "\nagreement: ../../agreement\nkey_dir: .\n";
    EXPECT_TRUE(Sample::Key(id).Save(path + "/signing.key").ok());
    return path;
  }

  CommandResult Run(std::vector<std::string> arguments) {
    std::ostringstream out, err;
    SystemRandom random;
    Terminal terminal{out, err, clock_, random, absl::OkStatus()};
    CLI::App app("ginnel");
    const Dial dial = [this](const cli::Person&, const Clock&) {
      return absl::StatusOr<std::unique_ptr<CoordinatorClient>>(
          std::make_unique<FakeClient>(office_));
    };
    AddRegisterCommands(app, terminal, dial);
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());  // as CLI11 takes them
    try {
      app.parse(reversed);
    } catch (const CLI::ParseError& error) {
      return {kUsage, out.str(), error.what()};
    }
    return {ExitCodeOf(terminal.outcome), out.str(), std::string(terminal.outcome.message())};
  }

  void Add(const v1::Envelope& statement) {
    const absl::StatusOr<uint64_t> added =
        FakeClient(office_).AddStatement(statement, v1::Remark());
    ASSERT_TRUE(added.ok()) << added.status();
  }
  template <typename T>
  static v1::Envelope Sign(const T& statement, const std::string& by) {
    return *governance::SignStatement(statement, Sample::Key(by));
  }
  /// A checkpoint over everything.
  void Publish() { office_.checkpoint = FakeCoordinator::Sign(office_.Held(), clock_.Now()); }

  /// Query and approvals on the register.
  v1::RunPackage Approve() {
    v1::RunPackage package = package_.Build();
    Add(package.query());
    for (const v1::Envelope& approval : package.approvals()) Add(approval);
    return package;
  }
  /// What the gate would make of `package`: two figures and one that is suppressed.
  v1::Release TableOf(const v1::RunPackage& package) const {
    const v1::Run run = *governance::ReadUnverifiedStatement<v1::Run>(package.run());
    v1::Release table;
    table.set_title(package_.query.title());
    table.set_purpose(package_.query.purpose());
    table.set_index_date(package_.query.index_date());
    table.set_period(package_.query.period());
    table.set_profile(package_.query.profile());
    table.set_query_digest(run.query_digest());
    table.set_agreement_digest(run.agreement_digest());
    table.set_run_id(governance::RunIdOf(run).ToHex());
    table.set_n(run.n());
    table.set_attempt(run.attempt());
    table.set_threshold(run.threshold());
    table.set_shadow(true);
    table.set_released_at("2026-05-01T12:05:00Z");
    table.set_opening_commitment(std::string(64, 'c'));
    for (const v1::CellState state :
         {v1::CELL_STATE_VALUE, v1::CELL_STATE_VALUE, v1::CELL_STATE_SUPPRESSED}) {
      table.add_cells()->set_state(state);
    }
    return table;
  }
  static v1::Released WordOn(const v1::Release& table, const v1::Envelope& release) {
    v1::Released word;
    word.set_query_digest(table.query_digest());
    word.set_run_id(table.run_id());
    word.set_n(table.n());
    word.set_attempt(table.attempt());
    word.set_release_digest(crypto::PayloadDigest(release).ToHex());
    word.set_opening_commitment(table.opening_commitment());
    word.set_shadow(table.shadow());
    word.set_cells(3);
    word.set_suppressed(1);
    word.set_released_at(table.released_at());
    return word;
  }
  /// A whole question, from query to release; its digest.
  std::string Release() {
    const v1::RunPackage package = Approve();
    Add(package.run());
    const v1::Release table = TableOf(package);
    const v1::Envelope release = Sign(table, "office");
    Add(Sign(WordOn(table, release), "office"));
    office_.releases[table.query_digest()] = release;
    Publish();
    return table.query_digest();
  }
  /// Every person's id of the agreement.
  std::vector<std::string> People() const {
    std::vector<std::string> ids;
    for (const auto& [party, operations] : sample_.operations) {
      for (const v1::Person& person : operations.people()) ids.push_back(person.id());
    }
    return ids;
  }

  const std::string folder_;
  governance::FakeClock clock_;
  Sample sample_;
  std::shared_ptr<const governance::Agreement> agreement_;
  governance::SamplePackage package_;
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<governance::Register> on_;
  FakeCoordinator office_;
};

}  // namespace ginnel::cli
