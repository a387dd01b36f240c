// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/random.h"
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

/// RFC 9497 with the key in three parts. Batches of at most 4,096 go to the three trustees at once;
/// blinding, waiting and finalising of different batches overlap on all cores. The first error ends
/// the work and is returned, with the trustee's number; no pseudonym is returned then.
class OprfPseudonymiser final : public Pseudonymiser {
 public:
  /// Peers in the order of the key parts. They and `random` must outlive this. `cores`: 0 for all
  /// that there are.
  OprfPseudonymiser(std::array<PseudonymPeer*, 3> peers, RandomSource& random, unsigned cores = 0);

  absl::StatusOr<std::vector<LinkageId>> Pseudonymise(const PersonNumbers& people,
                                                      const PseudonymProgress& progress) override;

 private:
  absl::Status DoBatch(const PersonNumbers& people, size_t first, size_t size, LinkageId* out);
  absl::StatusOr<std::array<std::string, 3>> AskAll(std::string_view blinded);

  const std::array<PseudonymPeer*, 3> peers_;
  RandomSource& random_;
  const unsigned cores_;
};

}  // namespace ginnel::node
