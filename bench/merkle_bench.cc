// SPDX-License-Identifier: Apache-2.0
// What the register's tree costs on one core: taking entries in, computing a root again from all
// entries, and proofs over a log of 1,000,000 entries whose subtrees are in memory.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>

#include "crypto/merkle.h"
#include "tests/unit/crypto/memory_tree.h"

namespace ginnel::crypto {
namespace {

constexpr uint64_t kLogSize = 1'000'000;

template <typename T>
T Require(absl::StatusOr<T> value) {
  if (!value.ok()) std::abort();
  return *std::move(value);
}

Digest LeafOf(uint64_t number) { return MerkleLeafHash(std::to_string(number)); }

MemoryTree& Log() {
  static auto* const log = [] {
    auto* const tree = new MemoryTree;
    for (uint64_t i = 0; i < kLogSize; ++i) tree->Append(LeafOf(i));
    return tree;
  }();
  return *log;
}

absl::StatusOr<Digest> ReadLog(int level, uint64_t index) { return Log().Read(level, index); }

// Scattered over all numbers below `bound` without the cost of drawing.
uint64_t Scatter(uint64_t round, uint64_t bound) { return round * 0x9e3779b97f4a7c15 % bound; }

// One entry in a log that keeps all its subtrees; its own hash is not counted.
void BM_AppendAndKeepSubtrees(benchmark::State& state) {
  MemoryTree tree;
  const Digest leaf = LeafOf(0);
  for (auto _ : state) tree.Append(leaf);
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_AppendAndKeepSubtrees);

// What an auditor does with a whole log: entries of this many bytes to one root.
void BM_RootFromEntries(benchmark::State& state) {
  const std::string entry(static_cast<size_t>(state.range(0)), 'x');
  constexpr int64_t kEntries = 10'000;
  for (auto _ : state) {
    MerkleFrontier frontier;
    for (int64_t i = 0; i < kEntries; ++i) frontier.Append(MerkleLeafHash(entry));
    benchmark::DoNotOptimize(frontier.Root());
  }
  state.SetItemsProcessed(state.iterations() * kEntries);
  state.SetBytesProcessed(state.iterations() * kEntries * state.range(0));
}
BENCHMARK(BM_RootFromEntries)->Arg(64)->Arg(2'000)->Unit(benchmark::kMillisecond);

void BM_InclusionProof(benchmark::State& state) {
  Log();
  uint64_t round = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        Require(MerkleInclusionProof(Scatter(++round, kLogSize), kLogSize, ReadLog)).data());
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_InclusionProof);

void BM_VerifyInclusion(benchmark::State& state) {
  constexpr uint64_t kIndex = 617'283;
  const auto proof = Require(MerkleInclusionProof(kIndex, kLogSize, ReadLog));
  const Digest root = Log().frontier().Root();
  for (auto _ : state) {
    if (!VerifyMerkleInclusion(kIndex, LeafOf(kIndex), kLogSize, proof, root).ok()) std::abort();
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_VerifyInclusion);

void BM_ConsistencyProof(benchmark::State& state) {
  Log();
  uint64_t round = 0;
  for (auto _ : state) {
    const uint64_t old_size = 1 + Scatter(++round, kLogSize);
    benchmark::DoNotOptimize(Require(MerkleConsistencyProof(old_size, kLogSize, ReadLog)).data());
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_ConsistencyProof);

void BM_VerifyConsistency(benchmark::State& state) {
  constexpr uint64_t kOldSize = 617'283;
  const auto proof = Require(MerkleConsistencyProof(kOldSize, kLogSize, ReadLog));
  const Digest old_root = Require(MerkleRoot(kOldSize, ReadLog));
  const Digest root = Log().frontier().Root();
  for (auto _ : state) {
    if (!VerifyMerkleConsistency(kOldSize, old_root, kLogSize, root, proof).ok()) std::abort();
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_VerifyConsistency);

}  // namespace
}  // namespace ginnel::crypto
