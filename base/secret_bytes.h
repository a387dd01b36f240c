// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/random.h"

namespace ginnel {

/// A run of secret bytes in its own locked pages: never swapped, left out of core dumps, wiped when
/// it goes. Moves, never copies, does not print, and compares only in constant time.
class SecretBytes {
 public:
  SecretBytes() = default;
  /// `size` zero bytes. Where the locked-memory limit is used up the pages are still wiped and kept
  /// out of core dumps.
  explicit SecretBytes(size_t size);
  static SecretBytes CopyOf(std::span<const uint8_t> bytes);
  static SecretBytes Random(size_t size, RandomSource& random);
  SecretBytes(SecretBytes&& other) noexcept;
  SecretBytes& operator=(SecretBytes&& other) noexcept;
  SecretBytes(const SecretBytes&) = delete;
  SecretBytes& operator=(const SecretBytes&) = delete;
  ~SecretBytes();

  SecretBytes Clone() const { return CopyOf(view()); }
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  std::span<const uint8_t> view() const { return {data_, size_}; }
  std::span<uint8_t> mutable_view() { return {data_, size_}; }

 private:
  void Release() noexcept;
  uint8_t* data_ = nullptr;
  size_t size_ = 0;
  size_t mapped_ = 0;
};

/// Whether both are equal, in time that depends on the lengths only.
bool EqualInConstantTime(std::span<const uint8_t> a, std::span<const uint8_t> b);

/// Overwrites `bytes` in a way that the compiler keeps.
void Wipe(std::span<uint8_t> bytes);

}  // namespace ginnel
