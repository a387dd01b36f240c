// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/random.h"
#include "node/ingest/oprf_pseudonymiser.h"
#include "node/service/federation.h"
#include "node/service/trustee_line.h"

namespace ginnel::node {

/// The pseudonymiser over the network: one line to each trustee. Whoever turns numbers into ids,
/// many at ingest or one for a person's request, does it through this one.
class TrusteePseudonymiser {
 public:
  /// `keys`: the agreement's public parts, which the answers are held to.
  TrusteePseudonymiser(const TrusteeChannels& channels, const OprfPublicParts& keys,
                       PseudonymUse use, RandomSource& random)
      : first_(channels[0], use),
        second_(channels[1], use),
        third_(channels[2], use),
        pseudonymiser_({&first_, &second_, &third_}, keys, random) {}

  OprfPseudonymiser& Get() { return pseudonymiser_; }

 private:
  PseudonymLine first_, second_, third_;
  OprfPseudonymiser pseudonymiser_;
};

}  // namespace ginnel::node
