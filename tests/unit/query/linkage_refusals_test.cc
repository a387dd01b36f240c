// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "linked_documents.h"

namespace ginnel::query {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr v1::Sector kPractice = v1::SECTOR_GENERAL_PRACTICE;
constexpr v1::Sector kAcute = v1::SECTOR_ACUTE;
constexpr v1::Sector kCouncil = v1::SECTOR_SOCIAL_CARE;

std::string ErrorAfter(const std::function<void(v1::Query&)>& change,
                       const v1::Constitution& constitution = LinkedPartnership()) {
  v1::Query query = LinkedQueryOf("ae_attendances >= 2", {}, {"people"});
  change(query);
  const absl::StatusOr<Plan> plan = PlanLinked(query, constitution);
  EXPECT_TRUE(plan.ok() || absl::IsInvalidArgument(plan.status())) << plan.status();
  return ErrorOf(plan);
}

std::string ErrorOfWhere(const std::string& where,
                         const v1::Constitution& constitution = LinkedPartnership()) {
  return ErrorAfter([&](v1::Query& query) { query.mutable_population()->set_where(where); },
                    constitution);
}

v1::Constitution WithCombine(const std::string& name, v1::Combine combine) {
  v1::Constitution constitution = LinkedPartnership();
  for (v1::Variable& variable : *constitution.mutable_dictionary()->mutable_variables()) {
    if (variable.name() == name) variable.set_combine(combine);
  }
  return constitution;
}

TEST(LinkageRefusals, OfWhoIsCounted) {
  EXPECT_EQ(ErrorAfter([](auto&) {}), "OK");
  EXPECT_EQ(ErrorAfter([](auto& q) {
              q.mutable_population()->set_of(v1::POPULATION_BASE_REGISTERED_IN_PERIOD);
            }),
            "OK");
  EXPECT_THAT(ErrorAfter([](auto& q) { q.mutable_population()->set_of(v1::POPULATION_BASE_HELD); }),
              HasSubstr("population.of: a query across several sectors links people registered"));
  EXPECT_THAT(ErrorAfter([](auto& q) { q.mutable_population()->set_as_at("2025-04-01"); }),
              HasSubstr("population.as_at: a linked query counts people by their place"));
}

TEST(LinkageRefusals, OfSectors) {
  EXPECT_THAT(ErrorAfter([](auto& q) {
                q.clear_across();
                q.add_across(kAcute);
                q.add_across(kCouncil);
              }),
              HasSubstr("only general_practice knows who is: name it too"));
  EXPECT_THAT(ErrorAfter([](auto& q) { q.add_across(kAcute); }),
              HasSubstr("across: acute is there twice"));
  EXPECT_THAT(ErrorAfter([](auto& q) { q.add_measures("sum mh_contacts"); }),
              HasSubstr("across: `mh_contacts` is not supplied by general_practice or acute but by "
                        "mental_health: name that in `across` too"));
  EXPECT_THAT(ErrorAfter([](auto& q) { q.add_across(kCouncil); }),
              HasSubstr("nothing that this query asks needs council"));
  EXPECT_THAT(ErrorAfter([](auto& q) { q.add_across(v1::SECTOR_HOUSING); }),
              HasSubstr("no member of the agreement supplies housing"));
}

TEST(LinkageRefusals, OfMembers) {
  EXPECT_THAT(ErrorAfter([](auto& q) {
                q.clear_members();
                q.add_members("beck");
              }),
              HasSubstr("members: none of those named supplies acute: name one that does"));
  EXPECT_THAT(ErrorAfter([](auto& q) {
                q.clear_members();
                q.add_members("council");
              }),
              HasSubstr("`council` does not supply general_practice or acute"));
  EXPECT_THAT(ErrorAfter([](auto& q) {
                q.add_optional("dale");
                q.set_coverage(3);
              }),
              HasSubstr("optional: a linked question needs all its members"));
  v1::Constitution constitution = LinkedPartnership();
  constitution.mutable_members(0)->add_sectors(kAcute);
  EXPECT_THAT(ErrorAfter([](auto&) {}, constitution),
              HasSubstr("`beck` supplies general_practice and acute"));
}

TEST(LinkageRefusals, OfAxesThatAreNotTheAgreements) {
  const auto by = [](const std::string& entry) {
    return ErrorAfter([&](auto& q) { q.add_by(entry); });
  };
  EXPECT_EQ(by("banding age-bands"), "OK");
  EXPECT_EQ(by("variable sex"), "OK");
  EXPECT_THAT(by("months around ae_attendances 3"),
              HasSubstr("these months are each person's own"));
  EXPECT_THAT(by("band age 0-49,50+"), HasSubstr("by `band age 0-49,50+`: a linked query is split "
                                                 "by models, bandings and categories"));
  EXPECT_THAT(by("variable diabetes"), HasSubstr("no bands, flags or draft models of its own"));
  EXPECT_THAT(ErrorAfter([](auto& q) {
                *q.add_draft_models() = AgeComplexity();
                q.mutable_draft_models(0)->set_model("mine");
                q.add_by("model mine");
              }),
              HasSubstr("by `model mine`: a linked query"));
  EXPECT_THAT(by("month"), HasSubstr("`month` is not offered for linked queries yet"));
}

TEST(LinkageRefusals, OfVariablesThatSeveralSupplyWithoutAWord) {
  v1::Constitution constitution = LinkedPartnership();
  constitution.mutable_members(4)->clear_sectors();
  constitution.mutable_members(4)->add_sectors(kAcute);
  EXPECT_THAT(ErrorAfter([](auto&) {}, constitution),
              AllOf(HasSubstr("infirmary and minds all supply `ae_attendances`"),
                    HasSubstr("let the agreement set its `combine`")));
}

TEST(LinkageRefusals, OfCalculationsWithNumbersOfSeveral) {
  EXPECT_THAT(ErrorOfWhere("gp_appointments + ae_attendances >= 10"),
              AllOf(HasSubstr("population.where: `((gp_appointments + ae_attendances) >= 10)`"),
                    HasSubstr("general_practice and infirmary")));
  EXPECT_THAT(ErrorOfWhere("gp_appointments > ae_attendances"), HasSubstr("calculates with"));
  // A choice between numbers is no calculation.
  EXPECT_EQ(ErrorOfWhere("(diabetes ? ae_attendances : ltc_count) >= 2"), "OK");
}

TEST(LinkageRefusals, OfSumsThatWouldNeedACodeForEveryValue) {
  v1::Constitution constitution = WithCombine("ae_attendances", v1::COMBINE_SUM);
  constitution.mutable_members(4)->clear_sectors();
  constitution.mutable_members(4)->add_sectors(kAcute);
  EXPECT_EQ(ErrorOfWhere("ae_attendances >= 5", constitution), "OK");
  EXPECT_THAT(ErrorOfWhere("ae_attendances >= 500", constitution),
              HasSubstr("a code for every value up to it"));
}

TEST(LinkageRefusals, OfConditionsThatNobodyMeets) {
  EXPECT_THAT(ErrorOfWhere("age >= 75 && age < 18 && ae_attendances >= 1"),
              HasSubstr("population.where: nobody can meet it"));
}

TEST(LinkageRefusals, OfTheLargestOfSeveralAsAFigure) {
  const v1::Constitution constitution = WithCombine("lace_index", v1::COMBINE_MAX);
  EXPECT_THAT(ErrorAfter([](auto& q) { q.add_measures("mean lace_index"); }, constitution),
              AllOf(HasSubstr("general_practice and infirmary all supply `lace_index`"),
                    HasSubstr("can be split by, not added up")));
}

TEST(LinkageRefusals, OfTotalsThatCouldWrapWhereSeveralAreAdded) {
  v1::Constitution constitution = WithCombine("cost_acute_nonelective", v1::COMBINE_SUM);
  const auto error = [&] {
    return ErrorAfter([](auto& q) { q.add_measures("sum cost_acute_nonelective"); }, constitution);
  };
  EXPECT_EQ(error(), "OK");
  constitution.mutable_members(4)->clear_sectors();
  constitution.mutable_members(4)->add_sectors(kAcute);
  for (v1::Variable& variable : *constitution.mutable_dictionary()->mutable_variables()) {
    if (variable.name() == "ae_attendances") variable.set_combine(v1::COMBINE_SUM);
  }
  EXPECT_THAT(error(), HasSubstr("over 8000000 people and 2 suppliers could reach 2^60"));
}

TEST(LinkageRefusals, OfTooManyCombinationsSayWhoNeedsHowManyAndWhatWouldFit) {
  const std::string error = ErrorAfter([](auto& q) {
    q.add_by("banding age-five-years");
    q.add_by("variable ethnic_category");
    q.clear_across();
    q.add_across(kPractice);
    q.add_across(kAcute);
  });
  EXPECT_THAT(error, AllOf(HasSubstr("by: this linked query needs "),
                           HasSubstr("more than the 256 that one may have"),
                           HasSubstr("general_practice has "), HasSubstr("infirmary has "),
                           HasSubstr("The cheapest change that would fit: ")));
}

TEST(LinkageRefusals, OfTooManyCombinationsPreferACoarserBanding) {
  const std::string error = ErrorAfter([](auto& q) {
    q.add_by("banding age-five-years");
    q.add_by("banding imd-2019-deciles");
    q.add_by("variable locality");
  });
  EXPECT_THAT(error, AllOf(HasSubstr("needs 660 combinations"),
                           HasSubstr("general_practice has 660 codes (`age_band`, 20 labels, "
                                     "`deprivation_decile`, 11 labels and `locality`, 3 labels)"),
                           HasSubstr("split by `banding ")));
}

TEST(LinkageRefusals, OfTooManyColumns) {
  const std::string error = ErrorAfter([](auto& q) {
    q.add_by("banding age-five-years");
    q.add_by("banding imd-2019-deciles");
    for (const char* v : {"cost_gp", "cost_prescribing", "gp_appointments", "condition_count",
                          "medicines_count", "risk_score"}) {
      q.add_measures(std::string("mean ") + v);
    }
  });
  EXPECT_THAT(error, HasSubstr("columns, more than the 4096"));
}

}  // namespace
}  // namespace ginnel::query
