// SPDX-License-Identifier: Apache-2.0
#include "crypto/oprf.h"

#include <sodium.h>

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/status.h"
#include "crypto/expand_message.h"
#include "crypto/ristretto.h"
#include "crypto/sha512.h"
#include "crypto/sodium.h"

namespace ginnel::crypto {
namespace {

static_assert(kOprfElementSize == kRistrettoSize);
static_assert(kOprfOutputSize == Sha512::kSize);

constexpr size_t kMaxInputSize = 65535;  // RFC 9497: I2OSP(len(input), 2)

// "HashToGroup-" || contextString, which is "OPRFV1-" || I2OSP(mode, 1) || "-ristretto255-SHA512"
// (RFC 9497, 3.1 and 4.1).
constexpr char kTagText[] =
    "HashToGroup-OPRFV1-\x00"
    "-ristretto255-SHA512";
constexpr std::string_view kHashToGroupTag(kTagText, sizeof kTagText - 1);

using Element = std::array<uint8_t, kOprfElementSize>;

absl::Status Malformed(std::string message) {
  return ReasonedError(absl::StatusCode::kInvalidArgument, v1::REASON_MALFORMED,
                       std::move(message));
}

absl::Status BadElement(size_t i) {
  return Malformed(absl::StrCat("element ", i + 1,
                                " of the batch is the identity or not a canonical ristretto255 "
                                "encoding"));
}

const uint8_t* ElementAt(std::string_view elements, size_t i) {
  return reinterpret_cast<const uint8_t*>(elements.data()) + i * kOprfElementSize;
}

uint8_t* ElementAt(std::string& elements, size_t i) {
  return reinterpret_cast<uint8_t*>(elements.data()) + i * kOprfElementSize;
}

std::span<const uint8_t, kOprfElementSize> Fixed(const uint8_t* element) {
  return std::span<const uint8_t, kOprfElementSize>(element, kOprfElementSize);
}

// Decoding each part again would cost a tenth of a person's time: only a failure looks for whose
// fault it is.
absl::Status WhyNotCombined(const std::array<std::string_view, 3>& parts, size_t i) {
  for (size_t part = 0; part < parts.size(); ++part) {
    if (IsElement(Fixed(ElementAt(parts[part], i)))) continue;
    return Malformed(absl::StrCat("part ", part + 1, ", element ", i + 1,
                                  ": the identity, or not a canonical ristretto255 encoding"));
  }
  return Malformed(absl::StrCat("the three parts cancel each other at element ", i + 1));
}

absl::StatusOr<size_t> CountElements(std::string_view elements) {
  if (elements.empty() || elements.size() % kOprfElementSize != 0) {
    return Malformed(
        absl::StrCat("a batch is elements of 32 bytes each, found ", elements.size(), " bytes"));
  }
  const size_t count = elements.size() / kOprfElementSize;
  if (count > kMaxOprfBatch) {
    return Malformed(absl::StrCat("a batch has at most ", kMaxOprfBatch, " elements, found ", count,
                                  ": send it in smaller batches"));
  }
  return count;
}

absl::Status HashToGroup(std::span<const uint8_t> input, Element& element) {
  std::array<uint8_t, crypto_core_ristretto255_HASHBYTES> uniform;
  RETURN_IF_ERROR(ExpandMessageXmdSha512(input, kHashToGroupTag, uniform));
  crypto_core_ristretto255_from_hash(element.data(), uniform.data());
  Wipe(uniform);
  return absl::OkStatus();
}

// Finalize of RFC 9497, 3.3.1, from the unblinded element on.
void HashOutput(std::span<const uint8_t> input, const Element& unblinded,
                std::span<uint8_t, kOprfOutputSize> output) {
  Sha512()
      .AddUint16(static_cast<uint16_t>(input.size()))
      .Add(input)
      .AddUint16(kOprfElementSize)
      .Add(unblinded)
      .Add(std::string_view("Finalize"))
      .Finish(output);
}

}  // namespace

absl::StatusOr<BlindedBatch> BlindedBatch::Create(std::span<const std::span<const uint8_t>> inputs,
                                                  RandomSource& random) {
  if (inputs.empty() || inputs.size() > kMaxOprfBatch) {
    return absl::InvalidArgumentError(
        absl::StrCat("a batch has 1 to ", kMaxOprfBatch, " inputs, not ", inputs.size()));
  }
  RequireSodium();
  BlindedBatch batch;
  size_t total = 0;
  for (size_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i].size() > kMaxInputSize) {
      return absl::InvalidArgumentError(
          absl::StrCat("input ", i + 1, " of the batch is longer than 65,535 bytes"));
    }
    total += inputs[i].size();
    batch.input_ends_.push_back(total);
  }
  batch.inputs_ = SecretBytes(total);
  SecretBytes blinds(inputs.size() * kRistrettoSize);
  DrawScalars(random, blinds.mutable_view());
  batch.elements_.resize(inputs.size() * kOprfElementSize);
  Element element;
  for (size_t i = 0; i < inputs.size(); ++i) {
    std::copy(inputs[i].begin(), inputs[i].end(),
              batch.inputs_.mutable_view().data() + batch.input_ends_[i] - inputs[i].size());
    RETURN_IF_ERROR(HashToGroup(inputs[i], element));
    if (crypto_scalarmult_ristretto255(ElementAt(batch.elements_, i),
                                       blinds.view().data() + i * kRistrettoSize,
                                       element.data()) != 0) {
      // RFC 9497's InvalidInputError: nobody can find such an input.
      Wipe(element);
      return absl::InvalidArgumentError(
          absl::StrCat("input ", i + 1, " of the batch hashes to the identity"));
    }
  }
  Wipe(element);
  batch.inverses_ = SecretBytes(blinds.size());
  InvertScalars(blinds.view(), batch.inverses_.mutable_view());
  return batch;
}

