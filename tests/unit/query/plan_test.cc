// SPDX-License-Identifier: Apache-2.0
#include "query/plan.h"

#include <gmock/gmock.h>

#include <functional>

#include "documents.h"

namespace ginnel::query {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Kind = Aggregate::Kind;

Plan Planned(const v1::Query& query, const v1::Constitution& constitution = Partnership()) {
  absl::StatusOr<Plan> plan = PlanFor(query, constitution);
  EXPECT_TRUE(plan.ok()) << plan.status();
  return plan.ok() ? *std::move(plan) : Plan();
}

std::string ErrorAfter(const std::function<void(v1::Query&)>& change) {
  v1::Query query = MatrixQuery();
  change(query);
  const absl::StatusOr<Plan> plan = PlanFor(query, Partnership());
  EXPECT_TRUE(plan.ok() || absl::IsInvalidArgument(plan.status())) << plan.status();
  return ErrorOf(plan);
}

void SetBy(v1::Query& query, const std::vector<std::string>& by) {
  query.mutable_by()->Assign(by.begin(), by.end());
}
void SetMeasures(v1::Query& query, const std::vector<std::string>& measures) {
  query.mutable_measures()->Assign(measures.begin(), measures.end());
}

TEST(PlanQuery, PlansTheMatrix) {
  const Plan plan = Planned(MatrixQuery());
  EXPECT_EQ(plan.cells, 9u);
  EXPECT_EQ(ToString(plan.index_date), "2026-04-01");
  EXPECT_EQ(ToString(plan.period.first), "2025-04-01");
  EXPECT_EQ(plan.threshold, 8u);
  EXPECT_TRUE(plan.zero_may_be_shown);
  EXPECT_THAT(plan.sectors, ElementsAre(v1::SECTOR_GENERAL_PRACTICE));
  const int age = *CoreDictionary().Find("age");
  const int diabetes = *CoreDictionary().Find("diabetes");
  EXPECT_THAT(plan.aggregates,
              ElementsAre(Aggregate{Kind::kPeople, -1}, Aggregate{Kind::kKnown, age},
                          Aggregate{Kind::kContributors, age}, Aggregate{Kind::kSum, age},
                          Aggregate{Kind::kSumOfSquares, age}, Aggregate{Kind::kTrue, diabetes}));
  ASSERT_EQ(plan.measures.size(), 3u);
  EXPECT_EQ(plan.measures[0].title, "People");
  EXPECT_EQ(plan.measures[1].title, "Mean age");
  EXPECT_EQ(plan.measures[2].title, "Prevalence of diabetes");
  EXPECT_EQ(plan.measures[2].known, -1);  // absent means no
}

TEST(PlanQuery, PlansTheQueryThatShips) {
  const auto query = LoadYamlFile<v1::Query>(std::string(GINNEL_SOURCE_DIR) +
                                             "/models/queries/age-complexity-matrix.yaml");
  ASSERT_TRUE(query.ok()) << query.status();
  const Plan plan = Planned(*query);
  EXPECT_EQ(plan.cells, 9u);
  EXPECT_EQ(plan.measures.size(), static_cast<size_t>(query->measures_size()));
  EXPECT_TRUE(plan.zero_may_be_shown);
}

TEST(PlanQuery, NamesTheVariablesItReads) {
  v1::Query query = MatrixQuery();
  query.mutable_population()->set_where("has(sex)");
  std::vector<std::string> names;
  for (int variable : VariablesOf(Planned(query))) {
    names.push_back(CoreDictionary().variable(variable).name());
  }
  EXPECT_THAT(names, ElementsAre("age", "sex", "diabetes", "condition_count"));
}

TEST(PlanQuery, PlansASingleCellWithoutAxes) {
  v1::Query query = MatrixQuery();
  query.clear_by();
  const Plan plan = Planned(query);
  EXPECT_EQ(plan.cells, 1u);
  EXPECT_TRUE(plan.axes.empty());
  EXPECT_TRUE(plan.zero_may_be_shown);
}

TEST(PlanQuery, SharesAggregatesBetweenMeasures) {
  v1::Query query = MatrixQuery();
  SetMeasures(query, {"sum cost_gp", "per_person cost_gp", "mean cost_gp as Mean", "people"});
  const Plan plan = Planned(query);
  EXPECT_EQ(plan.aggregates.size(), 5u);
  EXPECT_EQ(plan.measures[0].sum, plan.measures[1].sum);
  EXPECT_EQ(plan.measures[0].known, -1);
  EXPECT_EQ(plan.measures[1].title, "General practice spend per person");
}

TEST(RosterOf, IsInAgreementOrder) {
  v1::Query query = MatrixQuery();
  const auto roster = [&] { return RosterOf(query, Partnership(), CoreDictionary()); };
  EXPECT_THAT(*roster(), ElementsAre("beck", "moor", "dale"));
  query.mutable_members()->Clear();
  query.add_members("dale");
  query.add_members("beck");
  EXPECT_THAT(*roster(), ElementsAre("beck", "dale"));
}

TEST(PlanQuery, IsOverTheMembersThatAreThereWhereTheQueryLetsOthersBeAway) {
  v1::Query query = MatrixQuery();
  query.add_optional("dale");
  query.set_coverage(2);
  EXPECT_TRUE(PlanQuery(query, Partnership(), CoreDictionary(), {"beck", "moor"}, 8).ok());
  for (const std::vector<std::string>& roster :
       {std::vector<std::string>{"moor", "beck"}, {"beck", "stranger"}, {}}) {
    EXPECT_FALSE(PlanQuery(query, Partnership(), CoreDictionary(), roster, 8).ok());
  }
}

TEST(PlanQuery, RefusesAnotherRoster) {
  const auto plan = PlanQuery(MatrixQuery(), Partnership(), CoreDictionary(), {"beck", "moor"}, 8);
  EXPECT_THAT(ErrorOf(plan), HasSubstr("is not the query's own"));
}

TEST(PlanQuery, InfersTheOneSectorThatFits) {
  v1::Query query = MatrixQuery();
  query.mutable_population()->set_of(v1::POPULATION_BASE_HELD);
  SetBy(query, {"banding age-bands"});
  SetMeasures(query, {"sum ae_attendances"});
  EXPECT_THAT(Planned(query).sectors, ElementsAre(v1::SECTOR_ACUTE));
  SetMeasures(query, {"people"});
  EXPECT_THAT(ErrorOf(PlanFor(query, Partnership())),
              HasSubstr("name one of general_practice, acute"));
  SetMeasures(query, {"sum ae_attendances", "sum cost_gp"});
  EXPECT_THAT(ErrorOf(PlanFor(query, Partnership())), HasSubstr("no single sector"));
}

TEST(PlanQuery, RefusesWhatTheSectorDoesNotSupply) {
  EXPECT_THAT(
      ErrorAfter([](auto& q) { q.add_measures("sum ae_attendances"); }),
      HasSubstr("across: `ae_attendances` is not supplied by general_practice but by acute"));
  EXPECT_THAT(ErrorAfter([](auto& q) { q.mutable_population()->set_where("ae_attendances > 1"); }),
              HasSubstr("`ae_attendances` is not supplied"));
  EXPECT_THAT(ErrorAfter([](auto& q) {
                q.add_across(v1::SECTOR_GENERAL_PRACTICE);
                q.add_across(v1::SECTOR_ACUTE);
              }),
              HasSubstr("nothing that this query asks needs infirmary"));
  EXPECT_THAT(ErrorAfter([](auto& q) { q.add_across(v1::SECTOR_ACUTE); }),
              HasSubstr("only general_practice knows who is registered"));
}

TEST(PlanQuery, ChecksMembers) {
  EXPECT_THAT(ErrorAfter([](auto& q) { q.clear_members(); }), HasSubstr("members: there are none"));
  EXPECT_THAT(ErrorAfter([](auto& q) { q.add_members("beck"); }), HasSubstr("`all` stands alone"));
  EXPECT_THAT(ErrorAfter([](auto& q) { q.set_members(0, "bekc"); }),
              HasSubstr("unknown member `bekc`: did you mean `beck`?"));
  EXPECT_THAT(ErrorAfter([](auto& q) { q.set_members(0, "infirmary"); }),
              HasSubstr("`infirmary` does not supply general_practice (it supplies acute)"));
  EXPECT_THAT(ErrorAfter([](auto& q) {
                q.set_members(0, "beck");
                q.add_members("beck");
              }),
              HasSubstr("`beck` is there twice"));
}

TEST(PlanQuery, ChecksTheFrame) {
  EXPECT_THAT(ErrorAfter([](auto& q) { q.clear_title(); }), HasSubstr("title: "));
  EXPECT_THAT(ErrorAfter([](auto& q) { q.clear_author(); }), HasSubstr("author: "));
  EXPECT_THAT(ErrorAfter([](auto& q) { q.set_purpose("population-health"); }),
              HasSubstr("purpose: unknown purpose `population-health`"));
  EXPECT_THAT(ErrorAfter([](auto& q) { q.set_index_date("2026-02-30"); }),
              HasSubstr("index_date: '2026-02-30' is not a day that exists"));
  EXPECT_THAT(ErrorAfter([](auto& q) { q.set_period("2025/27"); }), HasSubstr("period: "));
  EXPECT_THAT(ErrorAfter([](auto& q) { q.set_not_after("soon"); }), HasSubstr("not_after: "));
  EXPECT_THAT(ErrorAfter([](auto& q) { q.set_runs(0); }), HasSubstr("runs: say how often"));
  EXPECT_EQ(ErrorAfter([](auto& q) { q.set_runs(2); }), "OK");
  EXPECT_THAT(ErrorAfter([](auto& q) { q.set_runs(3); }), HasSubstr("more than the 2"));
  EXPECT_THAT(ErrorAfter([](auto& q) { q.clear_population(); }), HasSubstr("population.of: "));
  EXPECT_THAT(ErrorAfter([](auto& q) { q.mutable_population()->set_where("agee > 5"); }),
              HasSubstr("population.where: 1:1: unknown variable `agee`: did you mean `age`?"));
  EXPECT_THAT(ErrorOf(PlanQuery(MatrixQuery(), Partnership(), CoreDictionary(),
                                {"beck", "moor", "dale"}, 1)),
              HasSubstr("threshold: "));
}

TEST(PlanQuery, ChecksTheProfile) {
  EXPECT_THAT(ErrorAfter([](auto& q) { q.clear_profile(); }), HasSubstr("profile: there is none"));
  EXPECT_THAT(ErrorAfter([](auto& q) { q.set_profile("nhs-1-7-round-10"); }),
              HasSubstr("did you mean `nhs-1-7-round-5`?"));
  EXPECT_THAT(ErrorAfter([](auto& q) { q.set_profile("ons-10-5"); }),
              HasSubstr("`ons-10-5` is not offered yet: use `nhs-1-7-round-5`"));
  v1::Constitution stricter = Partnership();
  stricter.mutable_floors()->set_profile("ons-10-5");
  EXPECT_THAT(ErrorOf(PlanFor(MatrixQuery(), stricter)),
              HasSubstr("looser than the agreement's floor"));
}

TEST(PlanQuery, ChecksAxes) {
  const auto with = [](std::vector<std::string> by) {
    return ErrorAfter([&](auto& q) { SetBy(q, by); });
  };
  EXPECT_THAT(with({"model age-complexty"}), HasSubstr("did you mean `age-complexity`?"));
  EXPECT_THAT(with({"model age-complexity@2"}), HasSubstr("unknown model"));
  EXPECT_EQ(with({"model age-complexity@1"}), "OK");
  EXPECT_THAT(with({"model age-complexity@x"}), HasSubstr("not a whole number"));
  EXPECT_THAT(with({"banding age-band"}), HasSubstr("did you mean `age-bands`?"));
  EXPECT_THAT(with({"band agee 0-17,18+"}), HasSubstr("did you mean `age`?"));
  EXPECT_THAT(with({"band sex 0-17,18+"}), HasSubstr("`sex` is not a number: use `variable sex`"));
  EXPECT_THAT(with({"band age 0-17,19+"}),
              HasSubstr("by `band age 0-17,19+`: bands `0-17` and `19+` leave a gap"));
  EXPECT_THAT(with({"variable age"}), HasSubstr("neither a category nor a flag"));
  EXPECT_THAT(with({"variable practice"}), HasSubstr("no codes"));
  EXPECT_THAT(with({"age"}), HasSubstr("write `model NAME`"));
  EXPECT_THAT(with({""}), HasSubstr("write `model NAME`"));
  EXPECT_THAT(with({"banding age-bands", "model age-complexity"}),
              HasSubstr("two axes are called `age_band`"));
  EXPECT_THAT(with({"model age-complexity", "variable ethnic_category", "banding imd-2019-deciles",
                    "variable sex", "variable smi"}),
              HasSubstr("more than 10000 cells"));
}

TEST(PlanQuery, AddsNotKnownWhereAValueMayBeMissing) {
  v1::Query query = MatrixQuery();
  SetBy(query,
        {"band age 0-17, 18+", "variable sex", "variable diabetes", "variable smoking_status"});
  const Plan plan = Planned(query);
  ASSERT_EQ(plan.axes.size(), 4u);
  EXPECT_THAT(plan.axes[0].labels, ElementsAre("0-17", "18+", "not known"));
  EXPECT_THAT(plan.axes[1].labels, ElementsAre("male", "female", "indeterminate", "not known"));
  EXPECT_THAT(plan.axes[2].labels, ElementsAre("yes", "no"));
  EXPECT_THAT(plan.axes[3].labels,
              ElementsAre("never smoked", "ex-smoker", "current smoker", "not known"));
  for (const PlannedAxis& axis : plan.axes) {
    ASSERT_EQ(axis.rules.size(), axis.labels.size());
    EXPECT_EQ(axis.rules.back().op, Expression::Op::kBoolLiteral);
    EXPECT_EQ(axis.rules.back().value, 1);
  }
}

TEST(PlanQuery, ChecksMeasures) {
  const auto with = [](std::vector<std::string> measures) {
    return ErrorAfter([&](auto& q) { SetMeasures(q, measures); });
  };
  EXPECT_THAT(with({}), HasSubstr("measures: there are none"));
  EXPECT_THAT(with({"max age"}), HasSubstr("never offered"));
  EXPECT_THAT(with({"prevalance smi"}), HasSubstr("did you mean `prevalence`?"));
  EXPECT_THAT(with({"mean agee"}),
              HasSubstr("measures `mean agee`: unknown variable `agee`: did you mean `age`?"));
  EXPECT_THAT(with({"mean"}), HasSubstr("`mean` takes one variable"));
  EXPECT_THAT(with({"people age"}), HasSubstr("takes no variable"));
  EXPECT_THAT(with({"mean smi"}), HasSubstr("`smi` is not a number: use prevalence"));
  EXPECT_THAT(with({"mean sex"}), HasSubstr("split by it"));
  EXPECT_THAT(with({"prevalence age"}), HasSubstr("`age` is not a flag"));
  EXPECT_THAT(with({"mean age", "mean age"}), HasSubstr("two measures are titled `Mean age`"));
  EXPECT_THAT(with({"mean age", "people as Mean age"}), HasSubstr("two measures are titled"));
  EXPECT_THAT(with({"mean age as "}), HasSubstr("no title after `as`"));
  EXPECT_THAT(with({""}), HasSubstr("it is empty"));
  EXPECT_EQ(with({"mean age", "mean age as A&E, age"}), "OK");
}

TEST(PlanQuery, RefusesVariablesThatMayBeNegative) {
  v1::Dictionary proto = CoreDictionaryProto();
  proto.mutable_variables(0)->set_lower(-5);
  const Dictionary dictionary = *Dictionary::Create(proto);
  EXPECT_THAT(
      ErrorOf(PlanQuery(MatrixQuery(), Partnership(), dictionary, {"beck", "moor", "dale"}, 8)),
      HasSubstr("`age` may be negative"));
}

TEST(PlanQuery, ProvesThatNoTotalWraps) {
  v1::Query query = MatrixQuery();
  SetMeasures(query, {"sum cost_prescribing"});
  const auto plan = [&](uint64_t people) {
    return ErrorOf(
        PlanQuery(query, Partnership(), CoreDictionary(), {"beck", "moor", "dale"}, 8, people));
  };
  EXPECT_EQ(plan(51'000'000), "OK");  // 150,000² × 51 M < 2^60
  EXPECT_THAT(plan(52'000'000), HasSubstr("could reach 2^60"));
}

TEST(PlanQuery, PlansEverySpendOfTheCoreDictionary) {
  for (const v1::Variable& variable : CoreDictionary().proto().variables()) {
    if (variable.type() != v1::VARIABLE_TYPE_AMOUNT) continue;
    v1::Constitution constitution = Partnership();
    constitution.mutable_members(0)->add_sectors(variable.sectors(0));
    v1::Query query = MatrixQuery();
    query.clear_by();
    query.mutable_population()->set_of(v1::POPULATION_BASE_HELD);
    query.set_members(0, "beck");
    SetMeasures(query, {"sum " + variable.name()});
    EXPECT_EQ(ErrorOf(PlanFor(query, constitution)), "OK") << variable.name();
  }
}

TEST(PlanQuery, TakesDraftModelsButNotUnderTheAgreementsNames) {
  v1::Query query = MatrixQuery();
  *query.add_draft_models() = AgeComplexity();
  EXPECT_THAT(ErrorOf(PlanFor(query, Partnership())), HasSubstr("is the agreement's own"));
  query.mutable_draft_models(0)->set_model("mine");
  SetBy(query, {"model mine"});
  const Plan plan = Planned(query);
  EXPECT_EQ(plan.cells, 9u);
  EXPECT_FALSE(plan.zero_may_be_shown);
  query.mutable_draft_models(0)->mutable_axes(0)->mutable_segments(0)->set_when("agee > 5");
  EXPECT_THAT(
      ErrorOf(PlanFor(query, Partnership())),
      HasSubstr("model `mine`: axis `age_band`, segment `0-17`: 1:1: unknown variable `agee`"));
}

TEST(PlanQuery, ShowsZeroOnlyForCellsOfTheAgreement) {
  const auto shown = [](const std::function<void(v1::Query&)>& change) {
    v1::Query query = MatrixQuery();
    change(query);
    return Planned(query).zero_may_be_shown;
  };
  EXPECT_TRUE(shown([](auto& q) { q.mutable_population()->set_where("true"); }));
  EXPECT_TRUE(shown([](auto& q) { SetBy(q, {"banding age-bands", "variable sex"}); }));
  EXPECT_FALSE(shown([](auto& q) { q.mutable_population()->set_where("age > 5"); }));
  EXPECT_FALSE(shown([](auto& q) { q.mutable_population()->set_where("age > 5 || true"); }));
  EXPECT_FALSE(shown([](auto& q) { SetBy(q, {"band age 0-17,18+"}); }));
  EXPECT_FALSE(shown([](auto& q) { SetBy(q, {"variable diabetes"}); }));
}

}  // namespace
}  // namespace ginnel::query
