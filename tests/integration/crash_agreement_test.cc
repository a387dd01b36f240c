// SPDX-License-Identifier: Apache-2.0
//
// kill -9 of each process at each of its steps to disk while the agreement changes. What was
// acknowledged is on the register, once; and the federation goes on under it.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "tests/integration/agreement_change.h"
#include "tests/integration/crash_room.h"

namespace ginnel::integration {
namespace {

class CrashAgreementTest : public CrashRoom {
 protected:
  // Hands in what the folder holds. Whoever is told that it is there already has been heard.
  void SubmitAnyhow(const std::string& party, const std::string& victim) {
    const absl::Status status =
        Insist(SubmitWords(*federation_, party), victim, [](const Outcome& outcome) {
          return outcome.exit_code == 0 || absl::StrContains(outcome.err, "already, as entry");
        });
    ASSERT_TRUE(status.ok()) << status;
  }
  // What the register shows: `words` of it, judged by the command, once `done` with what both other
  // trustees have co-signed.
  std::string Published(std::vector<std::string> words, const std::string& victim,
                        const std::function<bool(const std::string&)>& done) {
    words.insert(words.end(), {"--as", federation_->PersonFolder("analyst@place-office")});
    const absl::Time end = RealClock().Now() + absl::Seconds(60);
    for (;;) {
      const absl::StatusOr<Outcome> looked = Ginnel(words, victim);
      if (!looked.ok()) return looked.status().ToString();
      const bool shown = looked->exit_code == 0 && done(looked->out);
      if (shown || RealClock().Now() > end) return looked->out + looked->err;
    }
  }
  static int CountOf(const std::string& text, const std::string& part) {
    int count = 0;
    for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
      ++count;
    }
    return count;
  }

  // Nobody waits for a node to read the register, but a run of which it is part.
  void SeeThatItReads(const std::string& victim, const std::string& words) {
    const bool node =
        std::find(std::begin(kMembers), std::end(kMembers), victim) != std::end(kMembers);
    if (node) ExpectOneRelease(words + ", and answers", victim);
  }

  // Each step of the victim in a change of a member's operations.
  void ChangeOperationsWhileItDies(const std::string& victim, int at_least) {
    ExpectOneRelease("nobody dies", victim);
    KillAtEachStep(victim, at_least, [&](const std::string& words) {
      SCOPED_TRACE(words);
      const absl::Status restated = SignNextOperations(*federation_, "kilburn", {});
      ASSERT_TRUE(restated.ok()) << restated;
      SubmitAnyhow("kilburn", victim);
      if (HasFatalFailure()) return;
      // Every version is there, once, in its order: the register is judged by this command.
      const std::string line = "operations    party, kilburn\n";
      const int there = 1 + ++changes_;
      const std::string listed =
          Published({"register", "list"}, victim,
                    [&](const std::string& text) { return CountOf(text, line) >= there; });
      ASSERT_EQ(CountOf(listed, line), there) << listed;
      SeeThatItReads(victim, words);
    });
    ExpectOneRelease("after all that", victim);
  }

  // Each step of the victim while a next constitution comes into force, which ends a query that is
  // under way.
  void ChangeConstitutionWhileItDies(const std::string& victim, int at_least) {
    ASSERT_TRUE(PinAgreement(*federation_).ok());
    ExpectOneRelease("nobody dies", victim);
    KillAtEachStep(victim, at_least, [&](const std::string& words) {
      SCOPED_TRACE(words);
      const auto waiting =
          LookAgain(victim, [&] { return federation_->Submit(CountsByAge(words)); });
      ASSERT_TRUE(waiting.ok()) << waiting.status();
      const auto next =
          SignNextConstitution(*federation_, {std::begin(kMembers), std::end(kMembers)}, {});
      ASSERT_TRUE(next.ok()) << next.status();
      ASSERT_TRUE(PinAgreement(*federation_).ok());
      SubmitAnyhow("", victim);
      if (HasFatalFailure()) return;
      const std::string line = "in force     the constitution " + *next;
      const auto in_force = [&](const std::string& text) { return absl::StrContains(text, line); };
      const std::string verified = Published({"register", "verify"}, victim, in_force);
      ASSERT_TRUE(in_force(verified)) << verified;
      const auto ended =
          LookAgain(victim, [&] { return federation_->Show(waiting->query_digest()); });
      ASSERT_TRUE(ended.ok()) << ended.status();
      EXPECT_EQ(ended->state(), v1::QUERY_STATE_EXPIRED) << ended->detail();
      SeeThatItReads(victim, words);
    });
    ExpectOneRelease("after all that", victim);
  }

  int changes_ = 0;
};

TEST_F(CrashAgreementTest, TheCoordinatorDiesWhileOperationsChange) {
  ChangeOperationsWhileItDies(Federation::kCoordinator, 4);
}

TEST_F(CrashAgreementTest, ATrusteeDiesWhileOperationsChange) {
  ChangeOperationsWhileItDies(Federation::kTrusteeTwo, 2);
}

TEST_F(CrashAgreementTest, ANodeDiesWhileOperationsChange) {
  ChangeOperationsWhileItDies("harness", 2);
}

TEST_F(CrashAgreementTest, TheCoordinatorDiesWhileAConstitutionComesIntoForce) {
  ChangeConstitutionWhileItDies(Federation::kCoordinator, 6);
}

TEST_F(CrashAgreementTest, ATrusteeDiesWhileAConstitutionComesIntoForce) {
  ChangeConstitutionWhileItDies(Federation::kTrusteeThree, 2);
}

TEST_F(CrashAgreementTest, ANodeDiesWhileAConstitutionComesIntoForce) {
  ChangeConstitutionWhileItDies("harness", 2);
}

}  // namespace
}  // namespace ginnel::integration
