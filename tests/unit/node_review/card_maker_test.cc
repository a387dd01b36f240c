// SPDX-License-Identifier: Apache-2.0
#include "node/review/card_maker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/reason.h"
#include "tests/unit/node_review/review_room.h"

namespace ginnel::node {
namespace {

using governance::ReasonFor;
using governance::SamplePackage;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using CardMakerTest = ReviewRoom;

TEST_F(CardMakerTest, SaysWhatIsAskedForWhichPurposeByWhomAndOfWhom) {
  const v1::ReviewCard card = MustCard(Ask(Package()));
  EXPECT_EQ(card.member(), "north");
  EXPECT_EQ(card.made_at(), "2026-05-01T12:00:00Z");
  EXPECT_EQ(card.agreement_digest(), base_->digest().ToHex());
  EXPECT_THAT(card.english(), HasSubstr("People by age\nCounts people of whom a member holds"));
  EXPECT_EQ(card.purpose().title(), "Planning of services");
  EXPECT_EQ(card.purpose().legal_basis(), "UK GDPR article 6(1)(e) and 9(2)(h)");
  EXPECT_TRUE(card.purpose().allow_list());
  EXPECT_EQ(card.purpose().list_max_age_days(), 28u);
  EXPECT_EQ(card.author().person(), "analyst@office");
  EXPECT_EQ(card.author().organisation(), "Office of Data Analytics");
  EXPECT_FALSE(card.author().own());
  ASSERT_EQ(card.members_size(), 3);
  EXPECT_EQ(card.members(0).member(), "north");
  EXPECT_TRUE(card.members(0).own());
  EXPECT_FALSE(card.members(1).own());
  EXPECT_TRUE(card.members(1).required());
  EXPECT_EQ(card.members(1).word(), v1::ReviewCard::WORD_NONE);
  EXPECT_EQ(card.coverage(), 3u);
  EXPECT_FALSE(card.attributable());
  EXPECT_FALSE(card.linked());
  EXPECT_THAT(card.sectors(), ElementsAre(v1::SECTOR_GENERAL_PRACTICE));
  EXPECT_EQ(card.runs(), 2u);
  EXPECT_EQ(card.released(), 0u);
  EXPECT_EQ(card.not_after(), "2026-06-30");
  EXPECT_THAT(card.warnings(), IsEmpty());
}

TEST_F(CardMakerTest, NamesTheDataSetThatAGoAheadWouldName) {
  const v1::ReviewCard card = MustCard(Ask(Package()));
  EXPECT_EQ(card.data().loaded_at(), "2026-04-21T08:00:00Z");
  EXPECT_EQ(card.data().opt_out_list_date(), "2026-04-20");
  EXPECT_EQ(card.data().data_to(), "2026-03-31");
  EXPECT_EQ(card.data().people(), 23u);
}

TEST_F(CardMakerTest, RehearsesOverTheNodesOwnRecordsAndMarksItsSmallCounts) {
  const v1::ReviewCard::DryRun run = MustCard(Ask(Package())).dry_run();
  ASSERT_EQ(run.problem(), v1::REASON_UNSPECIFIED) << run.why();
  EXPECT_EQ(run.threshold(), 8u);
  EXPECT_THAT(run.axes(), ElementsAre("team"));
  std::vector<std::string> titles;
  for (const auto& column : run.columns()) titles.push_back(column.title());
  EXPECT_THAT(titles, ElementsAre("people", "with smoking", "cost of care above or below 0",
                                  "total cost of care", "squares of cost of care"));
  ASSERT_EQ(run.cells_size(), 4);  // three teams and those of none
  EXPECT_THAT(run.cells(0).labels(), ElementsAre("team a"));
  EXPECT_THAT(run.cells(0).values(), ElementsAre(20, 7, 20, 3000, 20 * 4));
  EXPECT_THAT(run.cells(0).counts(),
              ElementsAre(v1::ReviewCard::OWN_COUNT_ENOUGH, v1::ReviewCard::OWN_COUNT_SMALL,
                          v1::ReviewCard::OWN_COUNT_ENOUGH, v1::ReviewCard::OWN_COUNT_UNSPECIFIED,
                          v1::ReviewCard::OWN_COUNT_UNSPECIFIED));
  EXPECT_THAT(run.cells(1).values(), ElementsAre(3, 1, 3, 450, 3 * 4));
  EXPECT_EQ(run.cells(1).counts(0), v1::ReviewCard::OWN_COUNT_SMALL);
  EXPECT_EQ(run.cells(2).counts(0), v1::ReviewCard::OWN_COUNT_ZERO);
  EXPECT_EQ(run.columns(0).enough(), 1u);
  EXPECT_EQ(run.columns(0).small(), 1u);
  EXPECT_EQ(run.columns(0).zero(), 2u);
  EXPECT_EQ(run.columns(3).decimals(), 2);
}

TEST_F(CardMakerTest, SaysThatSmallHereIsNotSmallInTotalAndWhatElseWithholds) {
  const v1::ReviewCard::DryRun run = MustCard(Ask(Package())).dry_run();
  const std::string notes =
      testing::PrintToString(std::vector<std::string>(run.notes().begin(), run.notes().end()));
  EXPECT_THAT(notes, HasSubstr("unless the other members bring the total to 8"));
  EXPECT_THAT(notes, HasSubstr("all members but one"));
  EXPECT_THAT(notes, HasSubstr("share of nearly everybody"));
  EXPECT_THAT(notes, HasSubstr("A sum or mean"));
}

TEST_F(CardMakerTest, SaysWhatTheBoundsOfTheAgreementCutOff) {
  Load({"team", "smoker", "cost"}, "2026-04-20", 10'020'050);  // 100,200.50
  const v1::ReviewCard::DryRun run = MustCard(Ask(Package())).dry_run();
  const std::string notes =
      testing::PrintToString(std::vector<std::string>(run.notes().begin(), run.notes().end()));
  EXPECT_THAT(notes, HasSubstr("bounds cut 1 value of cost of care among all people whom this node "
                               "holds; 201 GBP in all is in no sum."));
}

TEST_F(CardMakerTest, SaysThatASmallCountOfTheOnlyMemberIsWithheldForCertain) {
  SamplePackage package = Package();
  package.query.clear_members();
  package.query.add_members("north");
  const v1::ReviewCard card = MustCard(Ask(package));
  EXPECT_TRUE(card.attributable());
  EXPECT_THAT(card.dry_run().notes(0), HasSubstr("Nobody else is asked"));
}

TEST_F(CardMakerTest, SaysWhoIsOptionalAndHowManyMustTakePart) {
  SamplePackage package = Package();
  package.query.add_optional("east");
  package.query.set_coverage(2);
  const v1::ReviewCard card = MustCard(Ask(package));
  EXPECT_TRUE(card.members(0).required());
  EXPECT_FALSE(card.members(2).required());
  EXPECT_EQ(card.coverage(), 2u);
  EXPECT_TRUE(card.attributable()) << "two of three may be all that take part";
}

TEST_F(CardMakerTest, SaysThatAVariableIsNotOfferedInsteadOfFigures) {
  Load({"team", "smoker"}, "2026-04-20");
  const v1::ReviewCard card = MustCard(Ask(Package()));
  EXPECT_EQ(card.dry_run().problem(), v1::REASON_VARIABLE_NOT_OFFERED);
  EXPECT_THAT(card.dry_run().why(), HasSubstr("cost"));
  EXPECT_THAT(card.dry_run().cells(), IsEmpty());
}

TEST_F(CardMakerTest, IsMadeBeforeTheFirstIngestToo) {
  engine_ = nullptr;
  const v1::ReviewCard card = MustCard(Ask(Package()));
  EXPECT_EQ(card.dry_run().problem(), v1::REASON_UNAVAILABLE);
  EXPECT_FALSE(card.has_data());
}

TEST_F(CardMakerTest, WarnsWhereTheNodeWouldRefuseToRunItToday) {
  Load({"team", "smoker", "cost"}, "2026-03-01");
  const v1::ReviewCard card = MustCard(Ask(Package()));
  ASSERT_EQ(card.warnings_size(), 1);
  EXPECT_THAT(card.warnings(0), HasSubstr("opt-out list"));
  EXPECT_EQ(card.dry_run().cells_size(), 4);
}

TEST_F(CardMakerTest, WarnsOfAQueryThatHasEnded) {
  const std::string digest = Ask(Package());
  clock_.Set("2026-07-01T00:00:01Z");
  const v1::ReviewCard card = MustCard(digest);
  EXPECT_THAT(testing::PrintToString(
                  std::vector<std::string>(card.warnings().begin(), card.warnings().end())),
              HasSubstr("it ended on 2026-06-30"));
}

TEST_F(CardMakerTest, FindsAQueryByItsFirstEightDigitsAndByNoFewer) {
  const std::string digest = Ask(Package());
  EXPECT_EQ(MustCard(digest.substr(0, 8)).query_digest(), digest);
  EXPECT_EQ(MustCard(digest).query_digest(), digest);
  EXPECT_EQ(ReasonFor(Card(digest.substr(0, 7))), v1::REASON_MALFORMED);
  EXPECT_EQ(ReasonFor(Card("")), v1::REASON_MALFORMED);
  EXPECT_EQ(ReasonFor(Card("not-hex!")), v1::REASON_MALFORMED);
  EXPECT_EQ(ReasonFor(Card(std::string(64, '0'))), v1::REASON_NOT_FOUND);
}

TEST_F(CardMakerTest, RehearsesNothingThatIsNotOnTheRegister) {
  const std::string digest = DigestOf(Package().Build());
  EXPECT_EQ(ReasonFor(Card(digest)), v1::REASON_NOT_FOUND);
}

TEST_F(CardMakerTest, RefusesAQueryThatDoesNotAskThisMember) {
  SamplePackage package = Package();
  package.query.clear_members();
  package.query.add_members("south");
  package.query.add_members("east");
  EXPECT_EQ(ReasonFor(Card(Ask(package))), v1::REASON_ROSTER_MISMATCH);
}

TEST_F(CardMakerTest, RefusesAQueryThatTheAgreementCannotAnswer) {
  SamplePackage package = Package();
  package.query.add_measures("mean shoe_size");
  EXPECT_EQ(ReasonFor(Card(Ask(package))), v1::REASON_QUERY_INVALID);
}

TEST_F(CardMakerTest, RefusesOnceTheAgreementHasEnded) {
  const std::string digest = Ask(Package());
  clock_.Set("2027-04-02T00:00:00Z");
  EXPECT_FALSE(Card(digest).ok());
}

TEST_F(CardMakerTest, LeavesTheRegisterAsItWas) {
  const std::string digest = Ask(Package());
  const uint64_t before = on_->size().value();
  MustCard(digest);
  EXPECT_EQ(on_->size().value(), before);
}

}  // namespace
}  // namespace ginnel::node
