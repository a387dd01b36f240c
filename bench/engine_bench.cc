// SPDX-License-Identifier: Apache-2.0
//
// How long a node takes over a query, on one million people (see synthetic_people.h). First marks:
// a matrix of nine cells by twelve aggregates under 50 ms, a model of eight rules over ten
// variables under 15 ms, under 100 bytes a person without events.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "bench/engine_bed.h"
#include "tests/unit/node_engine/engine_fixture.h"

namespace ginnel::node {
namespace {

using Kind = query::Aggregate::Kind;
using bench::kPeople;
using bench::TheDictionary;
using bench::ThePeople;

int Named(const char* name) { return TheDictionary().Find(name).value(); }

query::PlannedAxis Axis(const std::vector<std::string>& rules) {
  query::PlannedAxis axis;
  axis.name = "axis";
  for (const std::string& rule : rules) {
    axis.rules.push_back(query::ParseExpression(rule, TheDictionary()).value());
  }
  axis.rules.push_back(True());
  axis.labels.resize(axis.rules.size());
  return axis;
}

query::Plan AgeComplexityMatrix() {
  query::Plan plan = PlanAt("2026-04-01");
  plan.population = v1::POPULATION_BASE_REGISTERED;
  plan.axes = {Axis({"age <= 17", "age <= 74"}),
               Axis({"condition_count >= 11", "condition_count >= 5"})};
  plan.cells = 9;
  plan.aggregates = {{Kind::kPeople, -1},
                     {Kind::kTrue, Named("diabetes")},
                     {Kind::kTrue, Named("hypertension")},
                     {Kind::kSum, Named("age")},
                     {Kind::kContributors, Named("ae_attendances")},
                     {Kind::kSum, Named("ae_attendances")},
                     {Kind::kContributors, Named("cost_acute")},
                     {Kind::kSum, Named("cost_acute")},
                     {Kind::kSumOfSquares, Named("cost_acute")},
                     {Kind::kContributors, Named("cost_gp")},
                     {Kind::kSum, Named("cost_gp")},
                     {Kind::kSumOfSquares, Named("cost_gp")}};
  return plan;
}

// The eight segments of leeds-2017 (models.md) over ten variables, counting people.
query::Plan EightSegments() {
  query::Plan plan = PlanAt("2026-04-01");
  plan.population = v1::POPULATION_BASE_REGISTERED;
  plan.axes = {Axis({"palliative_register",
                     "dementia || (age >= 65 && (efi_category in ['moderate','severe'] || "
                     "housebound || care_home_resident))",
                     "cancer_5y", "smi", "learning_disability", "ltc_count >= 1", "age < 18"})};
  plan.cells = 8;
  plan.aggregates = {{Kind::kPeople, -1}};
  return plan;
}

void BM_MatrixOfNineCellsTimesTwelve(benchmark::State& state) {
  bench::Run(state, kPeople, AgeComplexityMatrix(), state.range(0) != 0,
             static_cast<int>(state.range(1)));
}
BENCHMARK(BM_MatrixOfNineCellsTimesTwelve)
    ->ArgNames({"cold", "threads"})
    ->ArgsProduct({{0, 1}, {1, 2}})
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

void BM_ModelOfEightRules(benchmark::State& state) {
  bench::Run(state, kPeople, EightSegments(), state.range(0) != 0,
             static_cast<int>(state.range(1)));
}
BENCHMARK(BM_ModelOfEightRules)
    ->ArgNames({"cold", "threads"})
    ->ArgsProduct({{0, 1}, {1, 2}})
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

// Grows with people and nothing else: the derived columns of all of them are in the engine's cache,
// which grows with people too. Up to about a million they also stay in a processor's third-level
// cache (some 14 MB); beyond it each pass reads them from memory, and a person costs a little more.
void BM_Growth(benchmark::State& state) {
  bench::Run(state, static_cast<size_t>(state.range(0)), AgeComplexityMatrix(), false, 2);
  state.SetComplexityN(state.range(0));
}
BENCHMARK(BM_Growth)
    ->ArgName("people")
    ->Arg(1'000'000)
    ->Arg(3'000'000)
    ->Arg(10'000'000)
    ->Unit(benchmark::kMillisecond)
    ->Complexity(benchmark::oN)
    ->UseRealTime();

// Not timed: what the snapshot takes in memory.
void BM_Memory(benchmark::State& state) {
  const Snapshot::Memory use = ThePeople(kPeople)->MemoryUse();
  for (auto iteration : state) benchmark::DoNotOptimize(ThePeople(kPeople)->MemoryUse());
  state.counters["bytes_per_person"] = static_cast<double>(use.persons) / kPeople;
  state.counters["bytes_per_event"] =
      static_cast<double>(use.events) / static_cast<double>(use.event_rows);
  state.counters["events_per_person"] = static_cast<double>(use.event_rows) / kPeople;
}
BENCHMARK(BM_Memory)->Iterations(1);

}  // namespace
}  // namespace ginnel::node
