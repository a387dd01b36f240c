// SPDX-License-Identifier: Apache-2.0
#include "crypto/field_codec.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/status.h"

namespace ginnel::crypto {
namespace {

uint64_t LoadWord(const uint8_t* bytes) {
  uint64_t word;
  std::memcpy(&word, bytes, sizeof word);
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  return word;
}

void StoreWord(uint64_t word, uint8_t* bytes) {
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  std::memcpy(bytes, &word, sizeof word);
}

absl::Status Malformed(std::string message) {
  return ReasonedError(absl::StatusCode::kInvalidArgument, v1::REASON_MALFORMED,
                       std::move(message));
}

}  // namespace

std::string EncodeFieldElements(std::span<const FieldElement> elements) {
  std::string bytes(elements.size() * kFieldElementSize, '\0');
  auto* const out = reinterpret_cast<uint8_t*>(bytes.data());
  for (size_t i = 0; i < elements.size(); ++i) {
    StoreWord(elements[i].value(), out + i * kFieldElementSize);
  }
  return bytes;
}

absl::Status DecodeFieldElements(std::string_view bytes, std::span<FieldElement> out) {
  if (bytes.size() != out.size() * kFieldElementSize) {
    return Malformed(absl::StrCat("expected ", out.size(), " field elements of 8 bytes, found ",
                                  bytes.size(), " bytes"));
  }
  const auto* const in = reinterpret_cast<const uint8_t*>(bytes.data());
  for (size_t i = 0; i < out.size(); ++i) {
    const uint64_t word = LoadWord(in + i * kFieldElementSize);
    if (word >= FieldElement::kModulus) {
      return Malformed(absl::StrCat("field element ", i + 1, " is not below the modulus"));
    }
    out[i] = FieldElement::FromUint64(word);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<FieldElement>> DecodeFieldElements(std::string_view bytes) {
  std::vector<FieldElement> elements(bytes.size() / kFieldElementSize);
  RETURN_IF_ERROR(DecodeFieldElements(bytes, elements));
  return elements;
}

SampledElements SampleFieldElements(std::span<const uint8_t> words, std::span<FieldElement> out) {
  const size_t available = words.size() / kFieldElementSize;
  const size_t straight = std::min(available, out.size());
  // Almost always nothing is rejected: then one pass without branches does it.
  bool rejected = false;
  for (size_t i = 0; i < straight; ++i) {
    const uint64_t word = LoadWord(words.data() + i * kFieldElementSize) & FieldElement::kModulus;
    rejected |= word == FieldElement::kModulus;
    out[i] = FieldElement::FromUint64(word);
  }
  if (!rejected) return {straight, straight};

  SampledElements sampled{0, 0};
  while (sampled.words_read < available && sampled.elements_written < out.size()) {
    const uint64_t word =
        LoadWord(words.data() + kFieldElementSize * sampled.words_read++) & FieldElement::kModulus;
    if (word == FieldElement::kModulus) continue;
    out[sampled.elements_written++] = FieldElement::FromUint64(word);
  }
  return sampled;
}

}  // namespace ginnel::crypto
