// SPDX-License-Identifier: Apache-2.0
//
// A review card holds one member's exact figures. Everybody whose certificate the agreement pins
// can complete the handshake with the node's local service; only the member's own leads and
// deputies may have a card.
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/random.h"
#include "base/reason.h"
#include "base/rpc/channel.h"
#include "base/rpc/rpc_status.h"
#include "base/status.h"
#include "ginnel/v1/review.grpc.pb.h"
#include "node/service/review_listener.h"
#include "tests/unit/governance/sample_agreement.h"

namespace ginnel::node {
namespace {

using governance::Agreement;
using governance::FakeClock;
using governance::SampleAgreement;

constexpr int64_t kFigure = 424242;

// Longer-lived than gRPC, as its contract says.
FakeClock& TheClock() {
  static auto& clock = *new FakeClock;
  return clock;
}
EventLog& TheLog() {
  static auto& log = *new EventLog("node north");
  return log;
}
const RpcRuntime& TheRuntime() {
  static const RpcRuntime runtime;
  return runtime;
}

// The node of north serves; everybody has a real certificate, and the agreement pins all but the
// stranger's.
class ReviewAttackTest : public testing::Test {
 protected:
  ReviewAttackTest() {
    for (const char* name :
         {"north", "south", "office", "ig-lead@north", "ig-lead@south", "ig-lead@hospital",
          "doctor@north", "deputy@north", "it@north", "second@north", "asker@north", "lay@north",
          "auditor@north", "analyst@office", "it@office", "stranger"}) {
      identities_.emplace(name, *CreateTlsIdentity(name, random_, TheClock(), absl::Hours(24)));
    }
    sample_.AddPerson("second@north", {v1::ROLE_IG_DEPUTY});
    sample_.AddPerson("asker@north", {v1::ROLE_ANALYST});
    sample_.AddPerson("lay@north", {v1::ROLE_LAY_MEMBER});
    sample_.AddPerson("auditor@north", {v1::ROLE_AUDITOR});
    sample_.AddPerson("it@office", {v1::ROLE_IT_ADMIN});
    Adopt(Pinned());
    listener_ = *ReviewListener::Start(
        {.member = "north",
         .listen = "127.0.0.1:0",
         .agreement = [this] { return InForce(); },
         .make = [this](const std::string& digits) -> absl::StatusOr<v1::ReviewCard> {
           ++made_;
           v1::ReviewCard card;
           card.set_query_digest(digits);
           card.mutable_dry_run()->add_cells()->add_values(kFigure);
           return card;
         }},
        TheRuntime(), identities_.at("north"), TheClock(), TheLog());
  }

  // The agreement with the pins of everybody's real certificate.
  std::shared_ptr<const Agreement> Pinned() {
    SampleAgreement pinned = sample_;
    for (auto& [party, operations] : pinned.operations) {
      const auto own = identities_.find(party);
      if (own != identities_.end()) operations.set_certificate_sha256(own->second.pin());
      for (v1::Person& person : *operations.mutable_people()) {
        const auto found = identities_.find(person.id());
        if (found != identities_.end()) person.set_certificate_sha256(found->second.pin());
      }
    }
    return *pinned.Load(TheClock());
  }
  void Adopt(std::shared_ptr<const Agreement> agreement) {
    const std::lock_guard lock(mutex_);
    agreement_ = std::move(agreement);
  }
  std::shared_ptr<const Agreement> InForce() const {
    const std::lock_guard lock(mutex_);
    return agreement_;
  }
  std::shared_ptr<grpc::Channel> ChannelAs(const std::string& caller) {
    return MakeChannel(
        TheRuntime(),
        {.endpoint = listener_->address(), .server_pin = identities_.at("north").pin()},
        identities_.at(caller), TheClock(), TheLog());
  }
  static absl::StatusOr<v1::ReviewCard> Ask(const std::shared_ptr<grpc::Channel>& channel) {
    const auto stub = v1::Review::NewStub(channel);
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    v1::GetCardRequest request;
    request.set_query_digest(std::string(64, 'a'));
    v1::ReviewCard card;
    RETURN_IF_ERROR(FromGrpc(stub->GetCard(&context, request, &card)));
    return card;
  }
  void ExpectRefused(const std::string& caller, v1::Reason reason) {
    const absl::StatusOr<v1::ReviewCard> card = Ask(ChannelAs(caller));
    ASSERT_FALSE(card.ok()) << caller << " has a card";
    EXPECT_EQ(card.status().code(), absl::StatusCode::kPermissionDenied) << card.status();
    EXPECT_EQ(ReasonOf(card.status()), reason) << card.status();
    EXPECT_EQ(made_, 0) << "a card was made for " << caller;
  }

