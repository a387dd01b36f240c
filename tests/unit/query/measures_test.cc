// SPDX-License-Identifier: Apache-2.0
#include "query/measures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "documents.h"
#include "query/measure_family.h"

namespace ginnel::query {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Family = PlannedMeasure::Family;

v1::Query Asking(const std::vector<std::string>& measures,
                 const std::vector<std::string>& by = {}) {
  v1::Query query = MatrixQuery();
  query.mutable_measures()->Assign(measures.begin(), measures.end());
  if (!by.empty()) query.mutable_by()->Assign(by.begin(), by.end());
  return query;
}

std::string ErrorFor(const std::string& measure, const std::vector<std::string>& by = {}) {
  return ErrorOf(PlanFor(Asking({measure}, by), Partnership()));
}

Plan Planned(const std::vector<std::string>& measures, const std::vector<std::string>& by = {}) {
  absl::StatusOr<Plan> plan = PlanFor(Asking(measures, by), Partnership());
  EXPECT_TRUE(plan.ok()) << plan.status();
  return plan.ok() ? *std::move(plan) : Plan();
}

TEST(DerivedMeasures, AskForTheFiguresThatTheyRead) {
  const Plan plan = Planned({"rate gp_appointments per 1000"});
  ASSERT_EQ(plan.measures.size(), 1u);
  const PlannedMeasure& rate = plan.measures[0];
  EXPECT_EQ(rate.family, Family::kDerived);
  EXPECT_EQ(rate.title, "GP appointments per 1,000 people");
  ASSERT_EQ(rate.inputs.size(), 2u);
  EXPECT_EQ(rate.inputs[0].family, Family::kSum);
  EXPECT_EQ(rate.inputs[1].family, Family::kPeople);
  // What is read is guarded as if it were asked for.
  const Plan alone = Planned({"sum gp_appointments", "people"});
  EXPECT_EQ(plan.aggregates.size(), alone.aggregates.size());
  EXPECT_EQ(plan.tests.size(), alone.tests.size());
  EXPECT_EQ(VariablesOf(plan), VariablesOf(alone));
}

TEST(DerivedMeasures, OfASensitiveFlagTestTheExceptionsToo) {
  EXPECT_EQ(Planned({"rate smi per 1000"}).tests.size(), Planned({"prevalence smi"}).tests.size());
  EXPECT_EQ(Planned({"with smi"}).tests.size(), Planned({"prevalence smi"}).tests.size());
}

TEST(DerivedMeasures, ReadFlagsAsPeopleWithThem) {
  const Plan plan = Planned({"rate falls per 1,000", "share diabetes"});
  EXPECT_EQ(plan.measures[0].inputs[0].family, Family::kWith);
  EXPECT_EQ(plan.measures[1].inputs[0].family, Family::kWith);
}

TEST(DerivedMeasures, SayWhatWouldBeRight) {
  EXPECT_THAT(ErrorFor("rate gp_appointments"), HasSubstr("write `rate V per 1000`"));
  EXPECT_THAT(ErrorFor("rate gp_appointments per 7"),
              HasSubstr("write one of 1, 100, 1000, 10000, 100000"));
  EXPECT_THAT(ErrorFor("rate gp_apointments per 1000"),
              HasSubstr("did you mean `gp_appointments`"));
  EXPECT_THAT(ErrorFor("rate sex per 1000"), HasSubstr("is not a number"));
  EXPECT_THAT(ErrorFor("gap prevalence diabetes along deprivation_decile"),
              HasSubstr("the table is not split by that"));
  EXPECT_THAT(ErrorFor("gap prevalence age along age_band"), HasSubstr("is not a flag"));
  EXPECT_THAT(ErrorFor("slope_index prevalence diabetes along sex", {"variable sex"}), "OK");
  EXPECT_THAT(ErrorFor("slope_index prevalence diabetes along care_home_resident",
                       {"variable care_home_resident"}),
              HasSubstr("at least three groups"));
  EXPECT_THAT(ErrorFor("standardised_rate diabetes per 100000"),
              HasSubstr("split by them, such as with `banding age-five-years`"));
  EXPECT_THAT(ErrorFor("standardised_rate diabetes per 100000", {"banding age-five-years"}), "OK");
  EXPECT_THAT(ErrorFor("median age"), HasSubstr("split by them, such as with `band age"));
  EXPECT_THAT(ErrorFor("median age", {"banding age-five-years"}), "OK");
  EXPECT_THAT(ErrorFor("percentile 99 age", {"banding age-five-years"}), HasSubstr("from 5 to 95"));
  EXPECT_THAT(ErrorFor("impactable gp_appointments along age_band at nothing"),
              HasSubstr("the cost of one event in pounds"));
  EXPECT_THAT(ErrorFor("explained sex"), HasSubstr("is not a number"));
}

TEST(DerivedMeasures, AnUnknownOneListsAllThereAre) {
  const std::string error = ErrorFor("rates falls per 1000");
  EXPECT_THAT(error, HasSubstr("did you mean `rate`"));
  for (const MeasureFamily* family : DerivedFamilies()) {
    EXPECT_THAT(error, HasSubstr(std::string(family->word)));
  }
  EXPECT_THAT(ErrorFor("max cost_gp"), HasSubstr("never offered"));
}

TEST(DerivedMeasures, ReadAloud) {
  const v1::Query query = Asking({"rate gp_appointments per 1000", "share people",
                                  "explained cost_gp", "gap prevalence copd along age_band"});
  const Plan plan = Planned({"rate gp_appointments per 1000", "share people", "explained cost_gp",
                             "gap prevalence copd along age_band"});
  const std::string english = SayInEnglish(query, plan, Partnership(), CoreDictionary());
  EXPECT_THAT(english, HasSubstr("- the rate of GP appointments per 1,000 people\n"));
  EXPECT_THAT(english, HasSubstr("- the share of all people\n"));
  EXPECT_THAT(english, HasSubstr("- the share of the variance of general practice spend that lies "
                                 "between the cells\n"));
  EXPECT_THAT(english,
              HasSubstr("- the gap in prevalence of COPD between age band 0-17 and everybody\n"));
}

TEST(Months, AreAnAxisOfMomentsOneForEach) {
  v1::Query query = Asking({"people", "sum gp_appointments"}, {"month", "banding age-bands"});
  query.set_period("2025-01..2025-03");
  query.set_index_date("2025-04-01");
  const absl::StatusOr<Plan> plan = PlanFor(query, Partnership());
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_TRUE(plan->by_month());
  EXPECT_THAT(plan->axes[0].labels, ElementsAre("2025-01", "2025-02", "2025-03"));
  EXPECT_EQ(plan->cells, 3 * plan->axes[1].labels.size());
  const std::vector<Moment> moments = plan->Moments();
  ASSERT_EQ(moments.size(), 3u);
  EXPECT_EQ(ToString(moments[1].index_date), "2025-03-01");
  EXPECT_EQ(ToString(moments[1].period.first), "2025-02-01");
  EXPECT_EQ(moments[1].period.end, moments[1].index_date);
  EXPECT_THAT(SayInEnglish(query, *plan, Partnership(), CoreDictionary()),
              HasSubstr("month by month; all else is as at the day after each month"));
}

TEST(Months, ComeFirstAndEndBeforeTheIndexDate) {
  v1::Query query = Asking({"people"}, {"banding age-bands", "month"});
  EXPECT_THAT(ErrorOf(PlanFor(query, Partnership())), HasSubstr("months come first, once"));
  query = Asking({"people"}, {"month"});
  query.set_index_date("2026-05-01");
  EXPECT_THAT(ErrorOf(PlanFor(query, Partnership())),
              HasSubstr("write 2026-04-01, the day after the period"));
}

v1::Query Around(const std::string& event, const std::vector<std::string>& measures) {
  v1::Query query = Asking(measures, {"months around " + event});
  query.set_index_date("2026-07-01");
  query.mutable_population()->set_of(v1::POPULATION_BASE_REGISTERED_IN_PERIOD);
  return query;
}

TEST(MonthsAroundAnEvent, AreMomentsOfEachPersonsOwn) {
  const v1::Query query = Around("gp_appointments 3", {"people", "sum gp_appointments"});
  const absl::StatusOr<Plan> plan = PlanFor(query, Partnership());
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_THAT(plan->axes[0].labels,
              ElementsAre("3 before", "2 before", "1 before", "1 after", "2 after", "3 after"));
  ASSERT_TRUE(plan->around.has_value());
  const std::vector<Moment> moments = plan->Moments();
  ASSERT_EQ(moments.size(), 6u);
  EXPECT_EQ(moments.front().own_month, -3);
  EXPECT_EQ(moments.back().own_month, 2);
  EXPECT_EQ(moments[3].period, plan->period);
  EXPECT_FALSE(plan->zero_may_be_shown);  // which event is the author's own choice
  // Every node must offer what says when the event was.
  const std::vector<int> read = VariablesOf(*plan);
  EXPECT_NE(std::find(read.begin(), read.end(), plan->around->variable), read.end());
}

TEST(MonthsAroundAnEvent, AreSaidInEnglish) {
  const v1::Query query = Around("gp_appointments 3", {"people", "sum gp_appointments"});
  const absl::StatusOr<Plan> plan = PlanFor(query, Partnership());
  ASSERT_TRUE(plan.ok()) << plan.status();
  std::string english = SayInEnglish(query, *plan, Partnership(), CoreDictionary());
  EXPECT_THAT(english, HasSubstr(", with GP appointments from 1 April 2025 to 31 March 2026.\n"));
  EXPECT_THAT(
      english,
      HasSubstr("\"1 after\" begins on their first day with GP appointments between 1 April "
                "2025 and 31 March 2026, and \"1 before\" ends on the day before it."));
  EXPECT_THAT(
      english,
      HasSubstr("settled as at 1 July 2026; activity, spend, deaths and time registered that "
                "decide it are those of 1 April 2025 to 31 March 2026."));
  EXPECT_THAT(english, HasSubstr("6 tables over the same people"));

  const v1::Query recorded = Around("heart_failure 3", {"people"});
  const absl::StatusOr<Plan> of_condition = PlanFor(recorded, Partnership());
  ASSERT_TRUE(of_condition.ok()) << of_condition.status();
  english = SayInEnglish(recorded, *of_condition, Partnership(), CoreDictionary());
  EXPECT_THAT(english, HasSubstr("with heart failure recorded from 1 April 2025"));

  const v1::Query windowed = Around("falls 3", {"people"});
  english =
      SayInEnglish(windowed, *PlanFor(windowed, Partnership()), Partnership(), CoreDictionary());
  EXPECT_THAT(english, HasSubstr("recorded (its own window does not count here) from"));
}

TEST(MonthsAroundAnEvent, SayWhatWouldBeRight) {
  const auto error = [](const v1::Query& query) { return ErrorOf(PlanFor(query, Partnership())); };
  EXPECT_THAT(error(Around("age 3", {"people"})),
              HasSubstr("`age` is derived from neither events nor a condition"));
  EXPECT_THAT(error(Around("gp_apointments 3", {"people"})),
              HasSubstr("did you mean `gp_appointments`"));
  EXPECT_THAT(error(Around("gp_appointments 0", {"people"})), HasSubstr("1 to 36"));
  EXPECT_THAT(error(Around("gp_appointments 3", {"mean age"})),
              HasSubstr("`age` is not counted over a period: ask it as a condition or an axis"));
  EXPECT_THAT(error(Around("gp_appointments 3", {"per_person_year cost_gp"})),
              HasSubstr("`registered_days` is not counted over a period"));
  v1::Query survivors = Around("gp_appointments 3", {"people"});
  survivors.mutable_population()->set_of(v1::POPULATION_BASE_REGISTERED);
  EXPECT_THAT(error(survivors), HasSubstr("who has died since the event"));
  survivors.mutable_population()->set_as_at("2025-04-01");
  EXPECT_EQ(error(survivors), "OK");
  v1::Query early = Around("gp_appointments 3", {"people"});
  early.set_index_date("2026-06-30");
  EXPECT_THAT(error(early), HasSubstr("end on 2026-07-01: write that day, or a later one"));
  v1::Query twice = Around("gp_appointments 3", {"people"});
  twice.add_by("month");
  EXPECT_THAT(error(twice), HasSubstr("months come first, once"));
}

v1::Query Cohort(const std::string& day) {
  v1::Query query = Asking({"people", "sum gp_appointments"}, {"month"});
  query.mutable_population()->set_where("gp_appointments >= 2");
  query.mutable_population()->set_as_at(day);
  return query;
}

TEST(ACohort, IsSettledOnItsDayByThePeriodBefore) {
  const v1::Query query = Cohort("2025-04-01");
  const absl::StatusOr<Plan> plan = PlanFor(query, Partnership());
  ASSERT_TRUE(plan.ok()) << plan.status();
  ASSERT_TRUE(plan->baseline.has_value());
  EXPECT_EQ(ToString(plan->baseline->index_date), "2025-04-01");
  EXPECT_EQ(ToString(plan->baseline->period.first), "2024-04-01");
  EXPECT_EQ(plan->baseline->period.end, plan->baseline->index_date);
  for (const Moment& moment : plan->Moments()) EXPECT_EQ(plan->Selection(moment), *plan->baseline);
  const std::string english = SayInEnglish(query, *plan, Partnership(), CoreDictionary());
  EXPECT_THAT(english, HasSubstr("people registered with a practice, and alive, on 1 April 2025 "
                                 "(whoever has left or died since counts on)"));
  EXPECT_THAT(english, HasSubstr("settled as at 1 April 2025; activity, spend, deaths and time "
                                 "registered that decide it are those of 1 April 2024 to 31 March "
                                 "2025."));
}

TEST(ACohort, WithoutADayIsSettledAnewEachTime) {
  const absl::StatusOr<Plan> plan = PlanFor(Cohort(""), Partnership());
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_FALSE(plan->baseline.has_value());
  for (const Moment& moment : plan->Moments()) EXPECT_EQ(plan->Selection(moment), moment);
}

TEST(ACohort, SaysWhatWouldBeRight) {
  EXPECT_THAT(ErrorOf(PlanFor(Cohort("April"), Partnership())), HasSubstr("population.as_at: "));
  EXPECT_THAT(ErrorOf(PlanFor(Cohort("2026-04-02"), Partnership())),
              HasSubstr("is after the index date"));
  v1::Query in_period = Cohort("2025-04-01");
  in_period.mutable_population()->set_of(v1::POPULATION_BASE_REGISTERED_IN_PERIOD);
  EXPECT_THAT(ErrorOf(PlanFor(in_period, Partnership())), HasSubstr("write `of: registered`"));
  v1::Query held = Cohort("2025-04-01");
  held.mutable_population()->set_of(v1::POPULATION_BASE_HELD);
  EXPECT_EQ(ErrorOf(PlanFor(held, Partnership())), "OK");
  held.mutable_population()->clear_where();
  EXPECT_THAT(ErrorOf(PlanFor(held, Partnership())), HasSubstr("give a condition"));
}

// The days that somebody is not there would be theirs, whether asked by month, of one month alone
// or of a year.
TEST(ACohort, DoesNotTellWhoIsStillThere) {
  for (const char* measure : {"mean registered_days", "per_person_year cost_gp"}) {
    v1::Query query = Cohort("2025-04-01");
    query.add_measures(measure);
    const auto refused = HasSubstr("would tell when single people left or died");
    EXPECT_THAT(ErrorOf(PlanFor(query, Partnership())), refused) << measure;
    query.set_by(0, "banding age-bands");
    EXPECT_THAT(ErrorOf(PlanFor(query, Partnership())), refused) << measure;
    query.set_period("2025-05");
    query.set_index_date("2025-06-01");
    EXPECT_THAT(ErrorOf(PlanFor(query, Partnership())), refused) << measure;
    query.mutable_population()->clear_as_at();
    EXPECT_EQ(ErrorOf(PlanFor(query, Partnership())), "OK") << measure;
  }
}

TEST(PersonYears, NeedADictionaryThatCountsDays) {
  EXPECT_THAT(ErrorFor("per_person_year cost_gp"), "OK");
  v1::Constitution without = Partnership();
  auto& variables = *without.mutable_dictionary()->mutable_variables();
  for (int i = 0; i < variables.size(); ++i) {
    if (variables[i].name() == "registered_days") variables.DeleteSubrange(i, 1);
  }
  const auto dictionary = Dictionary::Create(without.dictionary());
  ASSERT_TRUE(dictionary.ok());
  const v1::Query query = Asking({"per_person_year cost_gp"});
  const auto figures = PlanMeasures(query, *dictionary, {});
  EXPECT_THAT(ErrorOf(figures), HasSubstr("use `per_person`"));
}

TEST(RegisteredInPeriod, NeedsADayOfThePeriodBeforeTheIndexDate) {
  v1::Query query = Asking({"people"});
  query.mutable_population()->set_of(v1::POPULATION_BASE_REGISTERED_IN_PERIOD);
  EXPECT_EQ(ErrorOf(PlanFor(query, Partnership())), "OK");
  query.set_index_date("2025-04-01");
  EXPECT_THAT(ErrorOf(PlanFor(query, Partnership())), HasSubstr("choose one after 2025-04-01"));
}

}  // namespace
}  // namespace ginnel::query
