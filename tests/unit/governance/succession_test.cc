// SPDX-License-Identifier: Apache-2.0
#include "governance/succession.h"

#include <functional>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/governance/sample_succession.h"

namespace ginnel::governance {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string MessageOf(const absl::Status& status) { return std::string(status.message()); }

TEST(Succession, HoldsWithTheSignaturesOfAllFullMembers) {
  const SampleSuccession it;
  EXPECT_TRUE(it.Check({"north", "south", "hospital"}).ok());
  EXPECT_TRUE(it.Check({"hospital", "north", "south"}).ok());
}

TEST(Succession, WantsTheNewMembersSignatureToo) {
  SampleSuccession it;
  AddMember(it.next, "council");
  const absl::Status without = it.Check({"north", "south", "hospital"});
  EXPECT_EQ(without.code(), absl::StatusCode::kFailedPrecondition) << without;
  EXPECT_THAT(MessageOf(without), HasSubstr("council must still sign"));
  EXPECT_TRUE(it.Check({"north", "south", "hospital", "council"}).ok());
}

TEST(Succession, WantsNoSignatureOfANewAssociate) {
  SampleSuccession it;
  AddMember(it.next, "council", v1::MEMBER_KIND_ASSOCIATE);
  EXPECT_TRUE(it.Check({"north", "south", "hospital"}).ok());
}

TEST(Succession, AMemberThatLeavesSignsItsLeave) {
  SampleSuccession it;
  RemoveMember(it.next, "south");
  EXPECT_THAT(MessageOf(it.Check({"north", "hospital"})), HasSubstr("south must still sign"));
  EXPECT_TRUE(it.Check({"north", "hospital", "south"}).ok());
}

TEST(Succession, AnAssociateThatBecomesFullSigns) {
  SampleSuccession it;
  MemberOf(it.next, "east").set_kind(v1::MEMBER_KIND_FULL);
  EXPECT_THAT(MessageOf(it.Check({"north", "south", "hospital"})),
              HasSubstr("east must still sign"));
  EXPECT_TRUE(it.Check({"north", "south", "hospital", "east"}).ok());
}

TEST(Succession, AMemberWithANewKeySignsByBoth) {
  SampleSuccession it;
  MemberOf(it.next, "south").set_signing_key(SampleAgreement::KeyHex("south anew"));
  EXPECT_THAT(MessageOf(it.Check({"north", "south", "hospital"})),
              HasSubstr("south must still sign"));
  EXPECT_THAT(MessageOf(it.Check({"north", "south anew", "hospital"})),
              HasSubstr("south must still sign"));
  EXPECT_TRUE(it.Check({"north", "south", "south anew", "hospital"}).ok());
}

TEST(Succession, AnExcludedMemberNeedNotSignAndMay) {
  SampleSuccession it;
  PutOut(it.next, "south");
  EXPECT_TRUE(it.Check({"north", "hospital"}).ok());
  EXPECT_TRUE(it.Check({"north", "hospital", "south"}).ok());
}

TEST(Succession, WithoutAStatedQuorumNobodyIsPutOut) {
  SampleSuccession it;
  it.sample.constitution.clear_reserved();
  it.first = SignedBy(it.sample.constitution, {"north", "south", "hospital"});
  it.next = NextOf(it.first);
  PutOut(it.next, "south");
  EXPECT_THAT(MessageOf(it.Check({"north", "hospital"})), HasSubstr("not stated"));
}

TEST(Succession, AnExclusionOfAnAssociateIsNone) {
  SampleSuccession it;
  PutOut(it.next, "east");
  EXPECT_THAT(MessageOf(it.Check({"north", "south", "hospital"})), HasSubstr("no full member"));
}

TEST(Succession, TheExclusionsOfTheVersionBeforeAreTakenOut) {
  SampleSuccession it;
  PutOut(it.next, "south");
  const v1::Envelope second = SignedBy(it.next, {"north", "hospital"});
  v1::Constitution third = NextOf(second);
  *third.mutable_exclusions() = it.next.exclusions();
  EXPECT_THAT(MessageOf(CheckSuccession(second, SignedBy(third, {"north", "hospital"}))),
              HasSubstr("no full member of version 2"));
  third.clear_exclusions();
  EXPECT_TRUE(CheckSuccession(second, SignedBy(third, {"north", "hospital"})).ok());
}

TEST(Succession, SaysWhoMustStillSign) {
  SampleSuccession it;
  AddMember(it.next, "council");
  PutOut(it.next, "south");
  const auto before = *ReadUnverifiedStatement<v1::Constitution>(it.first);
  const auto view = JudgeSuccession(before, SignedBy(it.next, {"north", "east"}), it.next);
  EXPECT_THAT(view.valid, ElementsAre("north"));
  EXPECT_THAT(view.missing, ElementsAre("hospital", "council"));
  EXPECT_THAT(view.associates, ElementsAre("east"));
  EXPECT_THAT(view.unknown, IsEmpty());
  EXPECT_FALSE(view.complete());
}

TEST(ConstitutionTerms, FirstVersionsAndOnlyTheyHaveNoPrevious) {
  SampleSuccession it;
  it.next.clear_previous();
  EXPECT_THAT(MessageOf(it.Check({"north", "south", "hospital"})), HasSubstr("previous must be"));
}

TEST(ConstitutionTerms, AreCheckedBeforeAnybodySigns) {
  const auto problem = [](const std::function<void(v1::Constitution&)>& bend) {
    SampleSuccession it;
    bend(it.next);
    return MessageOf(CheckSuccessionTerms(it.first, it.next));
  };
  EXPECT_EQ(problem([](auto&) {}), "");
  EXPECT_THAT(problem([](auto& c) { c.mutable_reserved()->set_quorum_percent(50); }),
              HasSubstr("reserved.quorum_percent is 50"));
  EXPECT_THAT(problem([](auto& c) { c.mutable_reserved()->set_quorum_percent(101); }),
              HasSubstr("51 to 100"));
  EXPECT_THAT(problem([](auto& c) { c.mutable_escalation()->set_title("Board"); }),
              HasSubstr("escalation.days"));
  EXPECT_THAT(problem([](auto& c) { c.mutable_escalation()->set_days(10); }),
              HasSubstr("escalation.title"));
  EXPECT_THAT(problem([](auto& c) {
                PutOut(c, "south");
                c.mutable_exclusions(0)->clear_grounds();
              }),
              HasSubstr("states no grounds"));
  EXPECT_THAT(problem([](auto& c) {
                PutOut(c, "south");
                *c.add_exclusions() = v1::Exclusion(c.exclusions(0));
              }),
              HasSubstr("there twice"));
  EXPECT_THAT(problem([](auto& c) {
                v1::Exclusion& exclusion = *c.add_exclusions();
                exclusion.set_member("south");
                exclusion.set_grounds(v1::GROUNDS_BREACH_OF_AGREEMENT);
              }),
              HasSubstr("still among the members"));
  EXPECT_THAT(problem([](auto& c) { c.set_in_flight(static_cast<v1::InFlight>(9)); }),
              HasSubstr("in_flight"));
}

}  // namespace
}  // namespace ginnel::governance
