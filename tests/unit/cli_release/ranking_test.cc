// SPDX-License-Identifier: Apache-2.0
#include "cli/release/ranking.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/release/ranking_text.h"
#include "tests/unit/cli_release/small_release.h"

namespace ginnel::cli {
namespace {

using ::testing::HasSubstr;

constexpr const char* kTwoCriteria = R"(
title: Which segment to begin with
criteria:
  - {measure: Spend, weight: 3}
  - {judgement: ambition, weight: 1}
judged_out_of: 5
candidates:
  - {name: Frailty, judgements: [{of: ambition, score: 5, reason: the board asked for it}]}
  - {name: Cancer, judgements: [{of: ambition, score: 0}]}
  - {name: Children, judgements: [{of: ambition, score: 4}]}
)";

config::RankingReport Ranked(const std::string& yaml, const v1::Release& release,
                             const v1::Release* earlier = nullptr) {
  const auto report = Rank(RankingFrom(yaml), release, earlier);
  EXPECT_TRUE(report.ok()) << report.status();
  return report.value_or(config::RankingReport());
}

TEST(Ranking, IsByTheWeightedMeanOfPointsBetweenLowestAndHighest) {
  SmallRelease city;
  city.Shown("Frailty", "Spend", "400").Shown("Cancer", "Spend", "900");
  city.Shown("Children", "Spend", "150").Shown("all", "Spend", "1450");
  const config::RankingReport report = Ranked(kTwoCriteria, city.release());
  // Spend: 250 of 750 is 33.3 points, 100, 0. Ambition: 100, 0, 80. Weights 3 and 1.
  ASSERT_EQ(report.rows_size(), 3);
  EXPECT_EQ(report.rows(0).name(), "Cancer");
  EXPECT_EQ(report.rows(0).score(), "75.0");
  EXPECT_EQ(report.rows(1).name(), "Frailty");
  EXPECT_EQ(report.rows(1).score(), "50.0");
  EXPECT_EQ(report.rows(1).entries(0).points(), "33.3");
  EXPECT_EQ(report.rows(2).score(), "20.0");
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(report.rows(i).rank(), i + 1);
    EXPECT_EQ(report.rows(i).best_rank(), i + 1);
    EXPECT_EQ(report.rows(i).worst_rank(), i + 1);
  }
  EXPECT_EQ(report.columns(0).share(), "75.0");
  const std::string text = RankingText(report);
  EXPECT_THAT(text, HasSubstr("weight 3 (75.0 %)"));
  EXPECT_THAT(text, HasSubstr("Frailty, ambition 5: the board asked for it"));
}

TEST(Ranking, MakesARangeOfScoresAndRanksOfAFigureThatIsWithheld) {
  SmallRelease city;
  city.Shown("Frailty", "Spend", "400").Shown("Cancer", "Spend", "900");
  city.Withheld("Children", "Spend");
  const config::RankingReport report = Ranked(kTwoCriteria, city.release());
  // Frailty 0·3/4 + 25, Cancer 75 + 0, Children anything of 75 + 20.
  const config::RankingReport::Row& children = report.rows(1);
  EXPECT_EQ(children.name(), "Children");
  EXPECT_EQ(children.score(), "");
  EXPECT_EQ(children.low(), "20.0");
  EXPECT_EQ(children.high(), "95.0");
  EXPECT_EQ(children.entries(0).text(), "—");
  EXPECT_EQ(children.entries(0).points(), "");
  EXPECT_EQ(children.best_rank(), 1u);
  EXPECT_EQ(children.worst_rank(), 3u);
  // Whom it may pass have a range of ranks too, and keep their score.
  EXPECT_EQ(report.rows(0).name(), "Cancer");
  EXPECT_EQ(report.rows(0).score(), "75.0");
  EXPECT_EQ(report.rows(0).best_rank(), 1u);
  EXPECT_EQ(report.rows(0).worst_rank(), 2u);
  EXPECT_EQ(report.rows(2).best_rank(), 2u);
  EXPECT_THAT(RankingText(report), HasSubstr("20.0–95.0"));
}

TEST(Ranking, KnowsOfASuppressedFigureThatItIsSmall) {
  SmallRelease city;
  city.Shown("Frailty", "Spend", "400").Shown("Cancer", "Spend", "900");
  city.Suppressed("Children", "Spend");
  const config::RankingReport report = Ranked(kTwoCriteria, city.release());
  // Below the lowest that is shown: no point, whatever it is; and still no score of its own.
  EXPECT_EQ(report.rows(2).name(), "Children");
  EXPECT_EQ(report.rows(2).score(), "");
  EXPECT_EQ(report.rows(2).low(), "20.0");
  EXPECT_EQ(report.rows(2).high(), "20.0");
  EXPECT_EQ(report.rows(2).entries(0).text(), "1–7");
}

