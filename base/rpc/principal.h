// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace ginnel {

/// Who speaks, once their certificate was recognised.
struct Principal {
  enum class Kind { kNode, kTrustee, kPerson };
  Kind kind = Kind::kPerson;
  std::string id;  // of the member, trustee or person
  friend bool operator==(const Principal&, const Principal&) = default;
};

/// Whose certificate is whose: the agreement. Thread-safe.
class PinDirectory {
 public:
  virtual ~PinDirectory() = default;
  /// `certificate_sha256_hex`: SHA-256 of the certificate's DER, 64 lower-case hex digits. Nothing
  /// if it is not pinned.
  virtual std::optional<Principal> Find(std::string_view certificate_sha256_hex) const = 0;
};

/// The directory that holds now: asked again at each handshake and each call, so that a new
/// agreement takes effect at once. Thread-safe; never returns null.
using PinSource = std::function<std::shared_ptr<const PinDirectory>()>;

}  // namespace ginnel
