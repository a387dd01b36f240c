// SPDX-License-Identifier: Apache-2.0
// The small-count test of one run at all three trustees, in three threads, with mailboxes in memory
// in place of a network.
#include <benchmark/benchmark.h>

#include "bench/cpu_seconds.h"
#include "sharing/small_count_test.h"
#include "tests/unit/sharing/three_parties.h"

namespace ginnel::sharing {
namespace {

query::Plan PlanOf(size_t positions) {
  query::Plan plan;
  plan.cells = positions;
  plan.aggregates = {query::Aggregate{}};
  plan.threshold = 8;
  for (uint32_t position = 0; position < positions; ++position) {
    query::LinearForm form;
    form.terms = {{position, 1}};
    plan.tests.push_back({{form}});
  }
  return plan;
}

void BM_SmallCounts(benchmark::State& state) {
  const auto positions = static_cast<size_t>(state.range(0));
  const query::Plan plan = PlanOf(positions);
  std::vector<int64_t> counts(positions);
  for (size_t p = 0; p < positions; ++p) counts[p] = static_cast<int64_t>(p % 21);
  const auto dealt = Deal(counts);
  SystemRandom random;
  size_t bytes = 0;
  size_t steps = 0;
  const double before = CpuSeconds();
  for (auto _ : state) {
    Wires wires;
    AllThree([&](int i) {
      Party party(i, {"run", 1}, wires.mailbox(i), wires.peers(i), random, absl::Minutes(5));
      const bool agreed = party.AgreeSeeds().ok();
      const auto passed = TestSmallCounts(party, plan, {}, dealt[static_cast<size_t>(i - 1)]);
      if (!agreed || !passed.ok()) std::abort();
    });
    bytes = steps = 0;
    for (const v1::PeerMessage& message : wires.sent()) {
      bytes += message.payload().size();
      steps = std::max<size_t>(steps, message.step());
    }
  }
  const auto rounds = static_cast<double>(state.iterations());
  state.counters["cpu_s"] = (CpuSeconds() - before) / rounds;
  state.counters["bytes_a_trustee"] = static_cast<double>(bytes) / 3;
  state.counters["steps"] = static_cast<double>(steps);
}
BENCHMARK(BM_SmallCounts)->Arg(10'000)->Arg(100'000)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ginnel::sharing
