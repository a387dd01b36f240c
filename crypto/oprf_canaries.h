// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "base/random.h"
#include "base/secret_bytes.h"
#include "crypto/oprf.h"
#include "crypto/oprf_key.h"

namespace ginnel::crypto {

/// Elements among a batch to which the node knows the right answer. A canary is r·G for a fresh
/// uniform r: blinded inputs are uniform too, so that a trustee cannot tell which is which. Its
/// answer is k_i·r·G = r·K_i, and K_i is in the agreement. A trustee that answers by another key is
/// noticed; one that answers wrongly for a share f of the elements passes a batch with (1 − f)^16.
/// It cannot choose whom it answers wrongly for, since it sees nobody (docs/decisions/0027).
class OprfCanaries {
 public:
  static constexpr size_t kCanaries = 16;  // in each batch
  static constexpr size_t kMostInputs = kMaxOprfBatch - kCanaries;

  /// `blinded`, elements of 32 bytes each, 1 to kMostInputs, with canaries at random places among
  /// them.
  static OprfCanaries Plant(std::string_view blinded, RandomSource& random);
  OprfCanaries(OprfCanaries&&) = default;
  OprfCanaries& operator=(OprfCanaries&&) = default;

  /// What goes to every trustee.
  const std::string& elements() const { return elements_; }

  /// The answers to the inputs, in their order, from the answer of the trustee of `part` to
  /// elements(). DataLoss (REASON_INTEGRITY) where a canary has another answer than r·K_i;
  /// InvalidArgument (REASON_MALFORMED) where the answer has another length.
  absl::StatusOr<std::string> Harvest(std::string_view answer, const OprfPublicPart& part) const;

 private:
  OprfCanaries() = default;

  std::string elements_;
  std::vector<size_t> places_;  // of the canaries, in order
  SecretBytes scalars_;         // r of each, 32 bytes
};

}  // namespace ginnel::crypto
