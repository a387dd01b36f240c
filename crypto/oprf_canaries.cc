// SPDX-License-Identifier: Apache-2.0
#include "crypto/oprf_canaries.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <set>

#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "crypto/openssl.h"
#include "crypto/oprf.h"
#include "crypto/ristretto.h"
#include "crypto/sodium.h"

namespace ginnel::crypto {
namespace {

// Below `bound`, which is a few thousand: the bias of the remainder is below 2^-50.
size_t DrawBelow(size_t bound, RandomSource& random) {
  std::array<uint8_t, 8> bytes;
  random.Fill(bytes);
  uint64_t value = 0;
  for (const uint8_t byte : bytes) value = value << 8 | byte;
  return static_cast<size_t>(value % bound);
}

// A uniform subset (Floyd's method), in order.
std::vector<size_t> DrawPlaces(size_t count, size_t among, RandomSource& random) {
  std::set<size_t> places;
  for (size_t last = among - count; last < among; ++last) {
    if (!places.insert(DrawBelow(last + 1, random)).second) places.insert(last);
  }
  return {places.begin(), places.end()};
}

}  // namespace

OprfCanaries OprfCanaries::Plant(std::string_view blinded, RandomSource& random) {
  RequireSodium();
  const size_t inputs = blinded.size() / kOprfElementSize;
  const size_t count = kCanaries;
  OprfCanaries planted;
  planted.places_ = DrawPlaces(count, inputs + count, random);
  planted.scalars_ = SecretBytes(count * kRistrettoSize);
  DrawScalars(random, planted.scalars_.mutable_view());
  planted.elements_.reserve((inputs + count) * kOprfElementSize);
  size_t canary = 0;
  for (size_t at = 0; at < inputs + count; ++at) {
    if (canary == count || planted.places_[canary] != at) {
      planted.elements_ += blinded.substr((at - canary) * kOprfElementSize, kOprfElementSize);
      continue;
    }
    std::array<uint8_t, kRistrettoSize> element;
    RequireCrypto(
        crypto_scalarmult_ristretto255_base(
            element.data(), planted.scalars_.view().data() + canary * kRistrettoSize) == 0,
        "a multiple of the generator");
    planted.elements_.append(element.begin(), element.end());
    ++canary;
  }
  return planted;
}

absl::StatusOr<std::string> OprfCanaries::Harvest(std::string_view answer,
                                                  const OprfPublicPart& part) const {
  if (answer.size() != elements_.size()) {
    return ReasonedError(
        absl::StatusCode::kInvalidArgument, v1::REASON_MALFORMED,
        absl::StrCat("the answer has ", answer.size(), " bytes to a batch of ", elements_.size()));
  }
  std::string harvest;
  harvest.reserve(answer.size() - places_.size() * kOprfElementSize);
  size_t canary = 0;
  for (size_t at = 0; at < answer.size() / kOprfElementSize; ++at) {
    const std::string_view element = answer.substr(at * kOprfElementSize, kOprfElementSize);
    if (canary == places_.size() || places_[canary] != at) {
      harvest += element;
      continue;
    }
    std::array<uint8_t, kRistrettoSize> right;
    RequireCrypto(
        crypto_scalarmult_ristretto255(
            right.data(), scalars_.view().data() + canary * kRistrettoSize, part.bytes.data()) == 0,
        "a multiple of a public part");
    if (!std::equal(right.begin(), right.end(), element.begin(),
                    [](uint8_t a, char b) { return a == static_cast<uint8_t>(b); })) {
      return ReasonedError(
          absl::StatusCode::kDataLoss, v1::REASON_INTEGRITY,
          "it answered a canary wrongly: not by the key part that the agreement names for it. No "
          "pseudonym of this batch is used; ask its administrator which key part it runs with");
    }
    ++canary;
  }
  return harvest;
}

}  // namespace ginnel::crypto
