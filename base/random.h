// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace ginnel {

/// The seam for randomness. Thread-safe.
class RandomSource {
 public:
  virtual ~RandomSource() = default;
  /// Fills `out` with uniform bytes.
  virtual void Fill(std::span<uint8_t> out) = 0;
};

/// getrandom(2). Ends the process if the kernel cannot give randomness: there is no safe way on.
class SystemRandom final : public RandomSource {
 public:
  void Fill(std::span<uint8_t> out) override;
};

}  // namespace ginnel
