// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/secret_bytes.h"
#include "crypto/oprf_canaries.h"
#include "crypto/oprf_key.h"
#include "node/ingest/pseudonymiser.h"

namespace ginnel::node {

/// One trustee's part of the pseudonymisation key, as a node sees it: over the network, or in a
/// test.
class PseudonymPeer {
 public:
  virtual ~PseudonymPeer() = default;
  /// `blinded` is 1 to 4,096 elements of 32 bytes; the answer is each of them times the trustee's
  /// key part. Called from several threads at once.
  virtual absl::StatusOr<std::string> Evaluate(std::string_view blinded) = 0;
};

/// The trustees' public parts K_1, K_2, K_3, by which their answers are held to the agreement.
using OprfPublicParts = std::array<crypto::OprfPublicPart, 3>;

/// RFC 9497 with the key in three parts. Batches go to the three trustees at once, each with
/// canaries that show whether a trustee answers by its key (crypto/oprf_canaries.h); blinding,
/// waiting and finalising of different batches overlap on all cores. The first error ends the work
/// and is returned, with the trustee's number; no pseudonym is returned then.
class OprfPseudonymiser final : public Pseudonymiser {
 public:
  /// Peers and `keys` in the order of the key parts. Peers and `random` must outlive this. `cores`:
  /// 0 for all that there are.
  OprfPseudonymiser(std::array<PseudonymPeer*, 3> peers, const OprfPublicParts& keys,
                    RandomSource& random, unsigned cores = 0);

  absl::StatusOr<std::vector<LinkageId>> Pseudonymise(const PersonNumbers& people,
                                                      const PseudonymProgress& progress) override;
  /// The same; `keep` is called with each batch as soon as it is answered, one at a time: the ids
  /// of the people from `first` on. Its error ends the work.
  using KeepBatch = std::function<absl::Status(size_t first, std::span<const LinkageId> ids)>;
  absl::StatusOr<std::vector<LinkageId>> Pseudonymise(const PersonNumbers& people,
                                                      const PseudonymProgress& progress,
                                                      const KeepBatch& keep);
  /// 64 bytes that `label` gives under the trustees' key, and that nobody makes without them.
  /// `label` begins with letters, so that it is nobody's number.
  absl::StatusOr<SecretBytes> SecretOf(std::string_view label);

 private:
  using Inputs = std::span<const std::span<const uint8_t>>;
  absl::StatusOr<SecretBytes> DoBatch(Inputs inputs);
  absl::Status DoPeople(const PersonNumbers& people, size_t first, size_t size, LinkageId* out);
  absl::StatusOr<std::string> Ask(size_t peer, const crypto::OprfCanaries& batch);
  absl::StatusOr<std::array<std::string, 3>> AskAll(std::string_view blinded);

  const std::array<PseudonymPeer*, 3> peers_;
  const OprfPublicParts keys_;
  RandomSource& random_;
  const unsigned cores_;
};

}  // namespace ginnel::node
