// SPDX-License-Identifier: Apache-2.0
#include "crypto/prg.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "crypto/field_codec.h"
#include "crypto/hash.h"
#include "crypto/openssl.h"

namespace ginnel::crypto {
namespace {

constexpr size_t kKeySize = 16;
constexpr size_t kBufferSize = 16384;  // fits the first-level cache with its output
constexpr std::array<uint8_t, kBufferSize> kZeros{};

}  // namespace

struct Prg::State {
  OpensslPtr<EVP_CIPHER_CTX> context;
  std::array<uint8_t, kBufferSize> buffer;
  size_t position = kBufferSize;

  ~State() { Wipe(buffer); }

  void Refill() {
    int written = 0;
    RequireCrypto(EVP_EncryptUpdate(context.get(), buffer.data(), &written, kZeros.data(),
                                    static_cast<int>(kZeros.size())) == 1 &&
                      written == static_cast<int>(kZeros.size()),
                  "AES-128-CTR");
    position = 0;
  }

  std::span<const uint8_t> unread() const {
    return std::span<const uint8_t>(buffer).subspan(position);
  }
};

Prg::Prg(std::unique_ptr<State> state) : state_(std::move(state)) {}
Prg::~Prg() = default;
Prg::Prg(Prg&&) noexcept = default;
Prg& Prg::operator=(Prg&&) noexcept = default;

absl::StatusOr<Prg> Prg::Create(const SecretBytes& seed, std::string_view info) {
  if (seed.size() != kSeedSize) {
    return absl::InvalidArgumentError(
        absl::StrCat("a seed has ", kSeedSize, " bytes, found ", seed.size()));
  }
  if (info.empty()) return absl::InvalidArgumentError("a stream needs a label of its own");
  ASSIGN_OR_RETURN(const SecretBytes key, HkdfSha256(seed, {}, info, kKeySize));
  auto state = std::make_unique<State>();
  state->context.reset(EVP_CIPHER_CTX_new());
  static constexpr std::array<uint8_t, 16> kFirstBlock{};
  RequireCrypto(state->context != nullptr &&
                    EVP_EncryptInit_ex2(state->context.get(), FetchedAes128Ctr(), key.view().data(),
                                        kFirstBlock.data(), nullptr) == 1,
                "AES-128-CTR");
  return Prg(std::move(state));
}

void Prg::Fill(std::span<uint8_t> out) {
  while (!out.empty()) {
    if (state_->position == kBufferSize) state_->Refill();
    const std::span<const uint8_t> unread = state_->unread();
    const size_t taken = std::min(out.size(), unread.size());
    std::memcpy(out.data(), unread.data(), taken);
    state_->position += taken;
    out = out.subspan(taken);
  }
}

void Prg::Fill(std::span<FieldElement> out) {
  while (!out.empty()) {
    const std::span<const uint8_t> unread = state_->unread();
    if (unread.size() >= kFieldElementSize) {
      const SampledElements sampled = SampleFieldElements(unread, out);
      state_->position += sampled.words_read * kFieldElementSize;
      out = out.subspan(sampled.elements_written);
    } else if (unread.empty()) {
      state_->Refill();
    } else {
      // Bytes were read before: this word lies across the end of the buffer.
      std::array<uint8_t, kFieldElementSize> word;
      Fill(std::span<uint8_t>(word));
      out = out.subspan(SampleFieldElements(word, out.first(1)).elements_written);
      Wipe(word);
    }
  }
}

FieldElement Prg::Next() {
  FieldElement element;
  Fill(std::span<FieldElement>(&element, 1));
  return element;
}

}  // namespace ginnel::crypto
