// SPDX-License-Identifier: Apache-2.0
#include "cli/release/ranking_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_replace.h"
#include "tests/unit/cli_release/small_release.h"

namespace ginnel::cli {
namespace {

using ::testing::HasSubstr;

constexpr const char* kFits = R"(
title: Which segment to begin with
criteria:
  - {measure: Spend, weight: 3}
  - {judgement: ambition, weight: 1}
judged_out_of: 5
candidates:
  - {name: Frailty, judgements: [{of: ambition, score: 5}]}
  - {name: Cancer, judgements: [{of: ambition, score: 0}]}
left_out: [Children]
)";

class RankingCheckTest : public testing::Test {
 protected:
  RankingCheckTest() {
    for (const char* label : {"Frailty", "Cancer", "Children"}) city_.Shown(label, "Spend", "100");
  }
  // What is said of a ranking in which `from` is written as `to`.
  std::string Said(const std::string& from, const std::string& to) {
    const std::string yaml = absl::StrReplaceAll(kFits, {{from, to}});
    EXPECT_NE(yaml, kFits);
    const auto axis = CheckRanking(RankingFrom(yaml), city_.release(), nullptr);
    EXPECT_FALSE(axis.ok());
    EXPECT_TRUE(absl::IsInvalidArgument(axis.status()));
    return std::string(axis.status().message());
  }

  SmallRelease city_;
};

TEST_F(RankingCheckTest, TakesOneThatFits) {
  const auto axis = CheckRanking(RankingFrom(kFits), city_.release(), nullptr);
  ASSERT_TRUE(axis.ok()) << axis.status();
  EXPECT_EQ(*axis, 0);
}

TEST_F(RankingCheckTest, NamesWhatTheReleaseDoesNotHave) {
  EXPECT_THAT(Said("measure: Spend", "measure: Spent"),
              HasSubstr("criteria[1].measure: the release has no measure `Spent`: did you mean "
                        "`Spend`?"));
  EXPECT_THAT(Said("name: Cancer", "name: Cancre"),
              HasSubstr("candidates: the release has no `Cancre`: did you mean `Cancer`?"));
  EXPECT_THAT(Said("title:", "axis: segments\ntitle:"),
              HasSubstr("axis: the release has segment: did you mean `segment`?"));
}

TEST_F(RankingCheckTest, LeavesNobodyOutByAnOversight) {
  EXPECT_THAT(Said("left_out: [Children]", ""),
              HasSubstr("`Children` is in the release: make it a candidate, or name it under "
                        "`left_out`"));
  EXPECT_THAT(Said("[Children]", "[Children, Frailty]"), HasSubstr("`Frailty` is named twice"));
}

TEST_F(RankingCheckTest, WantsEveryJudgementOnceAndOnTheScale) {
  EXPECT_THAT(Said(", judgements: [{of: ambition, score: 0}]", ""),
              HasSubstr("`Cancer`: `ambition` is not judged: give it a score"));
  EXPECT_THAT(Said("score: 5", "score: 6"), HasSubstr("is 6, and judgements are 0 to 5"));
  EXPECT_THAT(Said("{of: ambition, score: 5}", "{of: ambitoin, score: 5}"),
              HasSubstr("did you mean `ambition`?"));
  EXPECT_THAT(Said("judged_out_of: 5", ""), HasSubstr("judged_out_of: say how high"));
}

TEST_F(RankingCheckTest, WantsAWeightAndForGrowthAnEarlierRelease) {
  EXPECT_THAT(Said("weight: 3}\n  - {judgement: ambition, weight: 1}",
                   "weight: 0}\n  - {judgement: ambition}"),
              HasSubstr("give at least one of them a weight"));
  EXPECT_THAT(Said("measure: Spend", "growth: Spend"),
              HasSubstr("Name the earlier release (--since)"));
  EXPECT_THAT(Said("{measure: Spend, weight: 3}", "{weight: 3}"),
              HasSubstr("write measure, growth, judgement or votes"));
  EXPECT_THAT(Said("ambition, weight: 1", "ambition, weight: 1, lower_is_better: true"),
              HasSubstr("of measures and growth only"));
}

TEST_F(RankingCheckTest, RefusesMonthsWhichHaveNoTotal) {
  city_.release().add_axes("month");
  for (auto& cell : *city_.release().mutable_cells()) cell.add_labels("2026-03");
  EXPECT_THAT(Said("title:", "axis: segment\ntitle:"),
              HasSubstr("no total of `Spend` over its other axes"));
}

}  // namespace
}  // namespace ginnel::cli
