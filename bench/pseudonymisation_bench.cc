// SPDX-License-Identifier: Apache-2.0
// What one person costs each role, on one core, beside the primitives' own limit. Time a person is
// the reported time divided by the batch of 4,096 (items_per_second is people).
#include <benchmark/benchmark.h>
#include <sodium.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "base/random.h"
#include "crypto/oprf.h"
#include "crypto/prg.h"

namespace ginnel::crypto {
namespace {

std::vector<std::array<uint8_t, 10>> Numbers() {
  std::vector<std::array<uint8_t, 10>> numbers(kMaxOprfBatch);
  for (size_t i = 0; i < numbers.size(); ++i) {
    char text[11];
    std::snprintf(text, sizeof text, "999%07zu", i % 10'000'000);
    std::copy_n(text, 10, numbers[i].begin());
  }
  return numbers;
}

template <typename T>
T Require(absl::StatusOr<T> value) {
  if (!value.ok()) std::abort();
  return *std::move(value);
}

BlindedBatch Blind(RandomSource& random) {
  static const auto* const numbers = new std::vector<std::array<uint8_t, 10>>(Numbers());
  const std::vector<std::span<const uint8_t>> inputs(numbers->begin(), numbers->end());
  return Require(BlindedBatch::Create(inputs, random));
}

void CountPeople(benchmark::State& state) {
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kMaxOprfBatch));
}

void BM_NodeBlind(benchmark::State& state) {
  SystemRandom random;
  for (auto _ : state) benchmark::DoNotOptimize(Blind(random).elements().data());
  CountPeople(state);
}
BENCHMARK(BM_NodeBlind)->Unit(benchmark::kMillisecond);

void BM_NodeCombineAndFinalize(benchmark::State& state) {
  SystemRandom random;
  const BlindedBatch batch = Blind(random);
  std::array<std::string, 3> evaluated;
  for (std::string& answer : evaluated) {
    answer = Require(EvaluatePart(OprfKeyPart::Generate(random), batch.elements()));
  }
  for (auto _ : state) {
    const SecretBytes outputs =
        Require(CombineAndFinalize(batch, {evaluated[0], evaluated[1], evaluated[2]}));
    benchmark::DoNotOptimize(outputs.view().data());
  }
  CountPeople(state);
}
BENCHMARK(BM_NodeCombineAndFinalize)->Unit(benchmark::kMillisecond);

void BM_TrusteeEvaluatePart(benchmark::State& state) {
  SystemRandom random;
  const BlindedBatch batch = Blind(random);
  const OprfKeyPart part = OprfKeyPart::Generate(random);
  for (auto _ : state) {
    benchmark::DoNotOptimize(Require(EvaluatePart(part, batch.elements())).data());
  }
  CountPeople(state);
}
BENCHMARK(BM_TrusteeEvaluatePart)->Unit(benchmark::kMillisecond);

// The limit: what libsodium alone needs for a node's person (one hash to the group, two
// multiplications, two additions).
void BM_PrimitivesOfNode(benchmark::State& state) {
  std::array<uint8_t, 64> uniform{};
  std::array<uint8_t, 32> scalar{};
  std::array<uint8_t, 32> element{};
  std::array<uint8_t, 32> other{};
  uniform[0] = 1;
  crypto_core_ristretto255_scalar_random(scalar.data());
  for (auto _ : state) {
    crypto_core_ristretto255_from_hash(element.data(), uniform.data());
    if (crypto_scalarmult_ristretto255(other.data(), scalar.data(), element.data()) != 0) {
      std::abort();
    }
    crypto_core_ristretto255_add(element.data(), element.data(), other.data());
    crypto_core_ristretto255_add(element.data(), element.data(), other.data());
    if (crypto_scalarmult_ristretto255(other.data(), scalar.data(), element.data()) != 0) {
      std::abort();
    }
    benchmark::DoNotOptimize(other);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_PrimitivesOfNode)->Unit(benchmark::kMicrosecond);

void BM_PrimitivesOfTrustee(benchmark::State& state) {
  std::array<uint8_t, 32> scalar{};
  std::array<uint8_t, 32> element{};
  std::array<uint8_t, 32> product{};
  crypto_core_ristretto255_scalar_random(scalar.data());
  crypto_core_ristretto255_random(element.data());
  for (auto _ : state) {
    if (crypto_scalarmult_ristretto255(product.data(), scalar.data(), element.data()) != 0) {
      std::abort();
    }
    benchmark::DoNotOptimize(product);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_PrimitivesOfTrustee)->Unit(benchmark::kMicrosecond);

void BM_PrgIntoField(benchmark::State& state) {
  SystemRandom random;
  Prg prg = Require(Prg::Create(SecretBytes::Random(Prg::kSeedSize, random), "bench"));
  std::vector<FieldElement> elements(1 << 16);
  for (auto _ : state) {
    prg.Fill(std::span<FieldElement>(elements));
    benchmark::DoNotOptimize(elements.data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(elements.size()));
}
BENCHMARK(BM_PrgIntoField);

}  // namespace
}  // namespace ginnel::crypto

BENCHMARK_MAIN();
