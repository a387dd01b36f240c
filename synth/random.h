// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace ginnel::synth {

/// A small generator of our own, so that one seed gives the same city on every platform: the
/// standard library's distributions differ between implementations. SplitMix64 (Steele, Lea, Flood
/// 2014). Never for secrets. Not thread-safe.
class Random {
 public:
  /// Streams of one seed are independent: `stream` is a purpose, `index` a person or cell.
  explicit Random(uint64_t seed, uint64_t stream = 0, uint64_t index = 0);

  uint64_t Next();
  /// Uniform in [0, n), n < 2^32; 0 if n is 0.
  uint32_t Below(uint32_t n);
  /// Uniform in [0, 1).
  double Uniform();
  bool Chance(double probability) { return Uniform() < probability; }
  /// Nearly standard normal, within ±3.5 (the sum of four uniforms): noise in ranks.
  float Noise();
  /// Nearly standard normal, within ±6 (the sum of twelve uniforms): tails of spend.
  double Bell();

 private:
  uint64_t state_;
};

/// e^x from multiplications alone: libm may differ in the last bit between platforms. Relative
/// error under 1e-6 for |x| < 10.
double Exp(double x);

}  // namespace ginnel::synth
