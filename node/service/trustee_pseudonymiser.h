// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "base/random.h"
#include "node/ingest/oprf_pseudonymiser.h"
#include "node/service/federation.h"
#include "node/service/trustee_line.h"

namespace ginnel::node {

/// The pseudonymiser over the network: one line to each trustee. Whoever turns numbers into ids,
/// many at ingest or one for a person's request, does it through this one.
class TrusteePseudonymiser final : public Pseudonymiser {
 public:
  TrusteePseudonymiser(const TrusteeChannels& channels, RandomSource& random)
      : first_(channels[0]),
        second_(channels[1]),
        third_(channels[2]),
        pseudonymiser_({&first_, &second_, &third_}, random) {}

  absl::StatusOr<std::vector<LinkageId>> Pseudonymise(const PersonNumbers& people,
                                                      const PseudonymProgress& progress) override {
    return pseudonymiser_.Pseudonymise(people, progress);
  }

 private:
  PseudonymLine first_, second_, third_;
  OprfPseudonymiser pseudonymiser_;
};

}  // namespace ginnel::node
