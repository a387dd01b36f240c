// SPDX-License-Identifier: Apache-2.0
//
// How long one node takes over each family of measures, by five groups of deprivation or twenty of
// age, on one million people. First mark: any of them under 50 ms.
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "bench/engine_bed.h"
#include "ginnel/v1/agreement.pb.h"
#include "ginnel/v1/query.pb.h"

namespace ginnel::bench {
namespace {

constexpr char kMember[] = "harness";
constexpr uint32_t kThreshold = 8;
constexpr char kByDeprivation[] = "band imd_decile 1-2,3-4,5-6,7-8,9-10";
constexpr char kByAge[] =
    "band age 0-4,5-9,10-14,15-19,20-24,25-29,30-34,35-39,40-44,45-49,50-54,55-59,60-64,65-69,"
    "70-74,75-79,80-84,85-89,90+";
constexpr char kByContacts[] = "band ae_attendances 0,1,2,3,4-5,6-9,10+";

query::Plan PlanOf(const std::string& measure, const std::string& by) {
  v1::Constitution constitution;
  *constitution.mutable_dictionary() = TheDictionary().proto();
  v1::Member& member = *constitution.add_members();
  member.set_id(kMember);
  member.set_kind(v1::MEMBER_KIND_FULL);
  member.add_sectors(v1::SECTOR_GENERAL_PRACTICE);
  v1::Purpose& purpose = *constitution.add_purposes();
  purpose.set_id("planning");
  purpose.set_opt_out_rule(v1::OPT_OUT_RULE_NOT_APPLICABLE);
  constitution.mutable_floors()->set_max_runs(1);
  v1::Query query;
  query.set_title(measure);
  query.set_purpose(purpose.id());
  query.set_author("analyst@place-office");
  query.set_period("2025/26");
  query.set_index_date("2026-04-01");
  query.mutable_population()->set_of(v1::POPULATION_BASE_REGISTERED);
  query.add_by(by);
  query.add_measures(measure);
  query.add_across(v1::SECTOR_GENERAL_PRACTICE);
  query.add_members("all");
  query.set_profile("nhs-1-7-round-5");
  query.set_runs(1);
  query.set_not_after("2027-03-31");
  absl::StatusOr<query::Plan> plan =
      query::PlanQuery(query, constitution, TheDictionary(), {kMember}, kThreshold);
  if (!plan.ok()) throw std::runtime_error(measure + ": " + plan.status().ToString());
  return *std::move(plan);
}

void Register(const std::string& measure, const std::string& by) {
  benchmark::RegisterBenchmark(("BM_Measure/" + measure).c_str(),
                               [=](benchmark::State& state) {
                                 Run(state, kPeople, PlanOf(measure, by), state.range(0) != 0, 2);
                               })
      ->ArgName("cold")
      ->Arg(0)
      ->Arg(1)
      ->Unit(benchmark::kMillisecond)
      ->UseRealTime();
}

const bool kRegistered = [] {
  for (const char* measure :
       {"people", "with diabetes", "prevalence diabetes", "mean cost_gp", "deviation cost_gp",
        "sum ae_attendances", "per_person ae_attendances", "rate ae_attendances per 1000",
        "ratio cost_acute to cost_gp", "per_person_year ae_attendances", "share cost_gp",
        "gap prevalence diabetes along imd_decile_band",
        "slope_index rate ae_attendances per 1000 along imd_decile_band",
        "relative_index prevalence diabetes along imd_decile_band",
        "impactable ae_attendances along imd_decile_band at 420", "explained cost_gp"}) {
    Register(measure, kByDeprivation);
  }
  for (const char* measure :
       {"standardised_rate ae_attendances per 100000", "standardised_ratio ae_attendances"}) {
    Register(measure, kByAge);
  }
  for (const char* measure : {"median ae_attendances", "percentile 90 ae_attendances"}) {
    Register(measure, kByContacts);
  }
  return true;
}();

}  // namespace
}  // namespace ginnel::bench
