// SPDX-License-Identifier: Apache-2.0
#include "bench/engine_bed.h"

#include "bench/synthetic_people.h"
#include "node/engine/engine.h"
#include "tests/unit/node_engine/engine_fixture.h"

namespace ginnel::bench {

const query::Dictionary& TheDictionary() {
  static const auto* const dictionary = new query::Dictionary(BenchDictionary());
  return *dictionary;
}

std::shared_ptr<const node::Snapshot> ThePeople(size_t people) {
  static size_t made = 0;
  static std::shared_ptr<const node::Snapshot> snapshot;
  if (made != people) {
    snapshot.reset();
    snapshot = node::SnapshotOf(SyntheticPeople(people));
    made = people;
  }
  return snapshot;
}

void Run(benchmark::State& state, size_t people, const query::Plan& plan, bool cold, int threads) {
  const node::Engine::Options options{.threads = threads, .cache_bytes = {}};
  auto engine = std::make_unique<node::Engine>(ThePeople(people), options);
  if (!cold) benchmark::DoNotOptimize(node::ComputeWith(*engine, plan, TheDictionary()).value());
  for (auto iteration : state) {
    if (cold) {
      state.PauseTiming();
      engine = std::make_unique<node::Engine>(ThePeople(people), options);
      state.ResumeTiming();
    }
    benchmark::DoNotOptimize(node::ComputeWith(*engine, plan, TheDictionary()).value());
  }
  state.counters["people/s"] =
      benchmark::Counter(static_cast<double>(people) * static_cast<double>(state.iterations()),
                         benchmark::Counter::kIsRate);
  state.counters["cache_MB"] = static_cast<double>(engine->cache_bytes()) / 1e6;
}

}  // namespace ginnel::bench
