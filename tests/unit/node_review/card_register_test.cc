// SPDX-License-Identifier: Apache-2.0
//
// What a card says of decisions, of earlier queries and of releases, by the node's register.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/node_review/review_room.h"

namespace ginnel::node {
namespace {

using governance::SamplePackage;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class CardRegisterTest : public ReviewRoom {
 protected:
  static std::vector<std::string> Changes(const v1::ReviewCard& card) {
    std::vector<std::string> texts;
    for (const auto& change : card.difference().changes()) {
      texts.push_back((change.asks_more() ? "* " : "- ") + change.text());
    }
    return texts;
  }
  void TakeBack(const v1::Envelope& approval, const std::string& member) {
    v1::Revocation revocation;
    revocation.set_approval_digest(crypto::PayloadDigest(approval).ToHex());
    revocation.set_query_digest(
        governance::ReadUnverifiedStatement<v1::Approval>(approval)->query_digest());
    revocation.set_member(member);
    revocation.set_person("ig-lead@" + member);
    revocation.set_given_at("2026-05-01T11:00:00Z");
    Say(revocation, "ig-lead@" + member);
  }
  SamplePackage Titled(const std::string& title) const {
    SamplePackage package = Package();
    package.query.set_title(title);
    return package;
  }
};

TEST_F(CardRegisterTest, SaysWhoHasApprovedRefusedAndTakenBack) {
  const v1::RunPackage package = Package().Build();
  Add(package.query());
  Add(package.approvals(0));
  Add(package.approvals(1));
  TakeBack(package.approvals(1), "south");
  v1::Refusal refusal;
  refusal.set_query_digest(DigestOf(package));
  refusal.set_agreement_digest(base_->digest().ToHex());
  refusal.set_member("east");
  refusal.set_person("ig-lead@east");
  refusal.set_given_at("2026-05-01T11:00:00Z");
  Say(refusal, "ig-lead@east");
  const v1::ReviewCard card = MustCard(DigestOf(package));
  EXPECT_EQ(card.members(0).word(), v1::ReviewCard::WORD_APPROVED);
  EXPECT_EQ(card.members(0).person(), "ig-lead@north");
  EXPECT_EQ(card.members(1).word(), v1::ReviewCard::WORD_TAKEN_BACK);
  EXPECT_EQ(card.members(2).word(), v1::ReviewCard::WORD_REFUSED);
  ASSERT_EQ(card.warnings_size(), 1);
  EXPECT_THAT(card.warnings(0), HasSubstr("east has refused it"));
}

TEST_F(CardRegisterTest, WarnsWhereTheMemberHasSuspendedItself) {
  const std::string digest = Ask(Package());
  v1::Suspension suspension;
  suspension.set_party("north");
  suspension.set_person("ig-lead@north");
  suspension.set_given_at("2026-05-01T11:00:00Z");
  Say(suspension, "ig-lead@north");
  ASSERT_EQ(MustCard(digest).warnings_size(), 1);
  EXPECT_THAT(MustCard(digest).warnings(0), HasSubstr("suspended its part"));
}

TEST_F(CardRegisterTest, ComparesWithTheNewestQueryOfTheSeriesThatThisMemberApproved) {
  AskAndApprove(Package());
  SamplePackage second = Package();
  second.query.set_period("2024/25");
  const v1::RunPackage newest = AskAndApprove(second);
  AskAndApprove(Titled("another series, and newer"));
  SamplePackage third = Package();
  third.query.set_index_date("2026-04-02");
  const v1::ReviewCard card = MustCard(Ask(third));
  EXPECT_EQ(card.difference().basis(), v1::ReviewCard::BASIS_SERIES);
  EXPECT_EQ(card.difference().query_digest(), DigestOf(newest));
  EXPECT_EQ(card.difference().approved_at(), "2026-05-01T09:00:00Z");
  EXPECT_THAT(Changes(card),
              ElementsAre("- the period goes from \"2024/25\" to \"2025/26\"",
                          "- the index date goes from \"2026-04-01\" to \"2026-04-02\""));
}

TEST_F(CardRegisterTest, ComparesOtherwiseWithTheSameAuthorsQueryThatIsSplitAlike) {
  const v1::RunPackage before = AskAndApprove(Package());
  SamplePackage other = Package();
  other.query.clear_by();
  AskAndApprove(other);
  SamplePackage now = Package();
  now.query.mutable_population()->set_where("smoker");
  now.query.add_measures("mean cost");
  const v1::ReviewCard card = MustCard(Ask(now));
  EXPECT_EQ(card.difference().basis(), v1::ReviewCard::BASIS_AUTHOR);
  EXPECT_EQ(card.difference().query_digest(), DigestOf(before));
  EXPECT_THAT(Changes(card), ElementsAre("* only those are counted for whom \"smoker\"",
                                         "* now also shows: mean cost"));
}

TEST_F(CardRegisterTest, DoesNotCompareWithWhatThisMemberTookBackOrNeverApproved) {
  const v1::RunPackage taken_back = AskAndApprove(Titled("taken back"));
  TakeBack(taken_back.approvals(0), "north");
  const v1::RunPackage of_others = Titled("approved by south alone").Build();
  Add(of_others.query());
  Add(of_others.approvals(1));
  const v1::ReviewCard card = MustCard(Ask(Package()));
  EXPECT_EQ(card.difference().basis(), v1::ReviewCard::BASIS_UNSPECIFIED);
}

TEST_F(CardRegisterTest, DoesNotCompareAQueryWithItself) {
  const v1::RunPackage approved = AskAndApprove(Package());
  EXPECT_EQ(MustCard(DigestOf(approved)).difference().basis(), v1::ReviewCard::BASIS_UNSPECIFIED);
}

TEST_F(CardRegisterTest, ListsAReleaseOverTheSamePeopleWithWhatBothShow) {
  SamplePackage before = Titled("by team, last month");
  before.query.set_index_date("2026-03-01");
  AskAndRelease(before);
  SamplePackage now = Package();
  now.query.clear_measures();
  now.query.add_measures("people as Everybody");
  now.query.add_measures("mean cost");
  const v1::ReviewCard card = MustCard(Ask(now));
  ASSERT_EQ(card.overlaps_size(), 1);
  const v1::ReviewCard::Overlap& overlap = card.overlaps(0);
  EXPECT_EQ(overlap.title(), "by team, last month");
  EXPECT_EQ(overlap.released_at(), "2026-05-01T11:00:00Z");
  EXPECT_EQ(overlap.population(), v1::ReviewCard::POPULATION_SAME);
  EXPECT_FALSE(overlap.same_index_date());
  EXPECT_TRUE(overlap.same_period());
  EXPECT_FALSE(overlap.same_query());
  EXPECT_THAT(overlap.axes(), ElementsAre("variable team"));
  // A mean tells of the sum that was shown.
  EXPECT_THAT(overlap.measures(), ElementsAre("people", "sum cost"));
  EXPECT_THAT(overlap.only_now(), IsEmpty());
}

TEST_F(CardRegisterTest, CannotTellWhoIsInAnotherCondition) {
  SamplePackage before = Titled("smokers");
  before.query.mutable_population()->set_where("smoker");
  AskAndRelease(before);
  const v1::ReviewCard card = MustCard(Ask(Package()));
  ASSERT_EQ(card.overlaps_size(), 1);
  EXPECT_EQ(card.overlaps(0).population(), v1::ReviewCard::POPULATION_UNKNOWN);
}

// What two other members released alone, and now again with this one: the difference of the two
// tables is this member's own.
TEST_F(CardRegisterTest, SaysWhoIsAskedNowAndDidNotTakePartThen) {
  SamplePackage before = Titled("without north");
  before.query.clear_members();
  before.query.add_members("south");
  before.query.add_members("east");
  before.roster = {"south", "east"};
  AskAndRelease(before);
  const v1::ReviewCard card = MustCard(Ask(Package()));
  ASSERT_EQ(card.overlaps_size(), 1);
  EXPECT_THAT(card.overlaps(0).only_now(), ElementsAre("north"));
  EXPECT_THAT(card.overlaps(0).only_then(), IsEmpty());
}

TEST_F(CardRegisterTest, LeavesOutReleasesWithoutAMeasureOrAMemberInCommon) {
  SamplePackage other_measure = Titled("cost alone");
  other_measure.query.clear_measures();
  other_measure.query.add_measures("sum cost");
  AskAndRelease(other_measure);
  SamplePackage other_member = Titled("east alone");
  other_member.query.clear_members();
  other_member.query.add_members("east");
  other_member.roster = {"east"};
  AskAndRelease(other_member);
  SamplePackage now = Package();
  now.query.clear_members();
  now.query.add_members("north");
  now.query.clear_measures();
  now.query.add_measures("people");
  EXPECT_THAT(MustCard(Ask(now)).overlaps(), IsEmpty());
}

TEST_F(CardRegisterTest, CountsItsOwnEarlierRuns) {
  const v1::RunPackage released = AskAndRelease(Package());
  const v1::ReviewCard card = MustCard(DigestOf(released));
  EXPECT_EQ(card.released(), 1u);
  ASSERT_EQ(card.overlaps_size(), 1);
  EXPECT_TRUE(card.overlaps(0).same_query());
}

TEST_F(CardRegisterTest, SaysOfAnEarlierReleaseWhetherTheDataAreNewer) {
  AskAndRelease(Titled("before these data"), "2026-04-20T11:00:00Z");
  AskAndRelease(Titled("from these data"), "2026-04-30T11:00:00Z");
  const v1::ReviewCard card = MustCard(Ask(Package()));
  ASSERT_EQ(card.overlaps_size(), 2);
  EXPECT_FALSE(card.overlaps(0).data_loaded_since());
  EXPECT_TRUE(card.overlaps(1).data_loaded_since());
}

TEST_F(CardRegisterTest, ListsTheNewestReleasesFirst) {
  AskAndRelease(Titled("older"), "2026-04-28T11:00:00Z");
  AskAndRelease(Titled("newer"), "2026-04-30T11:00:00Z");
  const v1::ReviewCard card = MustCard(Ask(Package()));
  ASSERT_EQ(card.overlaps_size(), 2);
  EXPECT_EQ(card.overlaps(0).title(), "newer");
}

}  // namespace
}  // namespace ginnel::node
