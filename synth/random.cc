// SPDX-License-Identifier: Apache-2.0
#include "synth/random.h"

namespace ginnel::synth {
namespace {

constexpr uint64_t kStep = 0x9e3779b97f4a7c15;  // 2^64 divided by the golden ratio

uint64_t Mix(uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

// The sum of the four 16-bit parts of `bits`.
uint64_t SumOfParts(uint64_t bits) {
  return (bits & 0xffff) + ((bits >> 16) & 0xffff) + ((bits >> 32) & 0xffff) + (bits >> 48);
}

}  // namespace

Random::Random(uint64_t seed, uint64_t stream, uint64_t index)
    : state_(Mix(Mix(Mix(seed + kStep) + stream + kStep) + index + kStep)) {}

uint64_t Random::Next() { return Mix(state_ += kStep); }

uint32_t Random::Below(uint32_t n) { return static_cast<uint32_t>(((Next() >> 32) * n) >> 32); }

double Random::Uniform() { return static_cast<double>(Next() >> 11) * 0x1.0p-53; }

float Random::Noise() {
  // Four uniforms have mean 2 and variance 1/3.
  const double sum = static_cast<double>(SumOfParts(Next())) / 65535.0;
  return static_cast<float>((sum - 2.0) * 1.7320508075688772);
}

double Random::Bell() {
  const uint64_t sum = SumOfParts(Next()) + SumOfParts(Next()) + SumOfParts(Next());
  return static_cast<double>(sum) / 65535.0 - 6.0;
}

double Exp(double x) {
  // Three terms of the series at x / 4096, squared twelve times.
  const double small = x / 4096.0;
  double y = 1.0 + small * (1.0 + small * (0.5 + small / 6.0));
  for (int i = 0; i < 12; ++i) y *= y;
  return y;
}

}  // namespace ginnel::synth
