// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "base/secret_bytes.h"
#include "crypto/field.h"

namespace ginnel::sharing {

using crypto::FieldElement;

/// Field elements that are wiped when they go. Sized once, so that no old copy is left behind by
/// growing.
class SecretElements {
 public:
  SecretElements() = default;
  explicit SecretElements(size_t size) : elements_(size) {}
  explicit SecretElements(std::vector<FieldElement> elements) : elements_(std::move(elements)) {}
  SecretElements(SecretElements&& other) noexcept : elements_(std::move(other.elements_)) {}
  SecretElements& operator=(SecretElements&& other) noexcept {
    if (this != &other) {
      WipeAll();
      elements_ = std::move(other.elements_);
    }
    return *this;
  }
  SecretElements(const SecretElements&) = delete;
  SecretElements& operator=(const SecretElements&) = delete;
  ~SecretElements() { WipeAll(); }

  size_t size() const { return elements_.size(); }
  FieldElement operator[](size_t i) const { return elements_[i]; }
  FieldElement& operator[](size_t i) { return elements_[i]; }
  std::span<const FieldElement> view() const { return elements_; }
  std::span<FieldElement> mutable_view() { return elements_; }

 private:
  void WipeAll() {
    Wipe({reinterpret_cast<uint8_t*>(elements_.data()), elements_.size() * sizeof(FieldElement)});
  }
  std::vector<FieldElement> elements_;
};

/// The three trustees are 1, 2 and 3; indices wrap around.
constexpr int NextTrustee(int trustee) { return trustee % 3 + 1; }
constexpr int PreviousTrustee(int trustee) { return (trustee + 1) % 3 + 1; }

/// What one trustee i holds of a shared vector x = x1 + x2 + x3 (Araki et al., CCS 2016): x_i and
/// x_{i+1}.
struct ShareVector {
  ShareVector() = default;
  explicit ShareVector(size_t size) : own(size), next(size) {}
  ShareVector(SecretElements own_part, SecretElements next_part)
      : own(std::move(own_part)), next(std::move(next_part)) {}
  size_t size() const { return own.size(); }

  SecretElements own;   // x_i
  SecretElements next;  // x_{i+1}
};

/// One element of it.
struct Share {
  FieldElement own;
  FieldElement next;
  friend Share operator+(Share a, Share b) { return {a.own + b.own, a.next + b.next}; }
  friend Share operator-(Share a, Share b) { return {a.own - b.own, a.next - b.next}; }
  friend Share operator*(Share a, FieldElement c) { return {a.own * c, a.next * c}; }
};

inline Share At(const ShareVector& vector, size_t i) { return {vector.own[i], vector.next[i]}; }
inline void Set(ShareVector& vector, size_t i, Share share) {
  vector.own[i] = share.own;
  vector.next[i] = share.next;
}

/// This trustee's summand of x·y, before a share of zero is added: the three add up to the product.
/// Sums of them are its summand of an inner product.
inline FieldElement LocalProduct(Share x, Share y) {
  return x.own * (y.own + y.next) + x.next * y.own;
}

/// Adds a public constant: it goes into x1, which trustees 1 (own) and 3 (next) hold.
inline Share AddConstant(int trustee, Share share, FieldElement constant) {
  if (trustee == 1) share.own += constant;
  if (trustee == 3) share.next += constant;
  return share;
}

}  // namespace ginnel::sharing
