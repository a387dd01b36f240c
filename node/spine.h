// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
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

/// The spine of an epoch that this node put together itself, with the digest that all agreed on.
using SpineSource = std::function<absl::StatusOr<std::shared_ptr<const Spine>>(
    uint32_t epoch, const crypto::Digest& digest)>;

}  // namespace ginnel::node