TEST(Ranking, SaysWhereRoundingLeavesTheOrderOpen) {
  SmallRelease city;
  city.Shown("Frailty", "People", "100", "98", "102")
      .Shown("Cancer", "People", "105", "103", "107");
  city.Shown("Children", "People", "1000", "998", "1002");
  const config::RankingReport report = Ranked(R"(
title: By size
criteria: [{measure: People, weight: 1}]
candidates: [{name: Frailty}, {name: Cancer}, {name: Children}]
)",
                                              city.release());
  EXPECT_EQ(report.rows(0).name(), "Children");
  EXPECT_EQ(report.rows(0).worst_rank(), 1u);
  EXPECT_EQ(report.rows(1).name(), "Cancer");
  EXPECT_EQ(report.rows(1).best_rank(), 2u);
  EXPECT_EQ(report.rows(1).worst_rank(), 2u) << "103 is more than 102";
  city.release().mutable_cells(1)->set_low("101");
  const config::RankingReport open = Ranked(R"(
title: By size
criteria: [{measure: People, weight: 1}]
candidates: [{name: Frailty}, {name: Cancer}, {name: Children}]
)",
                                            city.release());
  EXPECT_EQ(open.rows(1).worst_rank(), 3u);
  EXPECT_EQ(open.rows(2).best_rank(), 2u);
}

TEST(Ranking, CountsGrowthSinceAnEarlierReleaseVotesAndWhatIsBetterLow) {
  SmallRelease earlier("2025-04-01");
  earlier.Shown("Frailty", "Spend", "200", "198", "202").Shown("Cancer", "Spend", "500");
  SmallRelease city;
  city.Shown("Frailty", "Spend", "250", "248", "252").Shown("Cancer", "Spend", "500");
  const config::RankingReport report = Ranked(R"(
title: Growth
criteria: [{growth: Spend, weight: 1, lower_is_better: true}, {votes: true, weight: 1}]
candidates: [{name: Frailty, votes: 10}, {name: Cancer, votes: 5}]
)",
                                              city.release(), &earlier.release());
  const config::RankingReport::Row& cancer = report.rows(0);
  EXPECT_EQ(cancer.name(), "Cancer");
  EXPECT_EQ(cancer.entries(0).text(), "+0.0 %");
  EXPECT_EQ(cancer.entries(0).points(), "100.0");
  EXPECT_EQ(cancer.entries(1).points(), "50.0");
  EXPECT_EQ(report.rows(1).entries(0).text(), "+25.0 %");
  EXPECT_EQ(report.rows(1).score(), "50.0");
  // 252 of 198 may be +27.3 %, and 248 of 202 +22.8 %: points 0 to 8.9.
  EXPECT_EQ(report.rows(1).entries(0).low(), "0.0");
  EXPECT_EQ(report.rows(1).entries(0).high(), "8.9");
}

TEST(Ranking, LooksAtTotalsOverTheOtherAxes) {
  SmallRelease city;
  city.release().add_axes("deprivation");
  for (const char* label : {"Frailty", "Cancer"}) {
    city.Shown(label, "Gap", "1").Shown(label, "Gap", label[0] == 'F' ? "3" : "2");
    city.release().mutable_cells(city.release().cells_size() - 2)->add_labels("most");
    city.release().mutable_cells(city.release().cells_size() - 1)->add_labels("all");
  }
  const config::RankingReport report = Ranked(R"(
title: Gap
axis: segment
criteria: [{measure: Gap, weight: 1}]
candidates: [{name: Cancer}, {name: Frailty}]
)",
                                              city.release());
  EXPECT_EQ(report.rows(0).name(), "Frailty");
  EXPECT_EQ(report.rows(0).entries(0).text(), "3");
}

TEST(Ranking, OfMadeUpPeopleSaysSo) {
  SmallRelease city;
  city.Shown("Frailty", "Spend", "400").Shown("Cancer", "Spend", "900");
  city.Shown("Children", "Spend", "150");
  city.release().set_synthetic(true);
  EXPECT_THAT(RankingText(Ranked(kTwoCriteria, city.release())), HasSubstr("made-up people"));
}

}  // namespace
}  // namespace ginnel::cli
