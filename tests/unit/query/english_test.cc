// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "documents.h"
#include "query/expression.h"

namespace ginnel::query {
namespace {

std::string Say(std::string_view text) {
  const absl::StatusOr<Expression> expression = ParseExpression(text, CoreDictionary());
  EXPECT_TRUE(expression.ok()) << text << ": " << expression.status();
  return expression.ok() ? SayInEnglish(*expression, CoreDictionary()) : "";
}

TEST(English, SaysAges) {
  EXPECT_EQ(Say("age >= 75"), "aged 75 or over");
  EXPECT_EQ(Say("age > 75"), "aged over 75");
  EXPECT_EQ(Say("18 > age"), "aged under 18");
  EXPECT_EQ(Say("age <= 17"), "aged 17 or under");
  EXPECT_EQ(Say("age == 0"), "aged 0");
  EXPECT_EQ(Say("age != 40"), "not aged 40");
  EXPECT_EQ(Say("age >= 18 && age < 75"), "aged 18 to 74");
  EXPECT_EQ(Say("age <= 74 && age > 17 && smi"), "aged 18 to 74, with serious mental illness");
  EXPECT_EQ(Say("age in [1, 2, 3]"), "aged 1, 2 or 3");
}

TEST(English, SaysCounts) {
  EXPECT_EQ(Say("age >= 75 && ltc_count >= 1"),
            "aged 75 or over, with at least 1 long-term condition");
  EXPECT_EQ(Say("ltc_count >= 2"), "with at least 2 long-term conditions");
  EXPECT_EQ(Say("ltc_count == 0"), "with no long-term conditions");
  EXPECT_EQ(Say("ltc_count > 0"), "with at least 1 long-term condition");
  EXPECT_EQ(Say("ae_attendances < 3"), "with fewer than 3 A&E attendances");
  EXPECT_EQ(Say("ae_attendances == 1"), "with exactly 1 A&E attendance");
  EXPECT_EQ(Say("acsc_admissions > 1"),
            "with more than 1 admission for ambulatory care sensitive conditions");
}

TEST(English, SaysFlagsCodesAmountsAndScores) {
  EXPECT_EQ(Say("diabetes && !copd"), "with diabetes, without COPD");
  EXPECT_EQ(Say("sex == '2'"), "whose sex is female");
  EXPECT_EQ(Say("sex != '2'"), "whose sex is not female");
  EXPECT_EQ(Say("efi_category in ['moderate', 'severe']"),
            "whose electronic frailty index is moderate frailty or severe frailty");
  EXPECT_EQ(Say("cost_gp >= 1234.50"), "with general practice spend of at least £1,234.5");
  EXPECT_EQ(Say("risk_score < 12.5"), "with a risk score of less than 12.5");
  EXPECT_EQ(Say("imd_decile_2019 <= 2"), "with a deprivation decile (IMD 2019) of at most 2");
  EXPECT_EQ(Say("!has(age)"), "for whom age is not known");
  EXPECT_EQ(Say("true"), "everybody");
  EXPECT_EQ(Say("!true"), "nobody");
}

TEST(English, KeepsTheGroupingOfConditions) {
  EXPECT_EQ(
      Say("smi || age >= 65 && (housebound || copd)"),
      "either with serious mental illness or (aged 65 or over, (either with housebound status "
      "or with COPD))");
  EXPECT_EQ(Say("!(smi || copd)"), "without serious mental illness, without COPD");
  EXPECT_EQ(Say("!(smi && age >= 65)"), "either without serious mental illness or aged under 65");
  EXPECT_EQ(Say("asthma && copd && smi && diabetes"),
            "with asthma, with COPD, with serious mental illness, with diabetes");
}

TEST(English, SaysArithmetic) {
  EXPECT_EQ(
      Say("ae_attendances + 2 * emergency_admissions >= 5"),
      "for whom the number of A&E attendances plus 2 times the number of emergency admissions "
      "is at least 5");
  EXPECT_EQ(Say("(age - 10) * 2 != 4"), "for whom (age minus 10) times 2 is other than 4");
  EXPECT_EQ(Say("smi ? copd : asthma"),
            "(if with serious mental illness, then with COPD; otherwise with asthma)");
}

TEST(QueryInEnglish, ReadsWellToAnIgLead) {
  const v1::Constitution constitution = Partnership();
  v1::Query query = MatrixQuery();
  query.mutable_population()->set_where("age >= 75 && ltc_count >= 1");
  query.add_measures("mean risk_score");
  query.add_measures("sum cost_gp");
  query.add_measures("prevalence dementia as Dementia");
  const absl::StatusOr<Plan> plan = PlanFor(query, constitution);
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_EQ(SayInEnglish(query, *plan, constitution, CoreDictionary()),
            R"(Age and complexity matrix
Counts people registered with a practice, and alive, on 1 April 2026: aged 75 or over, with at least 1 long-term condition.
Split by age band (0-17, 18-74 or 75+) and complexity (low, middle or high): 9 cells.
Segments of model age-complexity (adopted by the agreement):
  age band, the first that fits: "0-17" is aged 17 or under; "18-74" is aged 74 or under; "75+" is everybody else.
  complexity, the first that fits: "low" is either for whom the number of acute and chronic conditions is not known or with at most 4 acute and chronic conditions; "middle" is with at most 10 acute and chronic conditions; "high" is everybody else.
Shows for each cell:
  - the number of people
  - the mean age and risk score
  - the total general practice spend
  - the share of people with diabetes and dementia
Activity, spend, deaths and time registered are those of 1 April 2025 to 31 March 2026 (2025/26); all else is as at 1 April 2026.
Uses what the agreement calls sensitive: dementia.
Purpose: Population health planning. Legal basis: Health and Care Act 2022. Opt-outs: only people on the dated list of those who may be included.
Answered by 3 members (general practice): Beck network, Moor network and Dale network.
Small numbers: no figure about 0 to 7 people is ever opened (0 included, because the cells are not all fixed by the agreement); what is released is rounded (profile nhs-1-7-round-5).
Asked by analyst@observatory; may run once, until the end of 30 June 2026.
)");
}

TEST(QueryInEnglish, SaysWhenFiguresAreAttributableOrADraftIsUsed) {
  const v1::Constitution constitution = Partnership();
  v1::Query query = MatrixQuery();
  query.clear_members();
  query.add_members("moor");
  v1::SegmentationModel& draft = *query.add_draft_models();
  draft = AgeComplexity();
  draft.set_model("mine");
  query.set_by(0, "model mine");
  const absl::StatusOr<Plan> plan = PlanFor(query, constitution);
  ASSERT_TRUE(plan.ok()) << plan.status();
  const std::string text = SayInEnglish(query, *plan, constitution, CoreDictionary());
  EXPECT_THAT(text, testing::HasSubstr("every figure is that member's own"));
  EXPECT_THAT(text, testing::HasSubstr("a draft of this query's author, not adopted"));
}

}  // namespace
}  // namespace ginnel::query
