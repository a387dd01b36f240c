// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/sealed_box.h"
#include "crypto/signing.h"

namespace ginnel::node {

/// The node's own keys for the spine (docs/linkage.md); their public halves are in the member's
/// operations.
struct LinkKeys {
  crypto::SigningKey statement;  // signs what the node states
  crypto::SealingKey sealing;    // opens what others sealed to it
};

}  // namespace ginnel::node
