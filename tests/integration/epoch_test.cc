// SPDX-License-Identifier: Apache-2.0
//
// Epochs over real processes: two general-practice networks and two others make one spine, whoever
// is away, killed or tampered with meanwhile.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "ginnel/v1/register_report.pb.h"
#include "google/protobuf/util/json_util.h"
#include "tests/integration/city.h"
#include "tests/integration/federation.h"

namespace ginnel::integration {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class EpochTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const absl::StatusOr<std::string> city = City(300);
    ASSERT_TRUE(city.ok()) << city.status();
    FederationOptions options;
    for (const auto& [id, sector] :
         std::vector<std::pair<std::string, std::string>>{{"harness", "general_practice"},
                                                          {"kilburn", "general_practice"},
                                                          {"acute-trust", "acute"},
                                                          {"council", "social_care"}}) {
      options.members.push_back({id, {sector}, absl::StrCat(*city, "/", id, "/mapping.yaml")});
    }
    options.geography = *city + "/geography.yaml";
    options.people = {"it-admin@kilburn"};
    options.linkage = true;
    absl::StatusOr<std::unique_ptr<Federation>> made = Federation::Make(std::move(options));
    ASSERT_TRUE(made.ok()) << made.status();
    federation_ = *std::move(made);
    ASSERT_TRUE(federation_->StartTrustees().ok());
    for (const std::string& member : kMembers) {
      const Outcome ingest =
          federation_->Ingest(member, absl::StrCat(*city, "/", member, "/mapping.yaml"));
      ASSERT_EQ(ingest.exit_code, 0) << ingest.err;
    }
  }

  Outcome Start(const std::string& person = "ig-lead@harness") {
    return federation_->StartEpoch(person);
  }
  v1::EpochReport Show() {
    const Outcome shown = federation_->Ginnel(
        {"epoch", "show", "--json", "--as", federation_->LeadFolder("council")});
    v1::EpochReport report;
    EXPECT_EQ(shown.exit_code, 0) << shown.err;
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(shown.out, &report).ok());
    return report;
  }
  // Looks again until `done`, for at most two minutes.
  template <typename Done>
  v1::EpochReport ShowWhen(const Done& done) {
    std::mutex mutex;
    std::condition_variable never;
    std::unique_lock lock(mutex);
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(2);
    v1::EpochReport report = Show();
    while (!done(report) && std::chrono::steady_clock::now() < end) {
      never.wait_for(lock, std::chrono::milliseconds(700));
      report = Show();
    }
    EXPECT_TRUE(done(report)) << report.DebugString();
    return report;
  }
  static bool Agreed(const v1::EpochReport& report) { return report.agreed_epoch() > 0; }
  static bool Stated(const v1::EpochReport& report, const std::string& member) {
    for (const v1::EpochMember& each : report.members()) {
      if (each.member() == member) return each.state() == v1::EpochMember::STATE_STATED;
    }
    return false;
  }
  absl::Status StartNodes(const std::vector<std::string>& members) {
    for (const std::string& member : members) {
      if (const absl::Status started = federation_->Start(member); !started.ok()) return started;
    }
    return absl::OkStatus();
  }
  // What it has logged since it was started last.
  std::string LogOf(const std::string& party) { return (*federation_)[party].err(); }
  std::string NodeStatus(const std::string& member) {
    return integration::Run(
               {"ginnel-node", "status", "--json", "--dir", federation_->NodeFolder(member)})
        .out;
  }
  std::string SealedFolder() const {
    return federation_->TrusteeFolder(Federation::kCoordinator) + "/spine/1";
  }

  const std::vector<std::string> kMembers = {"harness", "kilburn", "acute-trust", "council"};
  std::unique_ptr<Federation> federation_;
};

