// SPDX-License-Identifier: Apache-2.0
#include "crypto/hasher.h"

#include <array>

#include "crypto/openssl.h"

namespace ginnel::crypto {

struct Hasher::State {
  OpensslPtr<EVP_MD_CTX> context{EVP_MD_CTX_new()};
};

Hasher::Hasher() : state_(std::make_unique<State>()) {
  RequireCrypto(state_->context != nullptr &&
                    EVP_DigestInit_ex(state_->context.get(), FetchedSha256(), nullptr) == 1,
                "SHA-256");
}

Hasher::~Hasher() = default;
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;

Hasher& Hasher::Update(std::span<const uint8_t> bytes) {
  RequireCrypto(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) == 1,
                "SHA-256");
  return *this;
}

Hasher& Hasher::Update(std::string_view bytes) {
  return Update(
      std::span<const uint8_t>(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()));
}

Hasher& Hasher::Number(uint64_t value) {
  std::array<uint8_t, 8> bytes;
  for (size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<uint8_t>(value >> (56 - 8 * i));
  }
  return Update(std::span<const uint8_t>(bytes));
}

Hasher& Hasher::Text(std::string_view text) { return Number(text.size()).Update(text); }

Digest Hasher::Finish() {
  Digest digest;
  RequireCrypto(EVP_DigestFinal_ex(state_->context.get(), digest.bytes.data(), nullptr) == 1,
                "SHA-256");
  return digest;
}

}  // namespace ginnel::crypto