  SystemRandom random_;
  SampleAgreement sample_;
  std::map<std::string, TlsIdentity> identities_;
  mutable std::mutex mutex_;  // over agreement_: the server's threads read it
  std::shared_ptr<const Agreement> agreement_;
  std::atomic<int> made_ = 0;
  std::unique_ptr<ReviewListener> listener_;
};

TEST_F(ReviewAttackTest, TheMembersOwnLeadsAndDeputiesHaveACard) {
  for (const char* caller : {"ig-lead@north", "deputy@north", "second@north", "doctor@north"}) {
    const absl::StatusOr<v1::ReviewCard> card = Ask(ChannelAs(caller));
    ASSERT_TRUE(card.ok()) << caller << ": " << card.status();
    EXPECT_EQ(card->dry_run().cells(0).values(0), kFigure);
  }
}

TEST_F(ReviewAttackTest, AnotherMembersLeadHasNone) {
  ExpectRefused("ig-lead@south", v1::REASON_APPROVER_NOT_ENTITLED);
  ExpectRefused("ig-lead@hospital", v1::REASON_APPROVER_NOT_ENTITLED);
}

TEST_F(ReviewAttackTest, AnAnalystHasNoneOfTheMembersOwnEither) {
  ExpectRefused("analyst@office", v1::REASON_APPROVER_NOT_ENTITLED);
  ExpectRefused("asker@north", v1::REASON_ROLE_REQUIRED);
}

TEST_F(ReviewAttackTest, NoOtherRoleOfTheMemberHasOne) {
  for (const char* caller : {"it@north", "lay@north", "auditor@north"}) {
    ExpectRefused(caller, v1::REASON_ROLE_REQUIRED);
  }
}

TEST_F(ReviewAttackTest, ATrusteeAndItsPeopleHaveNone) {
  ExpectRefused("office", v1::REASON_ROLE_REQUIRED);
  ExpectRefused("it@office", v1::REASON_APPROVER_NOT_ENTITLED);
}

TEST_F(ReviewAttackTest, ANodeHasNone) {
  ExpectRefused("south", v1::REASON_ROLE_REQUIRED);
  ExpectRefused("north", v1::REASON_ROLE_REQUIRED);
}

TEST_F(ReviewAttackTest, AStrangerDoesNotGetThroughTheHandshake) {
  const absl::StatusOr<v1::ReviewCard> card = Ask(ChannelAs("stranger"));
  EXPECT_EQ(card.status().code(), absl::StatusCode::kUnavailable) << card.status();
  EXPECT_EQ(made_, 0);
}

TEST_F(ReviewAttackTest, ALeadWhoIsOneNoMoreHasNoneOnAnOpenConnection) {
  const std::shared_ptr<grpc::Channel> channel = ChannelAs("second@north");
  ASSERT_TRUE(Ask(channel).ok());
  made_ = 0;
  for (v1::Person& person : *sample_.operations.at("north").mutable_people()) {
    if (person.id() == "second@north") person.set_roles(0, v1::ROLE_ANALYST);
  }
  Adopt(Pinned());
  EXPECT_EQ(ReasonOf(Ask(channel).status()), v1::REASON_ROLE_REQUIRED);
  EXPECT_EQ(made_, 0);
}

TEST_F(ReviewAttackTest, TheClientGivesItsQuestionToThePinnedNodeOnly) {
  const std::shared_ptr<grpc::Channel> channel = MakeChannel(
      TheRuntime(), {.endpoint = listener_->address(), .server_pin = identities_.at("south").pin()},
      identities_.at("ig-lead@north"), TheClock(), TheLog());
  EXPECT_FALSE(Ask(channel).ok());
  EXPECT_EQ(made_, 0);
}

TEST_F(ReviewAttackTest, TheLogSaysWhoLookedAndNoFigure) {
  testing::internal::CaptureStderr();
  ASSERT_TRUE(Ask(ChannelAs("ig-lead@north")).ok());
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_NE(log.find("card_shown"), std::string::npos) << log;
  EXPECT_NE(log.find("ig-lead@north"), std::string::npos) << log;
  EXPECT_EQ(log.find(absl::StrCat(kFigure)), std::string::npos) << log;
}

TEST_F(ReviewAttackTest, NothingButThisMachineCanBeListenedOn) {
  for (const char* listen : {"0.0.0.0:0", "[::]:0", "localhost:0", "node.harness.example:7450"}) {
    const auto listener =
        ReviewListener::Start({.member = "north",
                               .listen = listen,
                               .agreement = [this] { return InForce(); },
                               .make = [](const std::string&) -> absl::StatusOr<v1::ReviewCard> {
                                 return v1::ReviewCard();
                               }},
                              TheRuntime(), identities_.at("north"), TheClock(), TheLog());
    EXPECT_EQ(listener.status().code(), absl::StatusCode::kInvalidArgument) << listen;
  }
}

}  // namespace
}  // namespace ginnel::node
