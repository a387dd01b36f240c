// SPDX-License-Identifier: Apache-2.0
//
// A crash between the entry of a next constitution and what follows from it.
#include <gtest/gtest.h>

#include "base/reason.h"
#include "tests/unit/coordinator/coordinator_room.h"
#include "tests/unit/governance/sample_succession.h"

namespace ginnel::coordinator {
namespace {

class StoppedQueries : public CoordinatorRoom {
 protected:
  StoppedQueries()
      : newest_(*governance::AgreementFolder(folder_ + "/agreement").ReadSignedConstitution()) {}

  // The next constitution is on the register, and nothing else was done yet.
  void Enter(v1::InFlight in_flight, v1::Gateway gateway = v1::GATEWAY_SHADOW) {
    v1::Constitution next = governance::NextOf(newest_);
    next.set_in_flight(in_flight);
    next.set_gateway(gateway);
    newest_ = governance::SignedBy(next, {"north", "south", "hospital"});
    const absl::Status entered = register_->Commit(
        "enter", [&](store::Transaction&, governance::StatementLog::Entries& entries) {
          return entries.Append(newest_).status();
        });
    ASSERT_TRUE(entered.ok()) << entered;
  }
  std::string Ask(const std::string& title, bool approved = false) {
    package_.query.set_title(title);
    return Submit(approved);
  }
  void StartAgain() {
    Restart();
    const absl::Status resumed = coordinator_->Resume();
    ASSERT_TRUE(resumed.ok()) << resumed;
  }
  v1::QueryState StateOf(const std::string& digest) {
    return coordinator_->StatusOf(digest)->state();
  }

  v1::Envelope newest_;  // constitution
};

TEST_F(StoppedQueries, AreEndedAtTheNextStart) {
  const std::string waiting = Ask("waits");
  const std::string approved = Ask("is approved", /*approved=*/true);
  const std::string running = Ask("runs", /*approved=*/true);
  ASSERT_TRUE(book_->SetState(running, v1::QUERY_STATE_RUNNING, "").ok());
  Enter(v1::IN_FLIGHT_STOP);
  const std::string after = Ask("asked after it");
  StartAgain();
  EXPECT_EQ(StateOf(waiting), v1::QUERY_STATE_EXPIRED);
  EXPECT_EQ(coordinator_->StatusOf(waiting)->detail(),
            "version 2 of the agreement ended it: submit it anew");
  EXPECT_EQ(StateOf(approved), v1::QUERY_STATE_EXPIRED);
  EXPECT_EQ(StateOf(running), v1::QUERY_STATE_EXPIRED);
  EXPECT_TRUE(book_->Attempts(running)->empty());
  EXPECT_EQ(StateOf(after), v1::QUERY_STATE_AWAITING_APPROVAL);
  StartAgain();
  EXPECT_EQ(StateOf(after), v1::QUERY_STATE_AWAITING_APPROVAL);
}

TEST_F(StoppedQueries, AreNotThoseThatTheNextConstitutionLetsFinish) {
  const std::string waiting = Ask("waits");
  Enter(v1::IN_FLIGHT_FINISH);
  StartAgain();
  EXPECT_EQ(StateOf(waiting), v1::QUERY_STATE_AWAITING_APPROVAL);
}

TEST_F(StoppedQueries, StayStoppedByALaterOneThatLetsFinish) {
  const std::string waiting = Ask("waits");
  Enter(v1::IN_FLIGHT_UNSPECIFIED);
  const std::string between = Ask("between the two");
  Enter(v1::IN_FLIGHT_FINISH);
  StartAgain();
  EXPECT_EQ(StateOf(waiting), v1::QUERY_STATE_EXPIRED);
  EXPECT_EQ(StateOf(between), v1::QUERY_STATE_AWAITING_APPROVAL);
}

// The next one may cut and name cells otherwise than they were tested.
TEST_F(StoppedQueries, AreReleasedByTheConstitutionThatTheyRanUnder) {
  ConnectAll();
  const std::string digest = Ask("is ready", /*approved=*/true);
  third_.open = {absl::UnavailableError("away"), 1};
  ASSERT_EQ(Run(digest).state(), v1::QUERY_STATE_FAILED);
  Enter(v1::IN_FLIGHT_FINISH, v1::GATEWAY_LIVE);
  Restart();
  ASSERT_EQ(register_->agreement()->constitution().gateway(), v1::GATEWAY_LIVE);
  const v1::QueryStatus status = Run(digest);
  ASSERT_EQ(status.state(), v1::QUERY_STATE_RELEASED) << status.detail();
  const auto release =
      governance::ReadUnverifiedStatement<v1::Release>(*coordinator_->Release(digest, 0));
  ASSERT_TRUE(release.ok()) << release.status();
  EXPECT_EQ(release->agreement_digest(), federation_.agreement()->digest().ToHex());
  EXPECT_TRUE(release->shadow());
}

// The trustees have opened: what is opened is released, whatever has come since.
TEST_F(StoppedQueries, AreNotThoseThatAreOpenedAlready) {
  ConnectAll();
  const std::string digest = Ask("is opened", /*approved=*/true);
  third_.open = {absl::UnavailableError("away"), 1};
  ASSERT_EQ(Run(digest).state(), v1::QUERY_STATE_FAILED);
  const std::vector<Attempt> attempts = *book_->Attempts(digest);
  ASSERT_EQ(attempts.back().state, AttemptState::kReady);
  ASSERT_TRUE(federation_.ledger(1).Open(attempts.back().run_id, federation_.clock().Now()).ok());
  ASSERT_TRUE(book_->SetState(digest, v1::QUERY_STATE_RUNNING, "").ok());
  Enter(v1::IN_FLIGHT_STOP);
  Restart();
  ConnectAll();
  ASSERT_TRUE(coordinator_->Resume().ok());
  EXPECT_EQ(Finish(digest).state(), v1::QUERY_STATE_RELEASED);
}

}  // namespace
}  // namespace ginnel::coordinator
