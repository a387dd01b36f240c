// SPDX-License-Identifier: Apache-2.0
//
// How long a node takes over a query, on one million people (see synthetic_people.h). First marks:
// a matrix of nine cells by twelve aggregates under 50 ms, a model of eight rules over ten
// variables under 15 ms, under 100 bytes a person without events.
#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bench/synthetic_people.h"
#include "tests/unit/node_engine/engine_fixture.h"

namespace ginnel::node {
namespace {

using Kind = query::Aggregate::Kind;

constexpr size_t kPeople = 1'000'000;

const query::Dictionary& TheDictionary() {
  static const auto* const dictionary = new query::Dictionary(bench::BenchDictionary());
  return *dictionary;
}

std::shared_ptr<const Snapshot> ThePeople() {
  static const auto* const people =
      new std::shared_ptr<const Snapshot>(SnapshotOf(bench::SyntheticPeople(kPeople)));
  return *people;
}

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

void Run(benchmark::State& state, const query::Plan& plan, bool cold, int threads) {
  const Engine::Options options{.threads = threads, .cache_bytes = size_t{64} << 20};
  auto engine = std::make_unique<Engine>(ThePeople(), options);
  if (!cold) benchmark::DoNotOptimize(ComputeWith(*engine, plan, TheDictionary()).value());
  for (auto iteration : state) {
    if (cold) {
      state.PauseTiming();
      engine = std::make_unique<Engine>(ThePeople(), options);
      state.ResumeTiming();
    }
    benchmark::DoNotOptimize(ComputeWith(*engine, plan, TheDictionary()).value());
  }
  state.counters["people/s"] =
      benchmark::Counter(static_cast<double>(kPeople) * static_cast<double>(state.iterations()),
                         benchmark::Counter::kIsRate);
  state.counters["cache_MB"] = static_cast<double>(engine->cache_bytes()) / 1e6;
}

void BM_MatrixOfNineCellsTimesTwelve(benchmark::State& state) {
  Run(state, AgeComplexityMatrix(), state.range(0) != 0, static_cast<int>(state.range(1)));
}
BENCHMARK(BM_MatrixOfNineCellsTimesTwelve)
    ->ArgNames({"cold", "threads"})
    ->ArgsProduct({{0, 1}, {1, 2}})
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

void BM_ModelOfEightRules(benchmark::State& state) {
  Run(state, EightSegments(), state.range(0) != 0, static_cast<int>(state.range(1)));
}
BENCHMARK(BM_ModelOfEightRules)
    ->ArgNames({"cold", "threads"})
    ->ArgsProduct({{0, 1}, {1, 2}})
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

// Not timed: what the snapshot takes in memory.
void BM_Memory(benchmark::State& state) {
  const Snapshot::Memory use = ThePeople()->MemoryUse();
  for (auto iteration : state) benchmark::DoNotOptimize(ThePeople()->MemoryUse());
  state.counters["bytes_per_person"] = static_cast<double>(use.persons) / kPeople;
  state.counters["bytes_per_event"] =
      static_cast<double>(use.events) / static_cast<double>(use.event_rows);
  state.counters["events_per_person"] = static_cast<double>(use.event_rows) / kPeople;
}
BENCHMARK(BM_Memory)->Iterations(1);

}  // namespace
}  // namespace ginnel::node
