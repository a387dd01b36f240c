// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "crypto/digest.h"
#include "node/records.h"

namespace ginnel::node {

/// The registered people of an epoch in the order that all nodes of linkage members know: slot i is
/// the person `ids[i]`. Held by nodes alone; no id of it is in any log, error or message.
struct Spine {
  uint32_t epoch = 0;
  crypto::Digest digest;  // spine_assembly.h
  std::vector<LinkageId> ids;
};

}  // namespace ginnel::node
