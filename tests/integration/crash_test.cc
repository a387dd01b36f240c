// SPDX-License-Identifier: Apache-2.0
//
// kill -9 of each process at each of its steps to disk, and in between. Whatever dies when: no
// statement is lost, one run opens once, and the run ends with the same release.
#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/files.h"
#include "base/status.h"
#include "tests/integration/city.h"

namespace ginnel::integration {
namespace {

constexpr const char* kMembers[] = {"harness", "kilburn", "third-network"};
constexpr int kMostSteps = 80;

std::map<std::string, std::string> CrashAt(int step) {
  return {{"LD_PRELOAD", GINNEL_CRASH_POINT},
          {"GINNEL_CRASH_AT", absl::StrCat(step)},
          {"ASAN_OPTIONS", "verify_asan_link_order=0"}};
}

class CrashTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const absl::StatusOr<std::string> city = City(300);
    ASSERT_TRUE(city.ok()) << city.status();
    const FederationOptions options = GpNetworks(*city);
    absl::StatusOr<std::unique_ptr<Federation>> opened = Federation::Open(options);
    ASSERT_TRUE(opened.ok()) << opened.status();
    federation_ = std::move(*opened);
    mapping_ = options.members[0].mapping;
  }

  // Runs a command of `ginnel` to its end. If `victim` dies meanwhile it is started again, as an
  // operator's service manager would.
  absl::StatusOr<Outcome> Ginnel(std::vector<std::string> words, const std::string& victim) {
    words.insert(words.begin(), "ginnel");
    ASSIGN_OR_RETURN(const std::unique_ptr<Process> command,
                     Process::Start({.command = words}, ""));
    absl::StatusOr<int> code;
    do {
      code = command->WaitForEnd(absl::Milliseconds(20));
      RETURN_IF_ERROR(Revive(victim));
    } while (!code.ok());
    return Outcome{*code, command->out(), command->err()};
  }

  absl::Status Revive(const std::string& victim) {
    if (federation_->Runs(victim)) return absl::OkStatus();
    ++deaths_;
    return federation_->Start(victim);
  }

  // The same command again, as a person would who was told that the coordinator went away.
  absl::Status Insist(const std::vector<std::string>& words, const std::string& victim,
                      const std::function<bool(const Outcome&)>& done) {
    std::string last;
    for (int tries = 0; tries < 4; ++tries) {
      ASSIGN_OR_RETURN(const Outcome outcome, Ginnel(words, victim));
      if (done(outcome)) return absl::OkStatus();
      last = absl::StrCat(outcome.exit_code, ": ", outcome.err, outcome.out);
    }
    return absl::FailedPreconditionError(absl::StrCat("ginnel ", words[1], " failed with ", last));
  }

  // The coordinator goes on writing when a command is over: it publishes the register. Whoever
  // looks then may find it dead, and looks again.
  template <typename Look>
  auto LookAgain(const std::string& victim, const Look& look) -> decltype(look()) {
    for (int tries = 0; tries < 4; ++tries) {
      auto seen = look();
      if (seen.ok() || federation_->Runs(victim)) return seen;
      RETURN_IF_ERROR(Revive(victim));
    }
    return look();
  }

  // From submission to release, whatever `victim` does.
  absl::StatusOr<v1::QueryStatus> Ask(const std::string& title, const std::string& victim) {
    const std::string analyst = federation_->PersonFolder("analyst@place-office");
    const std::string file = federation_->Path("query.yaml");
    RETURN_IF_ERROR(WriteFileAtomically(file, CountsByAge(title)));
    v1::QueryStatus status;
    RETURN_IF_ERROR(Insist({"query", "submit", file, "--as", analyst, "--json"}, victim,
                           [&](const Outcome& outcome) {
                             return outcome.exit_code == 0 && ParseStatus(outcome.out, status);
                           }));
    const std::string digest = status.query_digest();
    // A word whose acknowledgement was lost is there all the same.
    const auto decide = [&](const std::string& word, const std::string& member, bool approved) {
      const auto stands = [&](const Outcome& outcome) {
        if (outcome.exit_code == 0) return true;
        const auto now = LookAgain(victim, [&] { return federation_->Show(digest); });
        return now.ok() && Approved(*now, member) == approved;
      };
      return Insist({"query", word, digest, "--as", federation_->LeadFolder(member), "--reason",
                     "within the plan", "--yes"},
                    victim, stands);
    };
    for (const char* member : kMembers) RETURN_IF_ERROR(decide("approve", member, true));
    // One of them thinks again, twice.
    RETURN_IF_ERROR(decide("revoke", kMembers[2], false));
    RETURN_IF_ERROR(decide("approve", kMembers[2], true));
    // Running again what is released would be another run: a person looks first.
    const auto released = [&](const Outcome& outcome) {
      if (outcome.exit_code == 0) return true;
      auto now = LookAgain(victim, [&] { return federation_->Show(digest); });
      if (now.ok() && now->state() == v1::QUERY_STATE_RUNNING) now = federation_->WaitToEnd(digest);
      return now.ok() && now->state() == v1::QUERY_STATE_RELEASED;
    };
    RETURN_IF_ERROR(Insist({"query", "run", digest, "--as", analyst, "--wait"}, victim, released));
    return LookAgain(victim, [&] { return federation_->Show(digest); });
  }