TEST_F(EpochTest, AllNodesAgreeOnOneSpineAndOneThatWasAwayJoinsInLater) {
  ASSERT_TRUE(StartNodes({"harness", "kilburn", "acute-trust"}).ok());
  const Outcome refused = Start("analyst@place-office");
  EXPECT_EQ(refused.exit_code, 3) << refused.err;
  EXPECT_THAT(refused.err, HasSubstr("starts an epoch"));
  const Outcome started = Start("it-admin@kilburn");
  ASSERT_EQ(started.exit_code, 0) << started.err;
  v1::EpochReport report = ShowWhen([](const v1::EpochReport& each) {
    return Stated(each, "harness") && Stated(each, "kilburn") && Stated(each, "acute-trust");
  });
  EXPECT_FALSE(Agreed(report));
  EXPECT_EQ(report.detail(), "epoch 1: no word yet from council");
  EXPECT_EQ(report.organisation(), "kilburn");
  EXPECT_EQ(report.role(), "IT admin");

  ASSERT_TRUE(StartNodes({"council"}).ok());
  report = ShowWhen(Agreed);
  EXPECT_EQ(report.agreed_epoch(), 1u);
  EXPECT_GT(report.members(0).people(), 0u);
  EXPECT_EQ(report.members(0).slots() + report.members(1).slots(), report.slots());
  const Outcome again = Start();
  EXPECT_EQ(again.exit_code, 4) << again.err;
  EXPECT_THAT(again.err, HasSubstr("the next one can be from"));

  const auto heard = (*federation_)["council"].WaitForLog("\"event\":\"spine_agreed\"");
  ASSERT_TRUE(heard.ok()) << heard.status();
  // At the node alone: how many of its own people are on it.
  const std::string status = NodeStatus("council");
  EXPECT_THAT(status, HasSubstr("\"spine\":{\"epoch\":1,\"digest\":\"" + report.spine_digest()));
  EXPECT_THAT(status, HasSubstr("\"agreed\":true"));
  // Once agreed nothing of it is left at the coordinator.
  EXPECT_FALSE(fs::exists(SealedFolder()));

  const Outcome listed =
      federation_->Ginnel({"register", "list", "--as", federation_->LeadFolder("council")});
  EXPECT_THAT(listed.out, HasSubstr("spine-part"));
  EXPECT_THAT(listed.out, HasSubstr("node, council"));
  const Outcome exported =
      federation_->Ginnel({"register", "export", "--as", federation_->LeadFolder("council"),
                           "--out", federation_->Path("public")});
  ASSERT_EQ(exported.exit_code, 0) << exported.err;
  EXPECT_THAT(ReadFile(federation_->Path("public/index.html")).value_or(""),
              HasSubstr(report.spine_digest()));
}

TEST_F(EpochTest, WhatIsAlteredOnTheCoordinatorsDiskIsNoticedAndHandedInAgain) {
  ASSERT_TRUE(StartNodes({"harness", "kilburn", "acute-trust"}).ok());
  ASSERT_EQ(Start().exit_code, 0);
  ShowWhen([](const v1::EpochReport& each) { return Stated(each, "acute-trust"); });
  int altered = 0;
  for (const auto& entry : fs::directory_iterator(SealedFolder())) {
    if (!absl::StartsWith(entry.path().filename().string(), "kilburn.council.")) continue;
    std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(40);
    const char flipped = static_cast<char>(file.get() ^ 1);
    file.seekp(40);
    file.put(flipped);
    ++altered;
  }
  ASSERT_EQ(altered, 1);
  ASSERT_TRUE(StartNodes({"council"}).ok());
  ShowWhen(Agreed);  // kilburn has handed it in once more
  EXPECT_THAT(LogOf("council"), HasSubstr("the list of kilburn"));
  EXPECT_THAT(LogOf(Federation::kCoordinator), HasSubstr("\"event\":\"spine_part_lost\""));
  EXPECT_THAT(LogOf(Federation::kCoordinator), HasSubstr("\"sender\":\"kilburn\""));
}

TEST_F(EpochTest, ResumesAfterNodeAndCoordinatorWereKilledInTheMiddle) {
  ASSERT_TRUE(StartNodes({"harness", "acute-trust", "council"}).ok());
  ASSERT_EQ(Start().exit_code, 0);
  ShowWhen([](const v1::EpochReport& each) {
    return each.members_size() > 0 && each.members(0).listed();
  });
  (*federation_)["harness"].Kill9();
  (*federation_)[Federation::kCoordinator].Kill9();
  ASSERT_TRUE(federation_->Start(Federation::kCoordinator).ok());
  ASSERT_TRUE(StartNodes({"kilburn"}).ok());
  ShowWhen([](const v1::EpochReport& each) { return Stated(each, "kilburn"); });
  (*federation_)["council"].Kill9();
  ASSERT_TRUE(StartNodes({"harness", "council"}).ok());
  const v1::EpochReport report = ShowWhen(Agreed);
  EXPECT_TRUE(report.detail().empty()) << report.detail();
}

}  // namespace
}  // namespace ginnel::integration
