// SPDX-License-Identifier: Apache-2.0
//
// kill -9 of each process at each of its steps to disk, and in between. Whatever dies when: no
// statement is lost, one run opens once, and the run ends with the same release.
#include <gtest/gtest.h>

#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/integration/city.h"
#include "tests/integration/crash_room.h"

namespace ginnel::integration {
namespace {

class CrashTest : public CrashRoom {
 protected:
  void AskWhileItDiesAtEachStep(const std::string& victim, int at_least) {
    ExpectOneRelease("nobody dies", victim);
    KillAtEachStep(victim, at_least,
                   [&](const std::string& words) { ExpectOneRelease(words, victim); });
  }
};

TEST_F(CrashTest, TheCoordinatorDiesAtEachStepToDisk) {
  AskWhileItDiesAtEachStep(Federation::kCoordinator, 20);
}

TEST_F(CrashTest, TheSecondTrusteeDiesAtEachStepToDisk) {
  AskWhileItDiesAtEachStep(Federation::kTrusteeTwo, 6);
}

TEST_F(CrashTest, TheThirdTrusteeDiesAtEachStepToDisk) {
  AskWhileItDiesAtEachStep(Federation::kTrusteeThree, 6);
}

TEST_F(CrashTest, ANodeDiesAtEachStepToDisk) { AskWhileItDiesAtEachStep("harness", 2); }

// A node that stands still holds the run at "computing and sharing": whoever dies there, another
// attempt ends it.
TEST_F(CrashTest, AnyoneDiesWhileARunWaitsForUploads) {
  ExpectOneRelease("nobody dies", Federation::kCoordinator);
  for (const std::string victim :
       {Federation::kCoordinator, Federation::kTrusteeTwo, Federation::kTrusteeThree, "kilburn"}) {
    SCOPED_TRACE(victim);
    const auto query = federation_->Submit(CountsByAge("held for " + victim));
    ASSERT_TRUE(query.ok()) << query.status();
    const auto approved = federation_->ApproveByAll(*query);
    ASSERT_TRUE(approved.ok()) << approved.status();
    (*federation_)["harness"].Stop();
    const size_t seen = (*federation_)["kilburn"].LogSize();
    ASSERT_TRUE(federation_->StartRun(query->query_digest()).ok());
    const auto uploaded = (*federation_)["kilburn"].WaitForLog("\"run_uploaded\"", seen);
    ASSERT_TRUE(uploaded.ok()) << uploaded.status();
    (*federation_)[victim].Kill9();
    (*federation_)["harness"].Continue();
    ASSERT_TRUE(Revive(victim).ok());
    auto ended = federation_->WaitToEnd(query->query_digest());
    ASSERT_TRUE(ended.ok()) << ended.status();
    EXPECT_EQ(ended->state(), v1::QUERY_STATE_RELEASED) << ended->detail();
    const auto table = federation_->Release(query->query_digest(), "csv", 1);
    ASSERT_TRUE(table.ok()) << table.status();
    EXPECT_EQ(*table, release_);
  }
}

// "generation" and "people" of what a node holds.
std::string Holds(const Federation& federation, const std::string& member) {
  const Outcome status =
      Run({"ginnel-node", "status", "--json", "--dir", federation.NodeFolder(member)});
  const size_t from = status.out.find("\"generation\"");
  return status.exit_code == 0 && from != std::string::npos
             ? status.out.substr(from, status.out.find(",\"data_from\"") - from)
             : absl::StrCat("unreadable: ", status.err, status.out);
}

TEST_F(CrashTest, AnIngestDiesAtEachStepToDiskAndLeavesTheEarlierDataWhole) {
  const absl::StatusOr<std::string> larger = City(500);
  ASSERT_TRUE(larger.ok()) << larger.status();
  const std::string next = *larger + "/harness/mapping.yaml";
  std::string before = Holds(*federation_, "harness");
  std::set<std::string> seen;
  int step = 1;
  for (; step <= kMostSteps; ++step) {
    const Outcome ingest =
        federation_->Ingest("harness", step % 2 == 1 ? next : mapping_, CrashAt(step));
    const std::string after = Holds(*federation_, "harness");
    ASSERT_TRUE(absl::StartsWith(after, "\"generation\"")) << "step " << step << ": " << after;
    if (ingest.exit_code == 0) break;
    ASSERT_EQ(ingest.exit_code, -9) << ingest.err;
    // All of the earlier data set or all of the next one: never anything between.
    seen.insert(after == before ? "earlier" : "next");
    before = after;
  }
  EXPECT_GT(step, 4);
  EXPECT_LE(step, kMostSteps);
  EXPECT_TRUE(seen.contains("earlier"));
  // The node that went on serving meanwhile still answers, and so does one that starts anew.
  ASSERT_TRUE(federation_->Start("harness").ok());
  const auto status = Ask("after all that", "harness");
  ASSERT_TRUE(status.ok()) << status.status();
  EXPECT_EQ(status->state(), v1::QUERY_STATE_RELEASED) << status->detail();
}

TEST_F(CrashTest, AnIngestWaitsForATrusteeThatDiesAndIsStartedAgain) {
  (*federation_)[Federation::kTrusteeTwo].Stop();
  const auto ingest = Process::Start(
      {.command = {"ginnel-node", "ingest", "--dir", federation_->NodeFolder("harness"), mapping_}},
      "");
  ASSERT_TRUE(ingest.ok()) << ingest.status();
  ASSERT_TRUE((*ingest)->WaitForLog("events.csv").ok());  // read; next come the pseudonyms
  (*federation_)[Federation::kTrusteeTwo].Kill9();
  ASSERT_TRUE(Revive(Federation::kTrusteeTwo).ok());
  const auto code = (*ingest)->WaitForEnd(absl::Seconds(60));
  ASSERT_TRUE(code.ok()) << code.status();
  EXPECT_EQ(*code, 0) << (*ingest)->err();
}

}  // namespace
}  // namespace ginnel::integration
