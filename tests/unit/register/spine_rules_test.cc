// SPDX-License-Identifier: Apache-2.0
#include "governance/register/spine_rules.h"

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "tests/unit/governance/sample_linkage.h"
#include "tests/unit/register/register_room.h"

namespace ginnel::governance {
namespace {

class SpineRules : public RegisterRoom {
 protected:
  SpineRules() : RegisterRoom(WithLinkage), epoch_(base_->digest().ToHex()) {}

  v1::Reason Refused(const v1::Envelope& statement) { return ReasonFor(Add(statement)); }
  v1::Reason Start(const std::string& person = "ig-lead@north") {
    return Refused(Sign(epoch_.Start(person), person));
  }
  v1::Reason State(const v1::SpinePart& list) { return Refused(Sign(list, NodeOf(list.member()))); }
  v1::Reason State(const v1::Spine& word) { return Refused(Sign(word, NodeOf(word.member()))); }
  void StartWithLists() {
    ASSERT_EQ(Start(), v1::REASON_UNSPECIFIED);
    for (const char* member : {"north", "south", "east"}) {
      ASSERT_EQ(State(epoch_.List(member)), v1::REASON_UNSPECIFIED);
    }
  }
  void AgreeOn(const std::string& spine) {
    for (const std::string& member : kSampleLinkage) {
      ASSERT_EQ(State(epoch_.Word(member, spine)), v1::REASON_UNSPECIFIED);
    }
  }
  std::string Missing() {
    const absl::StatusOr<AgreedSpine> spine = office().AgreedSpineNow();
    EXPECT_TRUE(absl::IsFailedPrecondition(spine.status())) << spine.status();
    EXPECT_EQ(ReasonFor(spine), v1::REASON_WRONG_STATE);
    return std::string(spine.status().message());
  }

