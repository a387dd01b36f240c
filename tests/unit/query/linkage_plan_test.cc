// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "linked_documents.h"
#include "query/expression_text.h"
#include "query/linkage/conditions.h"
#include "query/linkage/linkage_cost.h"
#include "query/linkage/linkage_english.h"
#include "query/linkage/linkage_quality.h"

namespace ginnel::query {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr v1::Sector kPractice = v1::SECTOR_GENERAL_PRACTICE;
constexpr v1::Sector kAcute = v1::SECTOR_ACUTE;
constexpr v1::Sector kMinds = v1::SECTOR_MENTAL_HEALTH;
constexpr v1::Sector kCouncil = v1::SECTOR_SOCIAL_CARE;

std::string Text(const Expression& e) { return ToText(e, CoreDictionary()); }

TEST(LinkageSources, PutGeneralPracticeFirstAsOneAndTheOthersInAgreementOrder) {
  v1::Query query = LinkedQueryOf("ae_attendances >= 2", {}, {"people", "sum mh_contacts"},
                                  {kMinds, kAcute, kPractice});
  const absl::StatusOr<Plan> plan = PlanLinked(query);
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_THAT(plan->sectors, ElementsAre(kPractice, kAcute, kMinds));
  const std::vector<LinkedSource>& sources = plan->linked->sources;
  ASSERT_THAT(sources, SizeIs(3));
  EXPECT_EQ(sources[0].name, "general_practice");
  EXPECT_THAT(sources[0].members, ElementsAre(0, 2, 3));  // beck, infirmary, moor, dale, minds
  EXPECT_TRUE(sources[0].counts_registered);
  EXPECT_EQ(sources[1].name, "infirmary");
  EXPECT_THAT(sources[1].members, ElementsAre(1));
  EXPECT_FALSE(sources[1].counts_registered);
  EXPECT_EQ(sources[2].name, "minds");
  EXPECT_EQ(sources[2].sector, kMinds);
}

TEST(LinkageSources, LeaveQueriesOfOneSectorAsTheyAre) {
  const absl::StatusOr<Plan> plan = PlanLinked(MatrixQuery());
  ASSERT_TRUE(plan.ok());
  EXPECT_EQ(plan->linked, nullptr);
}

TEST(LinkageSources, GiveEachConjunctToTheSourceThatCanJudgeIt) {
  const LinkedPlan linked = LinkedOf(LinkedQueryOf(
      "efi_category == 'severe' && ae_attendances >= 2 && age >= 65", {}, {"people"}));
  EXPECT_EQ(Text(linked.sources[0].where), "((efi_category == 'severe') && (age >= 65))");
  EXPECT_EQ(Text(linked.sources[1].where), "(ae_attendances >= 2)");
  EXPECT_THAT(linked.sources[0].axes, IsEmpty());
  EXPECT_EQ(linked.sources[0].codes, 2u);
  EXPECT_EQ(linked.sources[1].codes, 2u);
  ASSERT_THAT(linked.terms, SizeIs(1));
  EXPECT_THAT(linked.terms[0].factors, ElementsAre(LinkedFactor{0, 1, 1}, LinkedFactor{1, 1, 1}));
  EXPECT_THAT(linked.terms[0].to, ElementsAre(0));
}

TEST(LinkageSources, NeedNoCodesWhereOnlyTheirFiguresAreAsked) {
  const LinkedPlan linked =
      LinkedOf(LinkedQueryOf("", {"variable locality"}, {"people", "sum ae_attendances"}));
  EXPECT_EQ(linked.sources[0].codes, 4u);  // not counted, North, South, not known
  EXPECT_EQ(linked.sources[1].codes, 0u);
  ASSERT_THAT(linked.sources[1].figures, SizeIs(3));  // contributors, sum, squares
  for (const LinkedColumn& column : linked.sources[1].figures) {
    EXPECT_EQ(column.code, LinkedColumn::kEveryCode);
    EXPECT_EQ(column.value, LinkedColumn::Value::kAggregate);
  }
  EXPECT_TRUE(linked.sources[1].figures[0].flag);
  EXPECT_FALSE(linked.sources[1].figures[1].flag);
  // General practice counts its people alone; one product joins its codes with all three figures.
  EXPECT_THAT(linked.sources[0].sums, SizeIs(3));
  ASSERT_THAT(linked.terms, SizeIs(1));
  EXPECT_THAT(linked.terms[0].factors, ElementsAre(LinkedFactor{0, 1, 3}, LinkedFactor{1, 0, 3}));
  // Code 1, then code 2, …: contributors, sum and squares of the cell.
  EXPECT_THAT(linked.terms[0].to, ElementsAre(3, 6, 9, 4, 7, 10, 5, 8, 11));
}

TEST(LinkageSources, TellFiguresForEachCodeWhereTheyHaveCodes) {
  const LinkedPlan linked = LinkedOf(LinkedQueryOf("ae_attendances >= 2", {"banding ltc-bands"},
                                                   {"people", "mean ltc_count", "sum cost_gp"}));
  const LinkedSource& practices = linked.sources[0];
  EXPECT_EQ(practices.codes, 5u);  // four bands: the number is never missing
  EXPECT_THAT(practices.sums, IsEmpty());
  // Contributors, sum, squares of both; who is known of a number that is never missing is
  // everybody.
  EXPECT_THAT(practices.figures, SizeIs(6u * 4u));
  EXPECT_EQ(practices.figures[0].code, 1u);
  EXPECT_EQ(practices.figures[3].code, 4u);
  EXPECT_EQ(practices.figures[4].aggregate, practices.figures[0].aggregate + 1);
  // People and figures are one factor against the trust's code; those known are counted again.
  ASSERT_THAT(linked.terms, SizeIs(2));
  std::vector<uint32_t> widths;
  for (const LinkedTerm& term : linked.terms) {
    widths.push_back(term.factors[0].count);
    EXPECT_EQ(term.factors[0].first, 1u);
    EXPECT_EQ(term.factors[1], (LinkedFactor{1, 1, 1}));
  }
  EXPECT_THAT(widths, testing::UnorderedElementsAre(28u, 4u));
}

TEST(LinkageCodes, SplitRulesThatMixSourcesIntoPartsOfEach) {
  v1::Constitution constitution = LinkedPartnership();
  *constitution.add_models() = FromYaml<v1::SegmentationModel>(R"(
model: mixed
version: 1
title: Mixed
source: this test
segments:
  - {name: both, when: "diabetes && ae_attendances >= 2"}
  - {name: one, when: "diabetes || ae_attendances >= 2"}
  - {name: none, when: otherwise}
)");
  const LinkedPlan linked = LinkedOf(LinkedQueryOf("", {"model mixed"}, {"people"}), constitution);
  for (const LinkedSource& source : linked.sources) {
    EXPECT_EQ(source.codes, 3u) << source.name;  // the same part twice is told once
    ASSERT_THAT(source.axes, SizeIs(1));
    EXPECT_THAT(source.axes[0].labels, ElementsAre("yes", "no"));
  }
  EXPECT_EQ(Text(linked.sources[0].axes[0].rules[0]), "diabetes");
  EXPECT_EQ(Text(linked.sources[1].axes[0].rules[0]), "(ae_attendances >= 2)");
  ASSERT_THAT(linked.terms, SizeIs(1));
  EXPECT_THAT(linked.terms[0].to, ElementsAre(0, 1, 1, 2));
}

TEST(LinkageCodes, TellWhetherAPartIsAnErrorOnlyWhereItMatters) {
  // deprived_area may be missing; under && an error and false both select nobody.
  const LinkedPlan both = LinkedOf(LinkedQueryOf(
      "(has(imd_decile_2019) && imd_decile_2019 <= 2) || ae_attendances >= 2", {}, {"people"}));
  EXPECT_EQ(both.sources[0].codes, 3u);
  // With == an error is not false.
  const LinkedPlan equal =
      LinkedOf(LinkedQueryOf("(imd_decile_2019 <= 2) == (ae_attendances >= 2)", {}, {"people"}));
  EXPECT_EQ(equal.sources[0].codes, 3u);  // missing is never counted
  EXPECT_THAT(Text(equal.sources[0].where), HasSubstr("has(imd_decile_2019)"));
  EXPECT_EQ(equal.sources[1].codes, 3u);
}

TEST(LinkageCodes, ThatMakeNoDifferenceAreOne) {
  v1::Constitution constitution = LinkedPartnership();
  *constitution.add_models() = FromYaml<v1::SegmentationModel>(R"(
model: ranked
version: 1
title: Ranked
source: this test
segments:
  - {name: first, when: "diabetes || emergency_admissions >= 5"}
  - {name: second, when: "asthma || emergency_admissions >= 3"}
  - {name: third, when: "copd || emergency_admissions >= 1"}
  - {name: rest, when: otherwise}
)");
  const LinkedPlan linked = LinkedOf(LinkedQueryOf("", {"model ranked"}, {"people"}), constitution);
  // Eight combinations of three flags, of which the first that is true matters; four ranges of one
  // number.
  EXPECT_EQ(linked.sources[0].codes, 5u);
  EXPECT_EQ(linked.sources[1].codes, 5u);
  EXPECT_THAT(linked.sources[0].tells, SizeIs(3));
  ASSERT_THAT(linked.sources[0].axes, SizeIs(1));
  EXPECT_TRUE(IsLiterally(linked.sources[0].axes[0].rules.back(), true));
}

TEST(LinkageCodes, OfPeopleWhoAreNeverCountedAreDropped) {
  const LinkedPlan linked = LinkedOf(
      LinkedQueryOf("age >= 75 && ae_attendances >= 1", {"banding age-life-stages"}, {"people"}));
  EXPECT_EQ(linked.sources[0].codes, 3u);  // 75-84 and 85+ of nine bands
  ASSERT_THAT(linked.terms, SizeIs(1));
  EXPECT_THAT(linked.terms[0].to, ElementsAre(7, 8));
}

TEST(LinkageCodes, OfFlagsThatSeveralSupplyAreTrueWhereAnySaysSo) {
  const LinkedPlan linked =
      LinkedOf(LinkedQueryOf("dementia", {}, {"people"}, {kPractice, kMinds, kCouncil}));
  ASSERT_THAT(linked.sources, SizeIs(3));
  for (const LinkedSource& source : linked.sources) EXPECT_EQ(source.codes, 3u) << source.name;
  ASSERT_THAT(linked.terms, SizeIs(1));
  EXPECT_THAT(linked.terms[0].factors, SizeIs(3));
  EXPECT_THAT(linked.terms[0].to, SizeIs(8));
  EXPECT_EQ(std::count(linked.terms[0].to.begin(), linked.terms[0].to.end(), 0), 7);
}

TEST(LinkageQualityTables, FollowTheTableForEachSourceButGeneralPractice) {
  const absl::StatusOr<Plan> plan = PlanLinked(LinkedQueryOf(
      "age >= 65", {"variable locality"},
      {"people", "sum ae_attendances", "per_person cost_social_care", "mean ltc_count"},
      {kPractice, kAcute, kCouncil}));
  ASSERT_TRUE(plan.ok()) << plan.status();
  const LinkedPlan& linked = *plan->linked;
  ASSERT_THAT(linked.quality, SizeIs(2));
  size_t next = plan->table_positions();
  for (size_t i = 0; i < linked.quality.size(); ++i) {
    const QualityTable& beside = linked.quality[i];
    const LinkedSource& source = linked.sources[static_cast<size_t>(beside.source)];
    EXPECT_EQ(source.name, i == 0 ? "infirmary" : "council");
    EXPECT_EQ(beside.first, next);
    // Matched, not matched, and the sum that is theirs; each with a test of its own.
    ASSERT_THAT(beside.variables, SizeIs(1));
    EXPECT_EQ(CoreDictionary().variable(beside.variables[0]).name(),
              i == 0 ? "ae_attendances" : "cost_social_care");
    EXPECT_EQ(beside.table.cells, 3u);
    EXPECT_FALSE(beside.table.zero_may_be_shown);
    EXPECT_EQ(beside.table.threshold, plan->threshold);
    for (size_t line = 0; line < beside.table.cells; ++line, ++next) {
      const auto sum = std::find_if(source.sums.begin(), source.sums.end(),
                                    [&](const LinkedSum& each) { return each.to == next; });
      ASSERT_NE(sum, source.sums.end());
      EXPECT_EQ(sum->over, line == 0 ? LinkedSum::Over::kMatched : LinkedSum::Over::kNotMatched);
      EXPECT_EQ(sum->code, LinkedColumn::kEveryCode);
      const Aggregate told = plan->aggregates[static_cast<size_t>(sum->aggregate)];
      EXPECT_EQ(told, line < 2 ? (Aggregate{Aggregate::Kind::kPeople, -1})
                               : (Aggregate{Aggregate::Kind::kSum, beside.variables[0]}));
      const int own = plan->own_test[next];
      ASSERT_GE(own, beside.first_test);
      const LinearForm& form = plan->tests[static_cast<size_t>(own)].forms[0];
      EXPECT_EQ(form.terms[0].first, next);
      EXPECT_TRUE(form.zero_is_small);
      EXPECT_THAT(plan->guards[next], Contains(own));
    }
  }
  EXPECT_EQ(plan->positions(), next);
  EXPECT_EQ(plan->guards.size(), next);
  EXPECT_EQ(plan->own_test.size(), next);
  EXPECT_THAT(SayLinkageQuality(*plan, CoreDictionary()),
              HasSubstr("of whom infirmary and council have records"));
}

// Sums that a source answers for, as often as they are asked; not of one that is not asked for it.
TEST(LinkageQualityTables, HaveASumOnceAndOnlyOfWhoAnswersForIt) {
  v1::Constitution constitution = LinkedPartnership();
  constitution.mutable_members(4)->clear_sectors();
  constitution.mutable_members(4)->add_sectors(kAcute);  // a second acute trust
  const auto tables = [&](v1::Combine combine) {
    for (v1::Variable& variable : *constitution.mutable_dictionary()->mutable_variables()) {
      if (variable.name() == "cost_acute_elective") variable.set_combine(combine);
      if (variable.name() == "ae_attendances") variable.set_combine(v1::COMBINE_SUM);
    }
    return LinkedOf(LinkedQueryOf(
                        "ae_attendances >= 2", {},
                        {"sum cost_acute_elective as a", "per_person cost_acute_elective as b"}),
                    constitution)
        .quality;
  };
  const std::vector<QualityTable> both = tables(v1::COMBINE_SUM);
  ASSERT_THAT(both, SizeIs(2));
  EXPECT_THAT(both[0].variables, SizeIs(1));
  EXPECT_THAT(both[1].variables, SizeIs(1));
  const std::vector<QualityTable> first = tables(v1::COMBINE_FIRST_SUPPLIER);
  ASSERT_THAT(first, SizeIs(2));
  EXPECT_THAT(first[0].variables, SizeIs(1));
  EXPECT_THAT(first[1].variables, IsEmpty());
}

TEST(LinkageQualityTables, TellRoughly) {
  EXPECT_EQ(Roughly(49, StepOfPeople()), 0);
  EXPECT_EQ(Roughly(50, StepOfPeople()), 100);
  for (const auto& [value, told] : {std::pair<int64_t, int64_t>{49, 0},
                                    {8'750, 8'800},
                                    {9'999, 10'000},
                                    {12'499, 12'000},
                                    {99'500, 100'000},
                                    {1'249'999, 1'200'000}}) {
    EXPECT_EQ(Roughly(value, StepOfSum(value)), told);
    // What is told says no less than how far it may be from the truth.
    EXPECT_LE(std::abs(told - value), StepOfSum(told) / 2);
  }
}

TEST(LinkageQualityTables, AreNotOfGeneralPracticeAndNotOfPlansThatLinkNobody) {
  const LinkedPlan linked = LinkedOf(LinkedQueryOf("ae_attendances >= 2", {}, {"sum cost_gp"}));
  for (const QualityTable& beside : linked.quality) EXPECT_NE(beside.source, 0);
  for (const LinkedSum& sum : linked.sources[0].sums) EXPECT_EQ(sum.over, LinkedSum::Over::kSlots);
  Plan plain;
  EXPECT_EQ(SayLinkageQuality(plain, CoreDictionary()), "");
}

TEST(LinkageTerms, UniteFlagsByInclusionAndExclusion) {
  const LinkedPlan linked =
      LinkedOf(LinkedQueryOf("", {}, {"prevalence dementia"}, {kPractice, kMinds, kCouncil}));
  std::vector<int64_t> coefficients;
  for (const LinkedTerm& term : linked.terms) coefficients.push_back(term.coefficient);
  std::sort(coefficients.begin(), coefficients.end());
  // Alone: general practice adds up its own, the two others meet its code. Then pairs and all.
  EXPECT_THAT(coefficients, ElementsAre(-1, -1, -1, 1, 1, 1));
  EXPECT_THAT(linked.sources[0].sums, SizeIs(2));  // people, and those whom it knows to have it
}

TEST(LinkageTerms, SquareASumOfSeveralSuppliersInWholeUnits) {
  v1::Constitution constitution = LinkedPartnership();
  constitution.mutable_members(4)->clear_sectors();
  constitution.mutable_members(4)->add_sectors(kAcute);  // a second acute trust
  for (v1::Variable& variable : *constitution.mutable_dictionary()->mutable_variables()) {
    if (variable.name() == "cost_acute_elective") variable.set_combine(v1::COMBINE_SUM);
  }
  const LinkedPlan linked =
      LinkedOf(LinkedQueryOf("", {}, {"sum cost_acute_elective"}), constitution);
  EXPECT_THAT(linked.sources[1].figures, SizeIs(4));
  EXPECT_EQ(linked.sources[1].figures[3].value, LinkedColumn::Value::kWholeUnits);
  EXPECT_FALSE(linked.sources[1].figures[3].flag);
  EXPECT_TRUE(std::any_of(linked.terms.begin(), linked.terms.end(), [](const LinkedTerm& term) {
    return term.coefficient == 2 && term.factors.size() == 3;
  }));
}

TEST(LinkageTests, CoverRemaindersOfGeneralPracticeOnly) {
  const auto members_of = [](const v1::Query& query) {
    const absl::StatusOr<Plan> plan = PlanLinked(query);
    EXPECT_TRUE(plan.ok()) << plan.status();
    std::set<int> members;
    for (const SmallnessTest& test : plan->tests) {
      for (const LinearForm& form : test.forms) {
        if (form.without_member >= 0) members.insert(form.without_member);
      }
    }
    return members;
  };
  v1::Query query = LinkedQueryOf("ae_attendances >= 2", {"variable locality"}, {"people"});
  EXPECT_THAT(members_of(query), ElementsAre(0, 2, 3));
  query.clear_members();
  for (const char* id : {"beck", "infirmary", "moor"}) query.add_members(id);
  EXPECT_THAT(members_of(query), IsEmpty());  // two networks cannot hide behind each other
}

TEST(LinkageTests, DoNotShowZeroUnderACondition) {
  EXPECT_FALSE(PlanLinked(LinkedQueryOf("ae_attendances >= 2", {}, {"people"}))->zero_may_be_shown);
  EXPECT_TRUE(PlanLinked(LinkedQueryOf("", {"variable locality"}, {"people", "sum ae_attendances"}))
                  ->zero_may_be_shown);
}

TEST(LinkageCostOf, CountsColumnsAndProducts) {
  const LinkedPlan linked =
      LinkedOf(LinkedQueryOf("", {"variable locality"}, {"people", "sum ae_attendances"}));
  // Three columns; and matched people, others, and what these come to.
  EXPECT_EQ(BytesOf(linked.sources[1], 1000), 8u * (1000 * 3 + 3));
  const LinkageCost cost = CostOf(linked, 1000);
  EXPECT_EQ(cost.bytes, 8u * (1000 * 4 + 3 * 3 + 1000 * 3 + 3));
  EXPECT_EQ(cost.products, 9000u);
  EXPECT_EQ(cost.seconds, 1u);
}

TEST(LinkageEnglish, SaysWhatEachSourceTells) {
  const absl::StatusOr<Plan> plan = PlanLinked(LinkedQueryOf(
      "age >= 75 && (diabetes || ae_attendances >= 2)", {}, {"people", "sum ae_attendances"}));
  ASSERT_TRUE(plan.ok()) << plan.status();
  const Dictionary& dictionary = CoreDictionary();
  EXPECT_THAT(SayWhatIsTold(plan->linked->sources[0], *plan, dictionary),
              ElementsAre("whether they are registered", "whether they are people aged 75 or over",
                          "whether they are people with diabetes"));
  EXPECT_THAT(SayWhatIsTold(plan->linked->sources[1], *plan, dictionary),
              Contains(HasSubstr("A&E attendances")));
  EXPECT_THAT(SayWhatIsTold(plan->linked->sources[1], *plan, dictionary),
              Each(testing::Not(HasSubstr("_"))));
}

}  // namespace
}  // namespace ginnel::query
