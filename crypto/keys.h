// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/random.h"
#include "base/secret_bytes.h"

namespace ginnel::crypto {

/// The 256-bit key of an encrypted store (SQLCipher raw key). Keys for what lies inside that store
/// are derived from it, each with a label of its own (HkdfSha256); it has no other use.
class StoreKey {
 public:
  static StoreKey Generate(RandomSource& random);
  /// Reads a file of 32 raw bytes that only its owner can read.
  static absl::StatusOr<StoreKey> Load(const std::string& path);
  absl::Status Save(const std::string& path) const;

  StoreKey(StoreKey&&) = default;
  StoreKey& operator=(StoreKey&&) = default;

  std::span<const uint8_t> view() const { return bytes_.view(); }

  /// 32 hex digits to keep beside the store: HMAC of a constant, says nothing about the key.
  /// SQLCipher gives one error for a wrong key and for a damaged file; this tells them apart.
  std::string CheckValue() const;
  /// OK, or FailedPrecondition: this is another store's key.
  absl::Status Check(std::string_view check_value) const;

 private:
  explicit StoreKey(SecretBytes bytes) : bytes_(std::move(bytes)) {}
  SecretBytes bytes_;
};

}  // namespace ginnel::crypto
