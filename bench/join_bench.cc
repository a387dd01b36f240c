// SPDX-License-Identifier: Apache-2.0
// One linked run at all three trustees, in three threads, with mailboxes in memory in place of a
// network: encoding at the members, checks, join.
#include <benchmark/benchmark.h>

#include <cstdlib>

#include "bench/cpu_seconds.h"
#include "tests/unit/sharing/linked_city.h"

namespace ginnel::sharing {
namespace {

// One practice network and `others` other members, of `codes` codes each; all combinations of them
// are counted apart.
LinkedCity CityOf(uint64_t slots, size_t others, uint32_t codes) {
  LinkedCity city;
  city.spine.slots = slots;
  query::LinkedTerm term;
  size_t combinations = 1;
  for (size_t s = 0; s <= others; ++s) {
    city.members.push_back("member-" + std::to_string(s));
    city.spine.ranges.push_back({0, s == 0 ? slots : 0});
    query::LinkedSource source;
    source.sector = s == 0 ? v1::SECTOR_GENERAL_PRACTICE : v1::SECTOR_ACUTE;
    source.members = {static_cast<int>(s)};
    source.codes = codes;
    city.plan.sources.push_back(source);
    city.rows.emplace_back(codes, std::vector<int64_t>(slots));
    for (uint64_t p = 0; p < slots; ++p) city.rows[s][(p / (s * 7 + 1)) % codes][p] = 1;
    term.factors.push_back({static_cast<int>(s), 0, codes});
    combinations *= codes;
  }
  for (size_t k = 0; k < combinations; ++k) term.to.push_back(static_cast<int32_t>(k));
  city.plan.terms = {term};
  city.positions = combinations;
  city.sums.resize(city.members.size());
  return city;
}

void BM_Join(benchmark::State& state) {
  const auto slots = static_cast<uint64_t>(state.range(0));
  const LinkedCity city =
      CityOf(slots, static_cast<size_t>(state.range(1)), static_cast<uint32_t>(state.range(2)));
  size_t bytes = 0;
  const double before = CpuSeconds();
  for (auto _ : state) {
    LinkedTrustees trustees(city, LinkedLayout::kBlockElements);
    trustees.at_a_time = size_t{1} << 13;
    for (const auto& result : trustees.Run()) {
      if (!result.status.ok()) std::abort();
    }
    bytes = 0;
    for (const v1::PeerMessage& message : trustees.wires().sent()) {
      bytes += message.payload().size();
    }
  }
  state.counters["cpu_s"] = (CpuSeconds() - before) / static_cast<double>(state.iterations());
  state.counters["bytes_between_trustees"] = static_cast<double>(bytes);
  state.counters["bytes_up"] =
      static_cast<double>(slots * city.plan.columns() * 2 * sizeof(FieldElement));
}
BENCHMARK(BM_Join)
    ->ArgNames({"people", "others", "codes"})
    ->Args({100'000, 1, 10})
    ->Args({1'000'000, 1, 10})
    ->Args({10'000'000, 1, 10})
    ->Args({100'000, 2, 6})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
}  // namespace ginnel::sharing
