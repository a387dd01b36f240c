// SPDX-License-Identifier: Apache-2.0
#include "disclosure/review_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "disclosure/review_figures.h"
#include "disclosure/text_grid.h"

namespace ginnel::disclosure {
namespace {

using Card = v1::ReviewCard;
using ::testing::HasSubstr;
using ::testing::Not;

Card SampleCard() {
  Card card;
  card.set_query_digest("3f2a9c01" + std::string(56, '0'));
  card.set_member("north");
  card.set_made_at("2026-05-01T12:00:00Z");
  card.set_english(
      "People by age\nCounts people registered with a practice, and alive, on 1 April 2026.\n"
      "Shows for each cell:\n  - the number of people\n");
  card.mutable_author()->set_person("analyst@office");
  card.mutable_author()->set_organisation("Office of Data Analytics");
  Card::Asked& own = *card.add_members();
  own.set_member("north");
  own.set_title("The north organisation");
  own.set_required(true);
  own.set_own(true);
  own.set_word(Card::WORD_NONE);
  Card::Asked& other = *card.add_members();
  other.set_member("south");
  other.set_word(Card::WORD_APPROVED);
  other.set_person("ig-lead@south");
  other.set_at("2026-04-30T09:00:00Z");
  card.set_coverage(1);
  card.add_sectors(v1::SECTOR_GENERAL_PRACTICE);
  card.set_runs(2);
  card.set_not_after("2026-06-30");
  card.mutable_data()->set_loaded_at("2026-04-21T08:00:00Z");
  Card::DryRun& run = *card.mutable_dry_run();
  run.set_threshold(8);
  run.add_axes("team");
  Card::Column& people = *run.add_columns();
  people.set_title("people");
  people.set_is_count(true);
  people.set_for_people(true);
  Card::Column& cost = *run.add_columns();
  cost.set_title("total cost");
  cost.set_for_people(true);
  cost.set_unit("GBP");
  cost.set_decimals(2);
  Card::Column& squares = *run.add_columns();
  squares.set_title("squares of cost");
  return card;
}

void AddCell(Card& card, const std::string& label, int64_t people, int64_t cost,
             Card::OwnCount count) {
  Card::Cell& cell = *card.mutable_dry_run()->add_cells();
  cell.add_labels(label);
  for (const int64_t value : {people, cost, cost}) cell.add_values(value);
  cell.add_counts(count);
  cell.add_counts(Card::OWN_COUNT_UNSPECIFIED);
  cell.add_counts(Card::OWN_COUNT_UNSPECIFIED);
}

// However the lines are broken.
std::string Joined(const std::string& text) {
  const std::vector<std::string> words =
      absl::StrSplit(text, absl::ByAnyChar(" \n"), absl::SkipEmpty());
  return absl::StrJoin(words, " ");
}

TEST(ReviewText, SaysWhatIsAskedOfWhomAndHowToGoOn) {
  const std::string text = RenderReviewCard(SampleCard());
  for (const char* part :
       {"REVIEW CARD for north", "the number of people",
        "analyst@office, of Office of Data Analytics",
        "(you) The north organisation; required; not decided yet",
        "optional; approved by ig-lead@south, 2026-04-30T09:00:00Z", "at least 1 of these 2",
        "data set loaded at 2026-04-21T08:00:00Z", "approved nothing like it",
        "the end of 2026-06-30, UTC", "ginnel query approve 3f2a9c0100000000 --as PERSON"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST(ReviewText, ShowsSmallCountsFirstAndMarkedAndSumsInTheirUnit) {
  Card card = SampleCard();
  AddCell(card, "a", 20, 3005, Card::OWN_COUNT_ENOUGH);
  AddCell(card, "b", 3, -50, Card::OWN_COUNT_SMALL);
  AddCell(card, "c", 0, 0, Card::OWN_COUNT_ZERO);
  const std::string text = RenderReviewCard(card);
  EXPECT_THAT(text, HasSubstr("total cost (GBP)"));
  EXPECT_THAT(text, HasSubstr("3*"));
  EXPECT_THAT(text, HasSubstr("-0.50"));
  EXPECT_THAT(text, HasSubstr("30.05"));
  EXPECT_LT(text.find("3*"), text.find("30.05"));
  EXPECT_THAT(text, HasSubstr("1 cell has nobody of this node and is not listed"));
  EXPECT_THAT(text, Not(HasSubstr("squares"))) << "for the protocol, not for people";
}

TEST(ReviewText, CutsALongTableAndSaysSo) {
  Card card = SampleCard();
  for (int i = 0; i < kMostCardRows + 7; ++i) {
    AddCell(card, absl::StrCat("cell ", i), 3, 0, Card::OWN_COUNT_SMALL);
  }
  const std::string text = RenderReviewCard(card);
  EXPECT_THAT(text, HasSubstr("… and 7 more, all in --json"));
  EXPECT_THAT(text, HasSubstr(absl::StrCat("cell ", kMostCardRows - 1)));
  EXPECT_THAT(text, Not(HasSubstr(absl::StrCat("cell ", kMostCardRows))));
}

TEST(ReviewText, GivesTheReasonWhereTheNodeCouldNotAnswer) {
  Card card = SampleCard();
  card.mutable_dry_run()->set_problem(v1::REASON_VARIABLE_NOT_OFFERED);
  card.mutable_dry_run()->set_why("this member does not offer `cost`");
  EXPECT_THAT(RenderReviewCard(card),
              HasSubstr("Your node could not answer: this member does not offer `cost`"));
}

TEST(ReviewText, SaysInWordsWhatDiffersAndWhatOverlaps) {
  Card card = SampleCard();
  Card::Difference& difference = *card.mutable_difference();
  difference.set_basis(Card::BASIS_AUTHOR);
  difference.set_title("Last year's");
  difference.set_query_digest(std::string(64, 'b'));
  Card::Change& change = *difference.add_changes();
  change.set_text("now also shows: mean cost");
  change.set_asks_more(true);
  Card::Overlap& overlap = *card.add_overlaps();
  overlap.set_title("By age, without north");
  overlap.set_population(Card::POPULATION_SAME);
  overlap.add_measures("people");
  overlap.add_only_now("north");
  overlap.set_data_loaded_since(true);
  card.add_warnings("all its runs are used up");
  const std::string text = RenderReviewCard(card);
  EXPECT_THAT(text, HasSubstr("* now also shows: mean cost"));
  EXPECT_THAT(text, HasSubstr("! all its runs are used up"));
  EXPECT_THAT(Joined(text), HasSubstr("can be subtracted from one another"));
  EXPECT_THAT(Joined(text), HasSubstr("asked now and did not take part then: north"));
  EXPECT_THAT(Joined(text), HasSubstr("this node holds newer data than then"));
}

TEST(ReviewText, FitsAHundredColumns) {
  Card card = SampleCard();
  card.add_warnings(std::string(40, 'w') + " " + std::string(40, 'x') + " " + std::string(40, 'y'));
  card.set_english(
      absl::StrCat("A very long title ", std::string(60, 'a'), " ", std::string(60, 'b'), "\n"));
  AddCell(card, std::string(60, 'c'), 3, 1, Card::OWN_COUNT_SMALL);
  for (const std::string& line :
       std::vector<std::string>(absl::StrSplit(RenderReviewCard(card), '\n'))) {
    EXPECT_LE(Characters(line), 100u) << line;
  }
}

TEST(ReviewText, LetsNobodysWordsSteerTheTerminal) {
  Card card = SampleCard();
  const std::string evil = "\x1b]0;owned\x07\xc2\x9b[31m\r";
  card.set_english("title " + evil + "\n");
  card.set_member(evil);
  card.set_query_digest(evil);
  card.set_agreement_digest(evil);
  card.set_made_at(evil);
  card.set_not_after(evil);
  card.add_warnings(evil);
  card.mutable_author()->set_person(evil);
  card.mutable_author()->set_organisation(evil);
  for (Card::Asked& each : *card.mutable_members()) {
    each.set_member(evil);
    each.set_title(evil);
    each.set_person(evil);
    each.set_at(evil);
  }
  card.mutable_difference()->set_basis(Card::BASIS_SERIES);
  card.mutable_difference()->set_title(evil);
  card.mutable_difference()->add_changes()->set_text(evil);
  card.mutable_data()->set_loaded_at(evil);
  card.mutable_data()->set_opt_out_list_date(evil);
  Card::Overlap& overlap = *card.add_overlaps();
  overlap.set_title(evil);
  overlap.add_measures(evil);
  overlap.add_only_then(evil);
  card.mutable_dry_run()->set_axes(0, evil);
  card.mutable_dry_run()->mutable_columns(0)->set_title(evil);
  card.mutable_dry_run()->mutable_columns(1)->set_unit(evil);
  card.mutable_dry_run()->add_notes(evil);
  AddCell(card, evil, 3, 1, Card::OWN_COUNT_SMALL);
  const std::string text = RenderReviewCard(card);
  for (const char bad : {'\x1b', '\x07', '\r'}) EXPECT_EQ(text.find(bad), std::string::npos);
  EXPECT_EQ(text.find("\xc2\x9b"), std::string::npos);
  EXPECT_THAT(text, HasSubstr("owned"));
}

TEST(ReviewText, SurvivesACardOfAnotherShape) {
  Card card = SampleCard();
  Card::Cell& cell = *card.mutable_dry_run()->add_cells();
  cell.add_counts(Card::OWN_COUNT_SMALL);
  EXPECT_THAT(RenderReviewCard(card), HasSubstr("?"));
  EXPECT_THAT(RenderReviewCard(Card()), HasSubstr("REVIEW CARD"));
}

}  // namespace
}  // namespace ginnel::disclosure