  static bool Approved(const v1::QueryStatus& status, const std::string& member) {
    for (const v1::MemberDecision& decision : status.decisions()) {
      if (decision.member() != member) continue;
      return decision.decision() == v1::MemberDecision::DECISION_APPROVED;
    }
    return false;
  }

  // The runs of which a trustee has sent an opening part, by its log.
  std::set<std::string> Opened(const std::string& trustee) {
    const absl::StatusOr<std::string> earlier =
        ReadFile(federation_->Path("log/" + trustee + ".err"));
    std::set<std::string> runs;
    const std::string log = earlier.value_or("") + (*federation_)[trustee].err();
    for (const absl::string_view line : absl::StrSplit(log, '\n')) {
      if (!absl::StrContains(line, "\"run_opened\"")) continue;
      const size_t at = line.find("\"run_id\":\"");
      runs.emplace(line.substr(at + 10, 64));
    }
    return runs;
  }

  // One query from beginning to end, with the victim killed on the way or not: nothing is lost, one
  // run was opened, and the release is what it always is.
  void ExpectOneRelease(const std::string& title, const std::string& victim) {
    std::set<std::string> before = Opened(Federation::kTrusteeTwo);
    before.merge(Opened(Federation::kTrusteeThree));
    const absl::StatusOr<v1::QueryStatus> status = Ask(title, victim);
    ASSERT_TRUE(status.ok()) << title << ": " << status.status();
    EXPECT_EQ(status->state(), v1::QUERY_STATE_RELEASED) << title << ": " << status->detail();
    EXPECT_EQ(status->runs_used(), 1u) << title;
    for (const char* member : kMembers) EXPECT_TRUE(Approved(*status, member)) << title;
    std::set<std::string> opened = Opened(Federation::kTrusteeTwo);
    opened.merge(Opened(Federation::kTrusteeThree));
    EXPECT_LE(opened.size(), before.size() + 1) << title << ": two attempts were opened";
    const absl::StatusOr<std::string> table =
        LookAgain(victim, [&] { return federation_->Release(status->query_digest(), "csv", 1); });
    ASSERT_TRUE(table.ok()) << title << ": " << table.status();
    if (release_.empty()) release_ = *table;
    EXPECT_EQ(*table, release_) << title;
    const absl::StatusOr<std::string> second =
        LookAgain(victim, [&] { return federation_->Release(status->query_digest(), "csv", 2); });
    EXPECT_FALSE(second.ok()) << title;
  }

  // Kills the victim at its first step to disk, its second … until a query needs no more of them.
  void KillAtEachStep(const std::string& victim, int at_least) {
    ExpectOneRelease("nobody dies", victim);
    int step = 1;
    for (; step <= kMostSteps && !HasFatalFailure(); ++step) {
      deaths_ = 0;
      const absl::Status started = federation_->Start(victim, CrashAt(step));
      // It may have died on its way up already.
      ASSERT_TRUE(started.ok() || Revive(victim).ok()) << started;
      ExpectOneRelease(absl::StrCat(victim, " dies at step ", step), victim);
      if (deaths_ == 0) break;
    }
    EXPECT_GE(step, at_least) << "the steps were not counted: is the crash point preloaded?";
    EXPECT_LE(step, kMostSteps);
  }

  std::unique_ptr<Federation> federation_;
  std::string mapping_;  // of harness
  std::string release_;  // of a run in which nobody died
  int deaths_ = 0;
};

TEST_F(CrashTest, TheCoordinatorDiesAtEachStepToDisk) {
  KillAtEachStep(Federation::kCoordinator, 20);
}

TEST_F(CrashTest, TheSecondTrusteeDiesAtEachStepToDisk) {
  KillAtEachStep(Federation::kTrusteeTwo, 6);
}

TEST_F(CrashTest, TheThirdTrusteeDiesAtEachStepToDisk) {
  KillAtEachStep(Federation::kTrusteeThree, 6);
}

TEST_F(CrashTest, ANodeDiesAtEachStepToDisk) { KillAtEachStep("harness", 2); }

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
