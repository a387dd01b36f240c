// SPDX-License-Identifier: Apache-2.0
#include "crypto/expand_message.h"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "base/secret_bytes.h"
#include "crypto/sodium.h"

namespace ginnel::crypto {
namespace {

constexpr size_t kHashSize = 64;    // b_in_bytes
constexpr size_t kBlockSize = 128;  // s_in_bytes

/// SHA-512 whose state is wiped: the messages here are NHS numbers.
class Sha512 {
 public:
  Sha512() { crypto_hash_sha512_init(&state_); }
  ~Sha512() { Wipe({reinterpret_cast<uint8_t*>(&state_), sizeof state_}); }
  Sha512(const Sha512&) = delete;
  Sha512& operator=(const Sha512&) = delete;

  Sha512& Add(std::span<const uint8_t> bytes) {
    crypto_hash_sha512_update(&state_, bytes.data(), bytes.size());
    return *this;
  }
  Sha512& Add(uint8_t byte) { return Add(std::span<const uint8_t>(&byte, 1)); }
  void Finish(std::array<uint8_t, kHashSize>& out) {
    crypto_hash_sha512_final(&state_, out.data());
  }

 private:
  crypto_hash_sha512_state state_;
};

}  // namespace

absl::Status ExpandMessageXmdSha512(std::span<const uint8_t> message, std::string_view tag,
                                    std::span<uint8_t> out) {
  if (tag.empty() || tag.size() > 255) {
    return absl::InvalidArgumentError("expand_message_xmd: the tag has 1 to 255 bytes");
  }
  if (out.empty() || out.size() > 255 * kHashSize) {
    return absl::InvalidArgumentError("expand_message_xmd: 1 to 16,320 bytes can be asked for");
  }
  RequireSodium();
  static constexpr std::array<uint8_t, kBlockSize> kZeroBlock{};
  const std::span<const uint8_t> tag_bytes(reinterpret_cast<const uint8_t*>(tag.data()),
                                           tag.size());
  const auto tag_size = static_cast<uint8_t>(tag.size());

  std::array<uint8_t, kHashSize> first;  // b_0
  Sha512()
      .Add(kZeroBlock)
      .Add(message)
      .Add(static_cast<uint8_t>(out.size() >> 8))
      .Add(static_cast<uint8_t>(out.size() & 0xff))
      .Add(uint8_t{0})
      .Add(tag_bytes)
      .Add(tag_size)
      .Finish(first);

  std::array<uint8_t, kHashSize> block{};  // b_i; zero before b_1 so that the xor leaves b_0
  for (uint8_t i = 1; !out.empty(); ++i) {
    for (size_t j = 0; j < kHashSize; ++j) block[j] = static_cast<uint8_t>(block[j] ^ first[j]);
    Sha512().Add(block).Add(i).Add(tag_bytes).Add(tag_size).Finish(block);
    const size_t taken = std::min(out.size(), kHashSize);
    std::copy_n(block.begin(), taken, out.begin());
    out = out.subspan(taken);
  }
  Wipe(first);
  Wipe(block);
  return absl::OkStatus();
}

}  // namespace ginnel::crypto
