// SPDX-License-Identifier: Apache-2.0
#include "crypto/expand_message.h"

#include <algorithm>
#include <array>

#include "base/secret_bytes.h"
#include "crypto/sha512.h"
#include "crypto/sodium.h"

namespace ginnel::crypto {
namespace {

constexpr size_t kHashSize = Sha512::kSize;  // b_in_bytes
constexpr size_t kBlockSize = 128;           // s_in_bytes

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
  const auto tag_size = static_cast<uint8_t>(tag.size());

  std::array<uint8_t, kHashSize> first;  // b_0
  Sha512()
      .Add(kZeroBlock)
      .Add(message)
      .AddUint16(static_cast<uint16_t>(out.size()))
      .AddByte(0)
      .Add(tag)
      .AddByte(tag_size)
      .Finish(first);

  std::array<uint8_t, kHashSize> block{};  // b_i; zero before b_1 so that the xor leaves b_0
  for (uint8_t i = 1; !out.empty(); ++i) {
    for (size_t j = 0; j < kHashSize; ++j) block[j] = static_cast<uint8_t>(block[j] ^ first[j]);
    Sha512().Add(block).AddByte(i).Add(tag).AddByte(tag_size).Finish(block);
    const size_t taken = std::min(out.size(), kHashSize);
    std::copy_n(block.begin(), taken, out.begin());
    out = out.subspan(taken);
  }
  Wipe(first);
  Wipe(block);
  return absl::OkStatus();
}

}  // namespace ginnel::crypto
