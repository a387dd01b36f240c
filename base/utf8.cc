// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"

#include <cstdint>

namespace ginnel {
namespace {

// The length of the sequence that `lead` opens, and the range of its second byte (RFC 3629, section
// 4); 0 if none.
struct Sequence {
  size_t length = 0;
  uint8_t low = 0x80;
  uint8_t high = 0xBF;
};

Sequence SequenceOf(uint8_t lead) {
  if (lead < 0x80) return {1, 0x80, 0xBF};
  if (lead < 0xC2) return {};
  if (lead < 0xE0) return {2, 0x80, 0xBF};
  if (lead == 0xE0) return {3, 0xA0, 0xBF};
  if (lead == 0xED) return {3, 0x80, 0x9F};
  if (lead < 0xF0) return {3, 0x80, 0xBF};
  if (lead == 0xF0) return {4, 0x90, 0xBF};
  if (lead < 0xF4) return {4, 0x80, 0xBF};
  if (lead == 0xF4) return {4, 0x80, 0x8F};
  return {};
}

}  // namespace

size_t ValidUtf8Prefix(std::string_view text) {
  size_t i = 0;
  while (i < text.size()) {
    const Sequence sequence = SequenceOf(static_cast<uint8_t>(text[i]));
    if (sequence.length == 0 || sequence.length > text.size() - i) return i;
    for (size_t j = 1; j < sequence.length; ++j) {
      const auto byte = static_cast<uint8_t>(text[i + j]);
      const uint8_t low = j == 1 ? sequence.low : uint8_t{0x80};
      const uint8_t high = j == 1 ? sequence.high : uint8_t{0xBF};
      if (byte < low || byte > high) return i;
    }
    i += sequence.length;
  }
  return i;
}

}  // namespace ginnel
