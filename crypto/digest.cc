// SPDX-License-Identifier: Apache-2.0
#include "crypto/digest.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "crypto/openssl.h"

namespace ginnel::crypto {
namespace {

int DigitValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

Digest Sha256(std::span<const uint8_t> bytes) {
  Digest digest;
  RequireCrypto(EVP_Digest(bytes.data(), bytes.size(), digest.bytes.data(), nullptr,
                           FetchedSha256(), nullptr) == 1,
                "SHA-256");
  return digest;
}

Digest Sha256(std::string_view bytes) {
  return Sha256(
      std::span<const uint8_t>(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()));
}

std::string ToHex(std::span<const uint8_t> bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(2 * bytes.size());
  for (const uint8_t byte : bytes) {
    hex.push_back(kDigits[byte >> 4]);
    hex.push_back(kDigits[byte & 15]);
  }
  return hex;
}

absl::StatusOr<std::string> FromHex(std::string_view hex, size_t size) {
  if (hex.size() != 2 * size) {
    return absl::InvalidArgumentError(
        absl::StrCat("expected ", 2 * size, " hex digits, found ", hex.size(), " characters"));
  }
  std::string bytes(size, '\0');
  for (size_t i = 0; i < size; ++i) {
    const int high = DigitValue(hex[2 * i]);
    const int low = DigitValue(hex[2 * i + 1]);
    if (high < 0 || low < 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("character ", 2 * i + (high < 0 ? 1 : 2),
                       " is not a lower-case hex digit: use 0-9 and a-f"));
    }
    bytes[i] = static_cast<char>(high << 4 | low);
  }
  return bytes;
}

std::string Digest::ToHex() const { return crypto::ToHex(bytes); }

absl::StatusOr<Digest> Digest::FromHex(std::string_view hex) {
  Digest digest;
  ASSIGN_OR_RETURN(const std::string raw, crypto::FromHex(hex, digest.bytes.size()));
  std::copy(raw.begin(), raw.end(), digest.bytes.begin());
  return digest;
}

}  // namespace ginnel::crypto