std::span<const uint8_t> BlindedBatch::Input(size_t i) const {
  const size_t begin = i == 0 ? 0 : input_ends_[i - 1];
  return inputs_.view().subspan(begin, input_ends_[i] - begin);
}

absl::StatusOr<SecretBytes> BlindedBatch::Finalize(std::string_view evaluated) const {
  ASSIGN_OR_RETURN(const size_t count, CountElements(evaluated));
  if (count != size()) {
    return Malformed(
        absl::StrCat("the answer has ", count, " elements to a batch of ", size(), " inputs"));
  }
  SecretBytes outputs(count * kOprfOutputSize);
  Element unblinded;
  for (size_t i = 0; i < count; ++i) {
    const uint8_t* const inverse = inverses_.view().data() + i * kRistrettoSize;
    if (IsZero(Fixed(ElementAt(evaluated, i))) ||
        crypto_scalarmult_ristretto255(unblinded.data(), inverse, ElementAt(evaluated, i)) != 0) {
      Wipe(unblinded);
      return BadElement(i);
    }
    HashOutput(Input(i), unblinded,
               std::span<uint8_t, kOprfOutputSize>(
                   outputs.mutable_view().data() + i * kOprfOutputSize, kOprfOutputSize));
  }
  Wipe(unblinded);
  return outputs;
}

absl::StatusOr<std::string> EvaluatePart(const OprfKeyPart& part, std::string_view elements) {
  ASSIGN_OR_RETURN(const size_t count, CountElements(elements));
  if (part.scalar_.empty()) return absl::FailedPreconditionError("this key part was moved away");
  std::string evaluated(elements.size(), '\0');
  for (size_t i = 0; i < count; ++i) {
    // The multiplication itself refuses non-canonical encodings.
    if (IsZero(Fixed(ElementAt(elements, i))) ||
        crypto_scalarmult_ristretto255(ElementAt(evaluated, i), part.scalar_.view().data(),
                                       ElementAt(elements, i)) != 0) {
      return BadElement(i);
    }
  }
  return evaluated;
}

absl::StatusOr<std::string> CombineElements(const std::array<std::string_view, 3>& parts) {
  ASSIGN_OR_RETURN(const size_t count, CountElements(parts[0]));
  if (parts[1].size() != parts[0].size() || parts[2].size() != parts[0].size()) {
    return Malformed(absl::StrCat("the three answers have different lengths: ", parts[0].size(),
                                  ", ", parts[1].size(), " and ", parts[2].size(), " bytes"));
  }
  std::string sums(parts[0].size(), '\0');
  for (size_t i = 0; i < count; ++i) {
    uint8_t* const sum = ElementAt(sums, i);
    // The additions refuse non-canonical encodings, but take the identity.
    if (IsZero(Fixed(ElementAt(parts[0], i))) || IsZero(Fixed(ElementAt(parts[1], i))) ||
        IsZero(Fixed(ElementAt(parts[2], i))) ||
        crypto_core_ristretto255_add(sum, ElementAt(parts[0], i), ElementAt(parts[1], i)) != 0 ||
        crypto_core_ristretto255_add(sum, sum, ElementAt(parts[2], i)) != 0 || IsZero(Fixed(sum))) {
      return WhyNotCombined(parts, i);
    }
  }
  return sums;
}

absl::StatusOr<SecretBytes> CombineAndFinalize(const BlindedBatch& batch,
                                               const std::array<std::string_view, 3>& evaluated) {
  ASSIGN_OR_RETURN(const std::string combined, CombineElements(evaluated));
  return batch.Finalize(combined);
}

std::vector<std::array<uint8_t, 16>> LinkageIds(const SecretBytes& outputs) {
  std::vector<std::array<uint8_t, 16>> ids(outputs.size() / kOprfOutputSize);
  for (size_t i = 0; i < ids.size(); ++i) {
    std::copy_n(outputs.view().data() + i * kOprfOutputSize, ids[i].size(), ids[i].begin());
  }
  return ids;
}

}  // namespace ginnel::crypto
