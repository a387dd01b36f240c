// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "crypto/dsse.h"
#include "governance/register/enter_folder.h"
#include "governance/register/register.h"
#include "governance/run_id.h"
#include "governance/statement.h"
#include "node/review/card_maker.h"
#include "node/store/node_schema.h"
#include "tests/unit/governance/sample_agreement.h"

namespace ginnel::node {

inline constexpr char kReviewDictionary[] = R"(
  variables {
    name: 'team' type: VARIABLE_TYPE_CATEGORY sectors: SECTOR_GENERAL_PRACTICE from { attribute {} }
    codes { code: 'a' title: 'team a' } codes { code: 'b' title: 'team b' }
    codes { code: 'c' title: 'team c' }
  }
  variables {
    name: 'smoker' title: 'smoking' type: VARIABLE_TYPE_FLAG sensitive: true
    sectors: SECTOR_GENERAL_PRACTICE absent: ABSENT_FALSE from { attribute {} }
  }
  variables {
    name: 'cost' title: 'cost of care' type: VARIABLE_TYPE_AMOUNT unit: 'GBP' scale: '0.01' lower: 0
    upper: 100000 absent: ABSENT_ZERO sectors: SECTOR_GENERAL_PRACTICE from { attribute {} }
  })";

/// The node of the sample's member north: its copy of the register, which a test writes, and a data
/// set of 20 people of team a (7 smokers), 3 of team b (1 smoker) and nobody of team c, each
/// costing 1.50 (but the first, if a test says so).
class ReviewRoom : public testing::Test {
 protected:
  ReviewRoom() : folder_(governance::FreshFolder()) {
    std::filesystem::permissions(folder_, std::filesystem::perms::owner_all);
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
        kReviewDictionary, sample_.constitution.mutable_dictionary()));
    sample_.constitution.clear_models();
    sample_.Write(folder_ + "/agreement");
    base_ = governance::Agreement::Load(folder_ + "/agreement", clock_).value();
    database_ =
        store::Database::Open(folder_ + "/north.db", std::array<uint8_t, 32>{}, NodeSchema())
            .value();
    on_ = governance::Register::Open(*database_, base_, "north").value();
    const absl::Status entered =
        governance::EnterFolder(governance::AgreementFolder(folder_ + "/agreement"), *on_);
    EXPECT_TRUE(entered.ok()) << entered;
    Load({"team", "smoker", "cost"}, "2026-04-20");
  }
  ~ReviewRoom() override {
    on_.reset();
    database_.reset();
    std::filesystem::remove_all(folder_);
  }

  void Load(std::vector<std::string> offers, const std::string& listed, int32_t first_costs = 150) {
    constexpr size_t kPeople = 23;
    Records records;
    records.ids.resize(kPeople);
    Records::ValueColumn team, smoker, cost;
    team.codes = {"a", "b", "c"};
    for (size_t row = 0; row < kPeople; ++row) {
      records.ids[row][0] = static_cast<uint8_t>(row);
      team.values.push_back(row < 20 ? 0 : 1);
      smoker.values.push_back(row < 7 || row == 20 ? 1 : 0);
      cost.values.push_back(row == 0 ? first_costs : 150);
    }
    records.attributes["team"] = std::move(team);
    records.attributes["smoker"] = std::move(smoker);
    records.attributes["cost"] = std::move(cost);
    records.birth_month.assign(kPeople, kMissing);
    records.death_month.assign(kPeople, kMissing);
    DataSetInfo info;
    info.member = "north";
    info.data_from = "2023-04-01";
    info.data_to = "2026-03-31";
    info.loaded_at = "2026-04-21T08:00:00Z";
    info.opt_out_list_date = listed;
    info.offers = std::move(offers);
    info.people = kPeople;
    Engine::Options options;
    options.threads = 1;
    engine_ = std::make_shared<Engine>(
        Snapshot::Create(std::move(records), std::move(info)).value(), options);
  }

  /// People, smokers and cost by team, of north, south and east; bent by a test before it is built.
  governance::SamplePackage Package() const {
    governance::SamplePackage package(base_);
    package.query.mutable_population()->set_of(v1::POPULATION_BASE_HELD);
    package.query.add_by("variable team");
    package.query.add_measures("prevalence smoker");
    package.query.add_measures("sum cost");
    return package;
  }
  static std::string DigestOf(const v1::RunPackage& package) {
    return crypto::PayloadDigest(package.query()).ToHex();
  }

  void Add(const v1::Envelope& statement) {
    const absl::Status status =
        on_->Commit("add", [&](store::Transaction&, governance::StatementLog::Entries& entries) {
          return entries.Append(statement).status();
        });
    EXPECT_TRUE(status.ok()) << status;
  }
  template <typename T>
  void Say(const T& statement, const std::string& by) {
    Add(*governance::SignStatement(statement, governance::SampleAgreement::Key(by)));
  }
  /// The query alone: its digest.
  std::string Ask(const governance::SamplePackage& package) {
    const v1::RunPackage built = package.Build();
    Add(built.query());
    return DigestOf(built);
  }
  /// The query with everybody's approvals.
  v1::RunPackage AskAndApprove(const governance::SamplePackage& package) {
    const v1::RunPackage built = package.Build();
    Add(built.query());
    for (const v1::Envelope& approval : built.approvals()) Add(approval);
    return built;
  }
  /// The same with its run and what it released.
  v1::RunPackage AskAndRelease(const governance::SamplePackage& package,
                               const std::string& at = "2026-05-01T11:00:00Z") {
    const v1::RunPackage built = AskAndApprove(package);
    Add(built.run());
    const v1::Run run = *governance::ReadUnverifiedStatement<v1::Run>(built.run());
    v1::Released released;
    released.set_query_digest(run.query_digest());
    released.set_run_id(governance::RunIdOf(run).ToHex());
    released.set_n(1);
    released.set_attempt(1);
    released.set_released_at(at);
    Say(released, "office");
    return built;
  }

  absl::StatusOr<v1::ReviewCard> Card(const std::string& digits) {
    CardMaker maker({.member = member_,
                     .in_force = sharing::Following([this] { return on_->agreement(); }),
                     .on = on_.get(),
                     .clock = &clock_,
                     .engine = [this]() -> absl::StatusOr<std::shared_ptr<Engine>> {
                       if (engine_ == nullptr) return absl::NotFoundError("no data set yet");
                       return engine_;
                     },
                     .spines = [](uint32_t, const crypto::Digest&)
                         -> absl::StatusOr<std::shared_ptr<const Spine>> {
                       return absl::FailedPreconditionError("this node holds no spine");
                     }});
    return maker.Make(digits);
  }
  v1::ReviewCard MustCard(const std::string& digits) {
    absl::StatusOr<v1::ReviewCard> card = Card(digits);
    EXPECT_TRUE(card.ok()) << card.status();
    return card.ok() ? *card : v1::ReviewCard();
  }

  governance::FakeClock clock_;
  governance::SampleAgreement sample_;
  const std::string folder_;
  std::string member_ = "north";
  std::shared_ptr<const governance::Agreement> base_;
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<governance::Register> on_;
  std::shared_ptr<Engine> engine_;
};

}  // namespace ginnel::node
