// SPDX-License-Identifier: Apache-2.0
#include "node/spine/keep_epoch.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "tests/unit/node_spine/spine_room.h"

namespace ginnel::node {
namespace {

using Next = KeepEpoch::Next;

class KeepEpochTest : public SpineRoom {
 protected:
  KeepEpochTest() {
    people_["south"] = {LinkageId{4}};  // nobody is on two lists
  }
  void ExpectStopped(const std::string& member, v1::Reason reason, const char* names) {
    const absl::Status status = Step(member).status();
    EXPECT_EQ(ReasonOf(status), reason) << status;
    EXPECT_TRUE(absl::StrContains(std::string(status.message()), names)) << status;
  }
  void Lists() {
    StartEpoch();
    StepAll({"north", "south", "east"});
  }
};

TEST_F(KeepEpochTest, DoesNothingBeforeTheFirstEpoch) {
  for (const std::string& member : governance::kSampleLinkage) {
    EXPECT_EQ(*Step(member), Next::kNothing);
  }
  EXPECT_TRUE(stated_.empty());
}

TEST_F(KeepEpochTest, AllNodesMakeTheSameSpineAndKeepIt) {
  Lists();
  StepAll();
  StepAll();
  const auto agreed = office().AgreedSpineNow();
  ASSERT_TRUE(agreed.ok()) << agreed.status();
  const DayRange days{*ParseDay("2024-05-01"), *ParseDay("2026-05-01")};
  const std::vector<governance::SpinePart> parts = {
      {"north", 3, days}, {"south", 1, days}, {"east", 1, days}};
  EXPECT_EQ(agreed->parts, parts);
  const std::vector<LinkageId> ids = {LinkageId{1}, LinkageId{2}, LinkageId{3}, LinkageId{4},
                                      LinkageId{5}};
  for (const std::string& member : governance::kSampleLinkage) {
    const auto spine = nodes_[member].store->SpineOf(1, agreed->digest);
    ASSERT_TRUE(spine.ok()) << member << ": " << spine.status();
    EXPECT_EQ((*spine)->ids, ids) << member;
    EXPECT_EQ(*Step(member), Next::kNothing);
  }
}

// 3 has moved from north to south, whose 4 has died: the statement says where those begin.
TEST_F(KeepEpochTest, PutsFormerPeopleBehindAndMoversWhereTheyAre) {
  people_["south"] = {LinkageId{3}, LinkageId{4}};
  former_["north"] = 1;
  former_["south"] = 1;
  Lists();
  StepAll();
  StepAll();
  const auto agreed = office().AgreedSpineNow();
  ASSERT_TRUE(agreed.ok()) << agreed.status();
  const auto spine = nodes_["hospital"].store->SpineOf(1, agreed->digest);
  ASSERT_TRUE(spine.ok()) << spine.status();
  EXPECT_EQ((*spine)->ids, (std::vector<LinkageId>{LinkageId{1}, LinkageId{2}, LinkageId{3},
                                                   LinkageId{4}, LinkageId{5}}));
  EXPECT_EQ(agreed->parts[0].slots, 2u);
  EXPECT_EQ(agreed->parts[1].slots, 2u);
}

// Nothing could be asked over it, and it would take the place of the one before.
TEST_F(KeepEpochTest, MakesNoSpineOfListsThatHaveNoDayInCommon) {
  days_["north"] = {*ParseDay("2025-01-01"), *ParseDay("2025-06-01")};
  days_["south"] = {*ParseDay("2025-06-02"), *ParseDay("2026-05-01")};
  StartEpoch();
  for (const char* sender : {"north", "south", "east"}) Step(sender).status().IgnoreError();
  ExpectStopped("hospital", v1::REASON_WRONG_STATE, "another ends on 2025-06-01");
  EXPECT_FALSE(office().AgreedSpineNow().ok());
}

TEST_F(KeepEpochTest, ListsWhoIsRegisteredOnTheDayOfTheEpoch) {
  epoch_.given_at = "2026-04-30T23:59:59Z";
  Lists();
  EXPECT_EQ(listed_on_["north"], "2026-04-30");
  EXPECT_EQ(listed_on_.count("hospital"), 0u);
}

TEST_F(KeepEpochTest, SendsTheSameBytesAgainAfterACrashAtAnyPoint) {
  StartEpoch();
  const auto state = desk_.state;
  desk_.state = [](const v1::Envelope&) { return absl::UnavailableError("down"); };
  EXPECT_FALSE(Step("north").ok());
  const auto handed_in = desk_.sealed;
  EXPECT_EQ(handed_in.size(), governance::kSampleLinkage.size());
  Begin("north");
  people_["north"].pop_back();  // whoever is loaded meanwhile
  desk_.state = state;
  StepAll({"north", "south", "east"});
  for (const auto& [names, ciphertext] : handed_in) EXPECT_EQ(desk_.sealed[names], ciphertext);

  // The same with the spine: stated, and nobody heard it.
  std::vector<v1::Envelope> lost;
  desk_.state = [&](const v1::Envelope& statement) {
    lost.push_back(statement);
    return absl::UnavailableError("down");
  };
  EXPECT_FALSE(Step("hospital").ok());
  Begin("hospital");
  desk_.state = state;
  ASSERT_TRUE(Step("hospital").ok());
  ASSERT_EQ(lost.size(), 1u);
  EXPECT_EQ(stated_.back().payload(), lost.back().payload());
  for (const std::string& member : governance::kSampleLinkage) Begin(member);
  StepAll();
  StepAll();
  EXPECT_TRUE(office().AgreedSpineNow().ok());
}

TEST_F(KeepEpochTest, HandsInAgainWhatTheCoordinatorHasLost) {
  Lists();
  const std::string before = desk_.sealed.at({"south", "hospital"});
  desk_.sealed.clear();
  ExpectStopped("hospital", v1::REASON_INTERNAL, "the list of north cannot be had");
  // Each hands its own in before it misses others'.
  for (const char* sender : {"north", "south", "east"}) Step(sender).status().IgnoreError();
  EXPECT_EQ(desk_.sealed.at({"south", "hospital"}), before);
  StepAll();
  StepAll();
  EXPECT_TRUE(office().AgreedSpineNow().ok());
}

TEST_F(KeepEpochTest, TakesNoPartWithKeysThatItsOperationsDoNotState) {
  StartEpoch();
  nodes_["north"].keys->sealing = governance::SampleSealingKey("somebody else");
  ExpectStopped("north", v1::REASON_WRONG_STATE, "state other keys for the spine");
  EXPECT_TRUE(stated_.empty());
}

TEST_F(KeepEpochTest, TakesNoPartInAnEpochFromTheFuture) {
  epoch_.given_at = "2026-05-01T12:06:00Z";
  StartEpoch();
  ExpectStopped("north", v1::REASON_CLOCK_SKEW, "check both clocks");
}

TEST_F(KeepEpochTest, ANodeThatWasAwayJoinsInLater) {
  Lists();
  StepAll({"north", "south", "east"});
  EXPECT_FALSE(office().AgreedSpineNow().ok());
  clock_.Advance(absl::Hours(24 * 7));
  StepAll();
  StepAll();
  EXPECT_TRUE(office().AgreedSpineNow().ok());
}

TEST_F(KeepEpochTest, ForgetsTheSpineBeforeOnceTheNextIsAgreed) {
  Lists();
  StepAll();
  StepAll();
  const crypto::Digest first = office().AgreedSpineNow()->digest;
  SpineStore& store = *nodes_["hospital"].store;
  EXPECT_TRUE(store.SpineOf(1, first).ok());
  EXPECT_EQ(*store.ListOf(1), std::nullopt);
  EXPECT_EQ(*nodes_["north"].store->ListOf(1), std::nullopt) << "what is agreed is not kept sealed";

  clock_.Advance(absl::Hours(24 * 31));
  epoch_.epoch = 2;
  epoch_.given_at = ToRfc3339(clock_.Now());
  people_["east"].push_back(LinkageId{6});
  Lists();
  Begin("hospital");  // nothing in memory
  StepAll({"hospital"});
  EXPECT_TRUE(nodes_["hospital"].store->SpineOf(1, first).ok()) << "it serves until the next";
  StepAll();
  StepAll();
  EXPECT_EQ(office().AgreedSpineNow()->epoch, 2u);
  Begin("hospital");
  StepAll({"hospital"});
  EXPECT_FALSE(nodes_["hospital"].store->SpineOf(1, first).ok());
  EXPECT_TRUE(nodes_["hospital"].store->SpineOf(2, office().AgreedSpineNow()->digest).ok());
}

// What people, coordinator and trustees see: the entries of the register, and the ciphertexts.
TEST_F(KeepEpochTest, SaysNoLinkageIdToAnybodyButInsideACiphertext) {
  LinkageId told{};
  for (size_t i = 0; i < told.size(); ++i) told[i] = static_cast<uint8_t>('a' + i);
  people_["north"] = {told};
  Lists();
  StepAll();
  StepAll();
  ASSERT_TRUE(office().AgreedSpineNow().ok());
  const std::string raw(told.begin(), told.end());
  const std::string hex = crypto::ToHex(told);
  for (const v1::Envelope& statement : stated_) {
    EXPECT_FALSE(absl::StrContains(statement.payload(), raw));
    EXPECT_FALSE(absl::StrContains(statement.payload(), hex));
  }
  for (const auto& [names, ciphertext] : desk_.sealed) {
    EXPECT_FALSE(absl::StrContains(ciphertext, raw));
  }
}

class DualRegistrations : public SpineRoom {};  // one in a hundred is allowed

TEST_F(DualRegistrations, StopTheEpochForAHumanWithoutANumber) {
  StartEpoch();
  StepAll({"north", "south", "east"});
  EXPECT_EQ(stated_.size(), 3u);
  for (const std::string& member : governance::kSampleLinkage) {
    const auto next = Step(member);
    ASSERT_TRUE(next.ok()) << next.status();
    EXPECT_EQ(*next, Next::kNothing);
    EXPECT_EQ(*nodes_[member].store->WordOn(1), std::nullopt);
  }
  EXPECT_EQ(stated_.size(), 3u) << "nothing is said of it";
}

}  // namespace
}  // namespace ginnel::node
