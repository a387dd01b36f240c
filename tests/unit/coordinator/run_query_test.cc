// SPDX-License-Identifier: Apache-2.0
#include "coordinator/run_query.h"

#include <gtest/gtest.h>

#include "base/reason.h"
#include "ginnel/v1/release.pb.h"
#include "tests/unit/coordinator/coordinator_room.h"

namespace ginnel::coordinator {
namespace {

using States = std::vector<AttemptState>;

class RunQueryTest : public CoordinatorRoom {
 protected:
  v1::Release ReleaseOf(const std::string& digest, uint32_t n) {
    const auto envelope = coordinator_->Release(digest, n);
    EXPECT_TRUE(envelope.ok()) << envelope.status();
    const auto release = governance::OpenStatement<v1::Release>(*envelope, signer_.verifying_key());
    EXPECT_TRUE(release.ok()) << release.status();
    return *release;
  }
  std::vector<AttemptState> StatesOf(const std::string& digest) {
    const auto attempts = book_->Attempts(digest);
    EXPECT_TRUE(attempts.ok());
    std::vector<AttemptState> states;
    for (const Attempt& attempt : *attempts) states.push_back(attempt.state);
    return states;
  }
};

TEST_F(RunQueryTest, ReleasesASignedTableAndKeepsIt) {
  ConnectAll();
  const std::string digest = Submit();
  const v1::QueryStatus status = Run(digest);
  EXPECT_EQ(status.state(), v1::QUERY_STATE_RELEASED) << status.detail();
  EXPECT_EQ(status.runs_used(), 1u);
  const v1::Release release = ReleaseOf(digest, 0);
  EXPECT_EQ(release.query_digest(), digest);
  EXPECT_EQ(StatesOf(digest), (States{AttemptState::kReleased}));
  Restart();
  EXPECT_EQ(coordinator_->Release(digest, 1)->payload(),
            coordinator_->Release(digest, 0)->payload());
  EXPECT_EQ(coordinator_->StatusOf(digest)->state(), v1::QUERY_STATE_RELEASED);
}

TEST_F(RunQueryTest, RunsAsOftenAsWasApproved) {
  ConnectAll();
  const std::string digest = Submit();
  EXPECT_EQ(Run(digest).runs_used(), 1u);
  const v1::QueryStatus second = Run(digest);
  EXPECT_EQ(second.state(), v1::QUERY_STATE_RELEASED) << second.detail();
  EXPECT_EQ(second.runs_used(), 2u);
  EXPECT_NE(ReleaseOf(digest, 1).run_id(), ReleaseOf(digest, 2).run_id());
  EXPECT_EQ(ReasonFor(coordinator_->StartRun("analyst@office", digest)),
            v1::REASON_APPROVAL_USED_UP);
}

TEST_F(RunQueryTest, StartsNothingWhileANodeIsAway) {
  patience_ = absl::ZeroDuration();
  Restart();
  Connect("north");
  Connect("east");
  const std::string digest = Submit();
  const v1::QueryStatus status = Run(digest);
  EXPECT_EQ(status.state(), v1::QUERY_STATE_FAILED);
  EXPECT_NE(status.detail().find("not connected: south"), std::string::npos) << status.detail();
  EXPECT_TRUE(book_->Attempts(digest)->empty());
  EXPECT_EQ(federation_.TrusteeProgress(1, package_.Build()).n, 0u);
  patience_ = absl::Seconds(20);
  Restart();
  ConnectAll();
  EXPECT_EQ(Run(digest).state(), v1::QUERY_STATE_RELEASED);
}

TEST_F(RunQueryTest, RepeatsAnAttemptThatATrusteeMissed) {
  ConnectAll();
  second_.prepare = {absl::UnavailableError("away"), 2};
  const std::string digest = Submit();
  const v1::QueryStatus status = Run(digest);
  EXPECT_EQ(status.state(), v1::QUERY_STATE_RELEASED) << status.detail();
  EXPECT_EQ(status.runs_used(), 1u);
  EXPECT_EQ(StatesOf(digest),
            (States{AttemptState::kVoided, AttemptState::kVoided, AttemptState::kReleased}));
}

TEST_F(RunQueryTest, GivesUpAfterThreeAttempts) {
  ConnectAll();
  third_.prepare = {absl::UnavailableError("away"), 3};
  const std::string digest = Submit();
  EXPECT_EQ(Run(digest).state(), v1::QUERY_STATE_FAILED);
  EXPECT_EQ(StatesOf(digest), States(3, AttemptState::kVoided));
  EXPECT_TRUE(absl::IsNotFound(coordinator_->Release(digest, 0).status()));
}

TEST_F(RunQueryTest, StaysAsItIsUntilBothTrusteesPromised) {
  ConnectAll();
  second_.prepare = {absl::UnavailableError("away"), 1};
  third_.void_ = {absl::UnavailableError("away"), 1};
  const std::string digest = Submit();
  EXPECT_EQ(Run(digest).state(), v1::QUERY_STATE_FAILED);
  EXPECT_EQ(StatesOf(digest), (States{AttemptState::kStarted}));
  EXPECT_EQ(Run(digest).state(), v1::QUERY_STATE_RELEASED);
  EXPECT_EQ(StatesOf(digest), (States{AttemptState::kVoided, AttemptState::kReleased}));
}

TEST_F(RunQueryTest, EndsWithTheReasonOfTheNodeThatRefused) {
  ConnectAll();
  federation_.Reload("south", sharing::PeopleOfGroup(0, 20), "2026-01-01");
  const std::string digest = Submit();
  const v1::QueryStatus status = Run(digest);
  EXPECT_EQ(status.state(), v1::QUERY_STATE_FAILED);
  EXPECT_NE(status.detail().find("the node of south refused"), std::string::npos)
      << status.detail();
  EXPECT_EQ(StatesOf(digest), (States{AttemptState::kVoided}));
  for (int trustee : {2, 3}) {
    EXPECT_FALSE(federation_.trustee(trustee).Open(book_->Attempts(digest)->back().run_id).ok());
  }
}

TEST_F(RunQueryTest, ReleasesNothingWhereATrusteeSendsAWrongPart) {
  ConnectAll();
  third_.bend_open = [](v1::OpenResponse& response) { (*response.mutable_elements())[0] ^= 1; };
  const std::string digest = Submit();
  EXPECT_EQ(Run(digest).state(), v1::QUERY_STATE_FAILED);
  EXPECT_TRUE(absl::IsNotFound(coordinator_->Release(digest, 0).status()));
  EXPECT_EQ(coordinator_->StatusOf(digest)->runs_used(), 1u);  // it was opened
  third_.bend_open = [](v1::OpenResponse&) {};
  EXPECT_EQ(Run(digest).state(), v1::QUERY_STATE_RELEASED);
  EXPECT_EQ(ReleaseOf(digest, 0).n(), 2u);
}

TEST_F(RunQueryTest, EndsAnOpeningThatWasCutShort) {
  ConnectAll();
  third_.open = {absl::UnavailableError("away"), 1};
  const std::string digest = Submit();
  EXPECT_EQ(Run(digest).state(), v1::QUERY_STATE_FAILED);
  EXPECT_EQ(StatesOf(digest), (States{AttemptState::kReady}));
  Restart();  // nobody is connected, and nobody needs to be
  EXPECT_EQ(Run(digest).state(), v1::QUERY_STATE_RELEASED);
  EXPECT_EQ(StatesOf(digest), (States{AttemptState::kReleased}));
  EXPECT_EQ(ReleaseOf(digest, 0).n(), 1u);
}

// Its ledger is voided last, so that this takes a crash in between: an opening of what cannot be
// released would spend the run for nothing.
TEST_F(RunQueryTest, AsksNobodyToOpenWhatItsOwnLedgerHasAsVoided) {
  ConnectAll();
  second_.open = {absl::UnavailableError("away"), 1};
  const std::string digest = Submit();
  EXPECT_EQ(Run(digest).state(), v1::QUERY_STATE_FAILED);
  const std::vector<Attempt> attempts = *book_->Attempts(digest);
  ASSERT_EQ(attempts.back().state, AttemptState::kReady);
  ASSERT_TRUE(federation_.trustee(1).Void(attempts.back().package.run()).ok());
  Restart();
  ConnectAll();
  EXPECT_EQ(Run(digest).state(), v1::QUERY_STATE_RELEASED);
  EXPECT_EQ(StatesOf(digest), (States{AttemptState::kVoided, AttemptState::kReleased}));
  EXPECT_EQ(ReleaseOf(digest, 0).n(), 1u) << "nothing of it was opened";
}

TEST_F(RunQueryTest, TakesUpWhatAnEarlierProcessLeftRunning) {
  ConnectAll();
  third_.open = {absl::UnavailableError("away"), 1};
  const std::string digest = Submit();
  EXPECT_EQ(Run(digest).state(), v1::QUERY_STATE_FAILED);
  ASSERT_TRUE(book_->SetState(digest, v1::QUERY_STATE_RUNNING, "").ok());
  Restart();
  ASSERT_TRUE(coordinator_->Resume().ok());
  EXPECT_EQ(Finish(digest).state(), v1::QUERY_STATE_RELEASED);
}

// A trustee that was killed between its last message and its ledger has nothing to open: the query
// must not be lost with it.
TEST_F(RunQueryTest, GoesOnWithoutTheSharesThatATrusteeLost) {
  for (FlakyTrustee* lost : {&second_, &third_}) {
    lost->loses_shares = true;
    ConnectAll();
    package_.query.set_title(lost == &second_ ? "second" : "third");
    const std::string digest = Submit();
    EXPECT_EQ(Run(digest).state(), v1::QUERY_STATE_FAILED);
    // Where trustee 2 lost them nothing was opened; where trustee 3 did, trustee 2 had opened.
    const bool spent = lost == &third_;
    EXPECT_EQ(StatesOf(digest), (States{spent ? AttemptState::kFailed : AttemptState::kVoided}));
    EXPECT_EQ(coordinator_->StatusOf(digest)->runs_used(), spent ? 1u : 0u);
    const v1::QueryStatus status = Run(digest);
    EXPECT_EQ(status.state(), v1::QUERY_STATE_RELEASED) << status.detail();
    EXPECT_EQ(ReleaseOf(digest, 0).n(), spent ? 2u : 1u);
    lost->loses_shares = false;
  }
}

}  // namespace
}  // namespace ginnel::coordinator
