// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "absl/status/statusor.h"
#include "base/secret_bytes.h"
#include "crypto/field.h"

namespace ginnel::crypto {

/// PRG of protocols.md: one stream of bytes, AES-128-CTR from a zero counter block under the 16
/// bytes that HKDF-SHA-256 (no salt) expands from a 32-byte seed with `info`. Two parties with the
/// same seed and info read the same stream on every platform, in whatever pieces they ask for it. A
/// field element takes the next 8 bytes as a little-endian word, keeps the low 61 bits and, for the
/// one value that is not below p, takes the next word instead. Not thread-safe. What was read ahead
/// is wiped when it goes.
class Prg {
 public:
  static constexpr size_t kSeedSize = 32;

  /// InvalidArgument for a seed that is not 32 bytes or an empty `info`. No two purposes may share
  /// seed and info.
  static absl::StatusOr<Prg> Create(const SecretBytes& seed, std::string_view info);
  ~Prg();
  Prg(Prg&&) noexcept;
  Prg& operator=(Prg&&) noexcept;

  void Fill(std::span<uint8_t> out);
  void Fill(std::span<FieldElement> out);
  FieldElement Next();

 private:
  struct State;
  explicit Prg(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace ginnel::crypto