  SampleEpoch epoch_;
};

TEST_F(SpineRules, AnEpochIsStartedByALeadOrItAdminOfAFullMember) {
  EXPECT_EQ(Start("ig-lead@far-north"), v1::REASON_ROLE_REQUIRED);  // no part in linkage
  EXPECT_EQ(Start("ig-lead@east"), v1::REASON_ROLE_REQUIRED);       // an associate
  EXPECT_EQ(Start("analyst@office"), v1::REASON_ROLE_REQUIRED);
  EXPECT_EQ(Start("nobody@north"), v1::REASON_ROLE_REQUIRED);
  EXPECT_EQ(Refused(Sign(epoch_.Start(), "ig-lead@south")), v1::REASON_SIGNATURE_INVALID);
  EXPECT_EQ(Start("it@north"), v1::REASON_UNSPECIFIED);
}

TEST_F(SpineRules, AListSaysOfWhichDaysItsPeopleAre) {
  ASSERT_EQ(Start(), v1::REASON_UNSPECIFIED);
  const v1::SpinePart right = epoch_.List("north");
  const std::vector<std::function<void(v1::SpinePart&)>> bends = {
      [](auto& l) { l.clear_registered_from(); },
      [](auto& l) { l.set_registered_until("soon"); },
      [](auto& l) { l.set_registered_from("2026-05-02"); },   // after the other
      [](auto& l) { l.set_registered_until("2026-05-02"); },  // after the epoch's start
      [](auto& l) { l.set_registered_from("2024-04-30"); },   // further back than agreed
      [](auto& l) { l.set_former(l.people() + 1); },
  };
  for (size_t i = 0; i < bends.size(); ++i) {
    v1::SpinePart list = right;
    bends[i](list);
    EXPECT_EQ(State(list), v1::REASON_STATEMENT_MALFORMED) << i;
  }
  v1::SpinePart all_left = right;
  all_left.set_former(all_left.people());
  EXPECT_EQ(State(all_left), v1::REASON_UNSPECIFIED);
}

TEST_F(SpineRules, AnEpochIsUnderTheConstitutionInForceAndTheNextNumber) {
  const std::string digest = base_->digest().ToHex();
  SampleEpoch other((digest[0] == '0' ? "1" : "0") + digest.substr(1));
  EXPECT_EQ(Refused(Sign(other.Start(), "ig-lead@north")), v1::REASON_AGREEMENT_MISMATCH);
  epoch_.epoch = 2;
  EXPECT_EQ(Start(), v1::REASON_WRONG_STATE);
  epoch_.epoch = 0;
  EXPECT_EQ(Start(), v1::REASON_WRONG_STATE);
  epoch_.epoch = 1;
  EXPECT_EQ(Start(), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(Start("ig-lead@south"), v1::REASON_WRONG_STATE);
}

TEST_F(SpineRules, EpochsAreAsFarApartAsTheAgreementSays) {
  ASSERT_EQ(Start(), v1::REASON_UNSPECIFIED);
  epoch_.epoch = 2;
  epoch_.given_at = "2026-05-31T08:59:59Z";
  EXPECT_EQ(Start(), v1::REASON_WRONG_STATE);
  epoch_.given_at = "2026-05-31T09:00:00Z";
  EXPECT_EQ(Start(), v1::REASON_UNSPECIFIED);
}

TEST_F(SpineRules, NoEpochIsStartedWhileAMemberHasSuspendedItsPart) {
  ASSERT_TRUE(Add(Sign(SuspensionOf("east"), "ig-lead@east")).ok());
  EXPECT_EQ(Start(), v1::REASON_SUSPENDED);
}

TEST_F(SpineRules, AListIsOfItsOwnNodeOnceAndOfTheNewestEpoch) {
  EXPECT_EQ(State(epoch_.List("north")), v1::REASON_WRONG_STATE);  // no epoch yet
  ASSERT_EQ(Start(), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(Refused(Sign(epoch_.List("north"), NodeOf("south"))), v1::REASON_SIGNATURE_INVALID);
  EXPECT_EQ(Refused(Sign(epoch_.List("north"), "north")), v1::REASON_SIGNATURE_INVALID);
  EXPECT_EQ(State(epoch_.List("hospital")), v1::REASON_ROLE_REQUIRED);
  EXPECT_EQ(State(epoch_.List("far-north")), v1::REASON_ROLE_REQUIRED);
  v1::SpinePart of_another = epoch_.List("north");
  of_another.set_epoch(2);
  EXPECT_EQ(State(of_another), v1::REASON_WRONG_STATE);
  of_another = epoch_.List("north");
  of_another.set_agreement_digest(std::string(64, '0'));
  EXPECT_EQ(State(of_another), v1::REASON_AGREEMENT_MISMATCH);
  EXPECT_EQ(State(epoch_.List("north")), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(State(epoch_.List("north", 11)), v1::REASON_WRONG_STATE);
}

TEST_F(SpineRules, AListIsSealedToEveryLinkageMemberInOrder) {
  ASSERT_EQ(Start(), v1::REASON_UNSPECIFIED);
  v1::SpinePart list = epoch_.List("north");
  list.mutable_sealed()->RemoveLast();
  EXPECT_EQ(State(list), v1::REASON_STATEMENT_MALFORMED);
  list = epoch_.List("north");
  list.mutable_sealed()->SwapElements(0, 1);
  EXPECT_EQ(State(list), v1::REASON_STATEMENT_MALFORMED);
  list = epoch_.List("north");
  list.mutable_sealed(3)->set_recipient("far-north");
  EXPECT_EQ(State(list), v1::REASON_STATEMENT_MALFORMED);
  list = epoch_.List("north");
  list.mutable_sealed(0)->set_ciphertext_sha256("short");
  EXPECT_EQ(State(list), v1::REASON_STATEMENT_MALFORMED);
  EXPECT_EQ(State(epoch_.List("north", kMostPeopleOnList + 1)), v1::REASON_STATEMENT_MALFORMED);
}

TEST_F(SpineRules, ASpineIsStatedAfterAllListsOnceByEachNode) {
  ASSERT_EQ(Start(), v1::REASON_UNSPECIFIED);
  ASSERT_EQ(State(epoch_.List("north")), v1::REASON_UNSPECIFIED);
  ASSERT_EQ(State(epoch_.List("south")), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(State(epoch_.Word("north")), v1::REASON_WRONG_STATE);
  ASSERT_EQ(State(epoch_.List("east")), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(State(epoch_.Word("far-north")), v1::REASON_ROLE_REQUIRED);
  EXPECT_EQ(Refused(Sign(epoch_.Word("hospital"), NodeOf("north"))), v1::REASON_SIGNATURE_INVALID);
  EXPECT_EQ(State(epoch_.Word("hospital")), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(State(epoch_.Word("hospital", "another")), v1::REASON_WRONG_STATE);
}

TEST_F(SpineRules, ASpineHasThePartsOfTheListsAndNoMoreSlotsThanPeople) {
  StartWithLists();
  v1::Spine word = epoch_.Word("north");
  word.mutable_parts(2)->set_slots(11);
  EXPECT_EQ(State(word), v1::REASON_STATEMENT_MALFORMED);
  word = epoch_.Word("north");
  word.mutable_parts()->SwapElements(0, 1);
  EXPECT_EQ(State(word), v1::REASON_STATEMENT_MALFORMED);
  word = epoch_.Word("north");
  word.mutable_parts()->RemoveLast();
  EXPECT_EQ(State(word), v1::REASON_STATEMENT_MALFORMED);
  word = epoch_.Word("north");
  word.set_spine_digest("none");
  EXPECT_EQ(State(word), v1::REASON_STATEMENT_MALFORMED);
}

TEST_F(SpineRules, WhoIsSuspendedStatesNothing) {
  StartWithLists();
  ASSERT_TRUE(Add(Sign(SuspensionOf("south"), "ig-lead@south")).ok());
  EXPECT_EQ(State(epoch_.Word("south")), v1::REASON_SUSPENDED);
}

TEST_F(SpineRules, ASpineIsAgreedOnceEveryNodeHasStatedTheSame) {
  EXPECT_EQ(Missing(), "no epoch was started yet, so there is no spine: `ginnel epoch start`");
  StartWithLists();
  EXPECT_EQ(Missing(), "epoch 1: no word yet from north, south, hospital, east");
  ASSERT_EQ(State(epoch_.Word("hospital")), v1::REASON_UNSPECIFIED);
  ASSERT_EQ(State(epoch_.Word("south")), v1::REASON_UNSPECIFIED);
  ASSERT_EQ(State(epoch_.Word("east")), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(Missing(), "epoch 1: no word yet from north");
  ASSERT_EQ(State(epoch_.Word("north")), v1::REASON_UNSPECIFIED);
  const absl::StatusOr<AgreedSpine> spine = office().AgreedSpineNow();
  ASSERT_TRUE(spine.ok()) << spine.status();
  const DayRange days{*ParseDay("2025-05-01"), *ParseDay("2026-05-01")};
  const std::vector<SpinePart> parts = {
      {"north", 10, days}, {"south", 10, days}, {"east", 9, days}};
  EXPECT_EQ(*spine, (AgreedSpine{1, crypto::Sha256("the spine"), parts}));
  EXPECT_EQ(spine->slots(), 29u);
}

TEST_F(SpineRules, WhoseSpineDiffersIsNamed) {
  StartWithLists();
  ASSERT_EQ(State(epoch_.Word("east", "another")), v1::REASON_UNSPECIFIED);
  ASSERT_EQ(State(epoch_.Word("north")), v1::REASON_UNSPECIFIED);
  ASSERT_EQ(State(epoch_.Word("south")), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(Missing(), "epoch 1: no word yet from hospital; east's spine differs");
  v1::Spine sizes = epoch_.Word("hospital");
  sizes.mutable_parts(2)->set_slots(8);
  ASSERT_EQ(State(sizes), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(Missing(), "epoch 1: hospital's spine differs; east's spine differs");
}

TEST_F(SpineRules, TheSpineBeforeServesUntilTheNextIsAgreed) {
  StartWithLists();
  AgreeOn("first");
  epoch_.epoch = 2;
  epoch_.given_at = "2026-06-01T09:00:00Z";
  StartWithLists();
  EXPECT_EQ(office().AgreedSpineNow()->epoch, 1u);
  AgreeOn("second");
  EXPECT_EQ(office().AgreedSpineNow()->epoch, 2u);
  EXPECT_EQ(office().AgreedSpineNow()->digest, crypto::Sha256("second"));
}

TEST_F(SpineRules, AWordAboutAnEarlierEpochComesTooLate) {
  StartWithLists();
  epoch_.epoch = 2;
  epoch_.given_at = "2026-06-01T09:00:00Z";
  ASSERT_EQ(Start(), v1::REASON_UNSPECIFIED);
  epoch_.epoch = 1;
  EXPECT_EQ(State(epoch_.Word("north")), v1::REASON_WRONG_STATE);
}

class WithoutKeys : public RegisterRoom {
 protected:
  WithoutKeys()
      : RegisterRoom([](SampleAgreement& sample) {
          WithLinkage(sample);
          sample.operations["hospital"].clear_node_statement_key();
          sample.operations["hospital"].clear_node_sealing_key();
        }) {}
};

TEST_F(WithoutKeys, AMemberWithoutNodeKeysKeepsTheEpochFromStarting) {
  const auto refused = Add(Sign(SampleEpoch(base_->digest().ToHex()).Start(), "ig-lead@north"));
  EXPECT_EQ(ReasonFor(refused), v1::REASON_WRONG_STATE);
  EXPECT_TRUE(absl::StrContains(std::string(refused.status().message()),
                                "the operations of hospital state no node_statement_key"))
      << refused.status();
  EXPECT_TRUE(absl::StrContains(std::string(refused.status().message()), "ginnel-node card"));
}

class WithoutLinkage : public RegisterRoom {};

TEST_F(WithoutLinkage, ThereAreNoEpochsAndNoSpine) {
  const SampleEpoch epoch(base_->digest().ToHex());
  EXPECT_EQ(ReasonFor(Add(Sign(epoch.Start(), "ig-lead@north"))), v1::REASON_WRONG_STATE);
  EXPECT_EQ(ReasonFor(Add(Sign(epoch.List("north"), NodeOf("north")))), v1::REASON_ROLE_REQUIRED);
  EXPECT_EQ(ReasonFor(office().AgreedSpineNow()), v1::REASON_WRONG_STATE);
}

}  // namespace
}  // namespace ginnel::governance
