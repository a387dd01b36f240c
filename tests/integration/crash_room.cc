// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/crash_room.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/files.h"
#include "tests/integration/city.h"

namespace ginnel::integration {

std::map<std::string, std::string> CrashAt(int step) {
  return {{"LD_PRELOAD", GINNEL_CRASH_POINT},
          {"GINNEL_CRASH_AT", absl::StrCat(step)},
          {"ASAN_OPTIONS", "verify_asan_link_order=0"}};
}

void CrashRoom::SetUp() {
  const absl::StatusOr<std::string> city = City(300);
  ASSERT_TRUE(city.ok()) << city.status();
  const FederationOptions options = GpNetworks(*city);
  absl::StatusOr<std::unique_ptr<Federation>> opened = Federation::Open(options);
  ASSERT_TRUE(opened.ok()) << opened.status();
  federation_ = std::move(*opened);
  mapping_ = options.members[0].mapping;
}

absl::StatusOr<Outcome> CrashRoom::Ginnel(std::vector<std::string> words,
                                          const std::string& victim) {
  words.insert(words.begin(), "ginnel");
  ASSIGN_OR_RETURN(const std::unique_ptr<Process> command, Process::Start({.command = words}, ""));
  absl::StatusOr<int> code;
  do {
    code = command->WaitForEnd(absl::Milliseconds(20));
    RETURN_IF_ERROR(Revive(victim));
  } while (!code.ok());
  return Outcome{*code, command->out(), command->err()};
}

absl::Status CrashRoom::Revive(const std::string& victim) {
  if (federation_->Runs(victim)) return absl::OkStatus();
  ++deaths_;
  return federation_->Start(victim);
}

absl::Status CrashRoom::Insist(const std::vector<std::string>& words, const std::string& victim,
                               const std::function<bool(const Outcome&)>& done) {
  std::string last;
  for (int tries = 0; tries < 4; ++tries) {
    ASSIGN_OR_RETURN(const Outcome outcome, Ginnel(words, victim));
    if (done(outcome)) return absl::OkStatus();
    last = absl::StrCat(outcome.exit_code, ": ", outcome.err, outcome.out);
  }
  return absl::FailedPreconditionError(absl::StrCat("ginnel ", words[1], " failed with ", last));
}

absl::StatusOr<v1::QueryStatus> CrashRoom::Ask(const std::string& title,
                                               const std::string& victim) {
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

bool CrashRoom::Approved(const v1::QueryStatus& status, const std::string& member) {
  for (const v1::MemberDecision& decision : status.decisions()) {
    if (decision.member() != member) continue;
    return decision.decision() == v1::MemberDecision::DECISION_APPROVED;
  }
  return false;
}

// The runs of which a trustee has sent an opening part, by its log.
std::set<std::string> CrashRoom::Opened(const std::string& trustee) {
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

void CrashRoom::ExpectOneRelease(const std::string& title, const std::string& victim) {
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

void CrashRoom::KillAtEachStep(const std::string& victim, int at_least,
                               const std::function<void(const std::string& words)>& work) {
  int step = 1;
  for (; step <= kMostSteps && !HasFatalFailure(); step += kStride) {
    deaths_ = 0;
    const absl::Status started = federation_->Start(victim, CrashAt(step));
    // It may have died on its way up already.
    ASSERT_TRUE(started.ok() || Revive(victim).ok()) << started;
    work(absl::StrCat(victim, " dies at step ", step));
    if (deaths_ == 0) break;
  }
  EXPECT_GE(step, at_least) << "the steps were not counted: is the crash point preloaded?";
  EXPECT_LE(step, kMostSteps + kStride);
}

}  // namespace ginnel::integration
